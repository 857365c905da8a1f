namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The tensor repeated along each axis; counts beyond its own axes repeat it along new ones in front. The gradient is summed over the repeats.</summary>
    /// <exception cref="ShapeException">There are fewer counts than axes, or one is negative.</exception>
    public Tensor Repeat(params ReadOnlySpan<int> counts)
    {
        if (counts.Length < Rank) throw new ShapeException($"Repeat: {Shape.Format(counts)} has {counts.Length} counts, {Shape} has {Rank} axes; give a count for each axis, or use Tile");
        return Repeat("Repeat", counts);
    }

    /// <summary>The same as <see cref="Repeat(ReadOnlySpan{int})"/>, but fewer counts than axes are those of the last axes, as in NumPy.</summary>
    /// <exception cref="ShapeException">A count is negative.</exception>
    public Tensor Tile(params ReadOnlySpan<int> counts)
    {
        if (counts.Length >= Rank) return Repeat("Tile", counts);
        Span<int> all = stackalloc int[Rank];
        all.Fill(1);
        counts.CopyTo(all[^counts.Length..]);
        return Repeat("Tile", all);
    }

    /// <summary>Each element repeated next to itself along an axis.</summary>
    /// <exception cref="ShapeException">The axis does not exist, or the count is negative.</exception>
    public Tensor RepeatInterleave(int count, int dim)
    {
        int axis = SliceAxis(nameof(RepeatInterleave), dim);
        if (count < 0) throw new ShapeException($"RepeatInterleave: count {count} is negative; repeat 0 or more times");
        int[] wide = [.. Shape.Dims[..(axis + 1)], count, .. Shape.Dims[(axis + 1)..]], dims = Shape.ToArray();
        dims[axis] = Shape.Size("RepeatInterleave", (long)dims[axis] * count, axis);
        return Unsqueeze(axis + 1).Expand(wide).Reshape(dims);
    }

    private Tensor Repeat(string op, ReadOnlySpan<int> counts)
    {
        // [r0, n0, r1, n1, ...]: the repeats as axes of their own, expanded, then merged with the axis that they repeat.
        int added = counts.Length - Rank;
        int[] apart = new int[2 * counts.Length], wide = new int[2 * counts.Length], dims = new int[counts.Length];
        bool same = true;
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] < 0) throw new ShapeException($"{op}: count {counts[i]} in {Shape.Format(counts)} is negative; repeat 0 or more times");
            int size = i < added ? 1 : Shape[i - added];
            (apart[2 * i], apart[2 * i + 1]) = (1, size);
            (wide[2 * i], wide[2 * i + 1]) = (counts[i], size);
            dims[i] = Shape.Size(op, (long)counts[i] * size, i);
            same &= counts[i] == 1;
        }
        return same ? Reshape(dims) : Reshape(apart).Expand(wide).Reshape(dims);
    }
}
