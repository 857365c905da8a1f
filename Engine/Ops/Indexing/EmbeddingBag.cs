namespace PyDeepTensorNet;

/// <summary>What <see cref="Tensor.EmbeddingBag"/> makes of the rows of a bag.</summary>
public enum BagMode
{
    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>The largest of each feature; equal ones share the gradient evenly.</summary>
    Max,
}

public sealed partial class Tensor
{
    /// <summary>
    /// Bags of rows of a matrix looked up by number, each bag reduced to one row: the indices [bags, n] are rows of bags, or a list that <paramref name="offsets"/> divides. An empty bag gives zeros.
    /// </summary>
    /// <param name="indices">Row numbers.</param>
    /// <param name="weight">The matrix [rows, features].</param>
    /// <param name="offsets">For a list, where each bag begins: 0, then never less than before.</param>
    /// <param name="mode">What becomes of the rows of a bag.</param>
    /// <param name="sampleWeights">A factor for each row looked up, of the shape of the indices; with <see cref="BagMode.Sum"/> only.</param>
    /// <param name="paddingIndex">A row that counts as absent; negative counts from the end.</param>
    /// <param name="includeLastOffset">Whether the last offset is the end of the last bag and begins none.</param>
    /// <exception cref="ShapeException">
    /// The weight is not a matrix, the indices are neither a list nor a matrix, a list has no offsets or a matrix has, the offsets are not ascending from 0 within the list, the factors have another
    /// shape, or <paramref name="paddingIndex"/> is not a row.
    /// </exception>
    /// <exception cref="DTypeException">The indices or offsets are not int64 or int32, or the factors are of another dtype than the weight.</exception>
    /// <exception cref="TensorIndexException">An index is negative or not below the number of rows.</exception>
    /// <exception cref="ArgumentException">There are factors, and the mode is not Sum.</exception>
    public static Tensor EmbeddingBag(
        Tensor indices, Tensor weight, Tensor? offsets = null, BagMode mode = BagMode.Mean, Tensor? sampleWeights = null, int? paddingIndex = null, bool includeLastOffset = false)
    {
        if (weight.Rank != 2) throw new ShapeException($"EmbeddingBag: the weight {weight.Shape} has {weight.Rank} axes; it must be a matrix [rows, features]");
        if (sampleWeights is not null && mode != BagMode.Sum) throw new ArgumentException($"EmbeddingBag: factors for each row have no meaning for {mode}; use BagMode.Sum");
        if (sampleWeights is not null && sampleWeights.Shape != indices.Shape) throw new ShapeException($"EmbeddingBag: factors {sampleWeights.Shape} for indices {indices.Shape}; give one for each");
        int rows = weight.Shape[0];
        if (paddingIndex is { } given && (given < -rows || given >= rows)) throw new ShapeException($"EmbeddingBag: the padding index {given} is no row of the weight {weight.Shape}; it must be from {-rows} to {rows - 1}");
        long[] begins = BagBegins(indices, offsets), numbers = Places.Read("EmbeddingBag", indices);
        int bags = begins.Length - (includeLastOffset ? 1 : 0);
        long end = includeLastOffset ? begins[^1] : numbers.Length;
        int? padding = paddingIndex < 0 ? paddingIndex + rows : paddingIndex;

        List<long> kept = [], from = [], bagOf = [];
        for (int i = (int)begins[0], bag = 0; i < end; i++)
        {
            while (bag + 1 < bags && begins[bag + 1] <= i) bag++;
            if (numbers[i] == padding) continue;
            kept.Add(numbers[i]);
            from.Add(i);
            bagOf.Add(bag);
        }
        Tensor looked = Apply.Part(new PickOp("EmbeddingBag", Places.Slices("EmbeddingBag", weight.Shape, 0, kept.ToArray()), [kept.Count, weight.Shape[1]]), weight);
        if (sampleWeights is not null) looked *= sampleWeights.Flatten().IndexSelect(0, from.ToArray()).Unsqueeze(1);
        Places places = Places.Slices("EmbeddingBag", [bags, weight.Shape[1]], 0, bagOf.ToArray());
        ScatterReduction reduction = mode switch { BagMode.Sum => ScatterReduction.Sum, BagMode.Mean => ScatterReduction.Mean, _ => ScatterReduction.AMax };
        return Zeros([bags, weight.Shape[1]], weight.DType).ReduceAt("EmbeddingBag", places, looked, reduction, includeSelf: false);
    }

    private static long[] BagBegins(Tensor indices, Tensor? offsets)
    {
        if (indices.Rank is not (1 or 2) || indices.Rank == 1 != offsets is not null) throw new ShapeException($"EmbeddingBag: indices {indices.Shape} {(offsets is null ? "without" : "with")} offsets; give a matrix [bags, n], or a list and where in it each bag begins");
        if (offsets is null) return [.. Enumerable.Range(0, indices.Shape[0]).Select(bag => (long)bag * indices.Shape[1])];
        long[] begins = Places.Read("EmbeddingBag", offsets);
        if (offsets.Rank != 1 || begins.Length == 0 || begins[0] != 0) throw new ShapeException($"EmbeddingBag: offsets {offsets}; they must be a list that begins with 0");
        for (int i = 1; i < begins.Length; i++)
        {
            if (begins[i] < begins[i - 1] || begins[i] > indices.ElementCount) throw new ShapeException($"EmbeddingBag: offset {begins[i]} of bag {i} after {begins[i - 1]}, for {indices.ElementCount} indices; offsets must not fall, nor exceed the number of indices");
        }
        return begins;
    }
}
