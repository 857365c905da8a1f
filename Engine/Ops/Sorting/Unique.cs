namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The different elements in ascending order, the place of each element among them (int64, of this shape), and how often each occurs (int64). NaN equal each other here.</summary>
    public (Tensor Values, Tensor Inverse, Tensor Counts) Unique()
    {
        (Tensor values, Tensor inverse, Tensor counts) = Flatten().Groups(0, sorted: true);
        return (values, inverse.Reshape(Shape), counts);
    }

    /// <summary>The different slices of an axis, ascending by their first element that differs, the place of each slice among them (int64), and how often each occurs (int64).</summary>
    /// <exception cref="ShapeException">The tensor is 0-d, or the axis does not exist.</exception>
    public (Tensor Values, Tensor Inverse, Tensor Counts) Unique(int dim) => Groups(SliceAxis(nameof(Unique), dim), sorted: true);

    /// <summary>One of each run of equal elements in row-major order, the run of each element (int64, of this shape), and the length of each run (int64).</summary>
    public (Tensor Values, Tensor Inverse, Tensor Counts) UniqueConsecutive()
    {
        (Tensor values, Tensor inverse, Tensor counts) = Flatten().Groups(0, sorted: false);
        return (values, inverse.Reshape(Shape), counts);
    }

    /// <summary>One of each run of equal slices of an axis, the run of each slice (int64), and the length of each run (int64).</summary>
    /// <exception cref="ShapeException">The tensor is 0-d, or the axis does not exist.</exception>
    public (Tensor Values, Tensor Inverse, Tensor Counts) UniqueConsecutive(int dim) => Groups(SliceAxis(nameof(UniqueConsecutive), dim), sorted: false);

    /// <summary>Equal slices next to each other, after sorting or as they are, as one.</summary>
    private (Tensor Values, Tensor Inverse, Tensor Counts) Groups(int axis, bool sorted)
    {
        int count = Shape[axis], length = count == 0 ? 0 : ElementCount / count;
        ulong[] keys = Detach().MoveDim(axis, 0).Keys();
        int[] order = [.. Enumerable.Range(0, count)];
        // By place in the end: the first of equal slices comes first.
        if (sorted) Array.Sort(order, (a, b) => Slice(a).SequenceCompareTo(Slice(b)) is var difference and not 0 ? difference : a.CompareTo(b));
        List<long> firsts = [], counts = [];
        long[] inverse = new long[count];
        for (int i = 0; i < count; i++)
        {
            if (i == 0 || !Slice(order[i]).SequenceEqual(Slice(order[i - 1])))
            {
                firsts.Add(order[i]);
                counts.Add(0);
            }
            counts[^1]++;
            inverse[order[i]] = firsts.Count - 1;
        }
        return (IndexSelect(axis, firsts.ToArray()), inverse, counts.ToArray());

        ReadOnlySpan<ulong> Slice(int i) => keys.AsSpan(i * length, length);
    }
}
