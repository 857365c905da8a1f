namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// An axis cut into consecutive segments, each reduced to one: <paramref name="lengths"/> [.., s] gives the number of elements of each segment, for each place of the axes before
    /// <paramref name="dim"/>. Elements behind the last segment are left out.
    /// </summary>
    /// <param name="reduction">What becomes of the elements of a segment.</param>
    /// <param name="lengths">The lengths; along the axis they must not add up to more than its size.</param>
    /// <param name="dim">The axis.</param>
    /// <param name="initial">What each segment begins with and an empty one is; where null 0 for a sum, 1 for a product, -inf and inf for extremes, and NaN for the mean of an empty one.</param>
    /// <exception cref="ShapeException">The axis does not exist, or the lengths do not have its leading axes, are negative, or add up to more than the axis has.</exception>
    /// <exception cref="DTypeException">The tensor is not floating, or the lengths are not int64 or int32.</exception>
    public Tensor SegmentReduce(ScatterReduction reduction, Tensor lengths, int dim = 0, double? initial = null)
    {
        CheckFloating("SegmentReduce");
        int axis = SliceAxis(nameof(SegmentReduce), dim), size = Shape[axis];
        if (lengths.Rank != axis + 1 || !lengths.Shape.Dims[..axis].SequenceEqual(Shape.Dims[..axis])) throw new ShapeException($"SegmentReduce: lengths {lengths.Shape} for axis {axis} of {Shape}; they must be [{string.Concat(Shape.Dims[..axis].ToArray().Select(d => $"{d}, "))}segments]");
        int segments = lengths.Shape[^1], run = Shape.CountAfter(axis);
        long[] counts = Places.Read("SegmentReduce", lengths);
        int[] offsets = new int[run == 0 ? 0 : ElementCount / run];
        Array.Fill(offsets, -1);
        int outers = 1;
        foreach (int leading in Shape.Dims[..axis]) outers *= leading;
        for (int outer = 0; outer < outers; outer++)
        {
            ReadOnlySpan<long> own = counts.AsSpan(outer * segments, segments);
            long sum = 0;
            foreach (long count in own) sum += count is >= 0 and <= int.MaxValue ? count : int.MaxValue;
            if (sum > size) throw new ShapeException($"SegmentReduce: the lengths {Shape.Format(Array.ConvertAll(own.ToArray(), count => (int)count))} do not cut axis {axis} of {Shape}; they must be 0 or more and add up to no more than {size}");
            for (int i = 0, next = outer * size; i < segments && run > 0; i++)
            {
                for (long count = own[i]; count > 0; count--) offsets[next++] = (outer * segments + i) * run;
            }
        }
        Places places = new(offsets, run);
        int[] dims = Shape.ToArray();
        dims[axis] = segments;
        double nothing = initial ?? reduction switch
        {
            ScatterReduction.Product => 1,
            ScatterReduction.AMax => double.NegativeInfinity,
            ScatterReduction.AMin => double.PositiveInfinity,
            _ => 0,
        };
        Tensor start = Full(dims, nothing, DType);
        if (reduction != ScatterReduction.Mean) return start.ReduceAt("SegmentReduce", places, this, reduction, includeSelf: true);
        Tensor number = lengths.To(DType).Reshape([.. lengths.Shape, .. Enumerable.Repeat(1, Rank - axis - 1)]);
        return start.AddAt("SegmentReduce", places, this) / (initial is null ? number : number.ClampMin(1));
    }
}
