using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// Where values would be inserted into rows in ascending order so that these stay ascending: the number of elements before each value (int64), in the shape of the values. NaN is the largest.
    /// Not differentiable.
    /// </summary>
    /// <param name="values">What to insert: of any shape for a list, else with the leading axes of the rows.</param>
    /// <param name="right">Whether to insert behind equal elements; else in front of them.</param>
    /// <param name="sorter">The place of each element in order, as ArgSort gives it, where the rows themselves are not sorted.</param>
    /// <exception cref="ShapeException">The tensor is 0-d, the values do not have the leading axes of the rows, or the sorter another shape than the rows.</exception>
    /// <exception cref="DTypeException">float32 meets float64, or the sorter is not int64 or int32.</exception>
    /// <exception cref="TensorIndexException">The sorter names a place that does not exist.</exception>
    public Tensor SearchSorted(Tensor values, bool right = false, Tensor? sorter = null) => SearchSorted("SearchSorted", values, right, sorter);

    /// <summary>The number of the bucket in which each element lies: that of the ascending <paramref name="boundaries"/> below it (int64), or below and equal where <paramref name="right"/> is set.</summary>
    /// <exception cref="ShapeException">The boundaries are not a list.</exception>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public Tensor Bucketize(Tensor boundaries, bool right = false)
    {
        if (boundaries.Rank != 1) throw new ShapeException($"Bucketize: the boundaries {boundaries.Shape} have {boundaries.Rank} axes; give a list, or use SearchSorted for rows");
        return boundaries.SearchSorted("Bucketize", this, right, null);
    }

    private Tensor SearchSorted(string op, Tensor values, bool right, Tensor? sorter)
    {
        if (Rank == 0) throw new ShapeException($"{op}: the 0-d tensor {Describe()} is no row; Unsqueeze(0) it");
        if (Rank > 1 && (values.Rank != Rank || !values.Shape.Dims[..^1].SequenceEqual(Shape.Dims[..^1]))) throw new ShapeException($"{op}: values {values.Shape} for rows {Shape}: all axes but the last must agree; only a single row takes values of any shape");
        if (sorter is not null && sorter.Shape != Shape) throw new ShapeException($"{op}: sorter {sorter.Shape} for rows {Shape}; it must have a place for each element");
        Tensor rows = this;
        if (rows.DType != values.DType) Apply.Promote(op, ref rows, ref values);
        if (Journal.Capturing is not null) Recorder.Refuse(op, "searches on the host");
        ulong[] keys = rows.Keys(), wanted = values.Keys();
        int length = Shape[^1];
        if (sorter is not null)
        {
            ulong[] unsorted = (ulong[])keys.Clone();
            int[] offsets = Places.Along(op, Shape, -1, sorter).Offsets;
            for (int i = 0; i < keys.Length; i++) keys[i] = unsorted[offsets[i]];
        }
        Tensor y = Empty(values.Shape, DType.Int64);
        Span<long> result = y.Span<long>();
        int each = Rank == 1 ? result.Length : values.Shape[^1];
        for (int i = 0; i < result.Length; i++) result[i] = Order.Search(keys.AsSpan(i / each * length, length), wanted[i], right);
        return y;
    }

    /// <summary>Numbers that are ordered as the elements are, in row-major order.</summary>
    private ulong[] Keys()
    {
        return DType switch
        {
            DType.Float32 => Convert<float>(),
            DType.Float64 => Convert<double>(),
            DType.Int64 => Convert<long>(),
            DType.Int32 => Convert<int>(),
            _ => Convert<bool>(),
        };

        ulong[] Convert<T>() where T : unmanaged => Array.ConvertAll(ToArray<T>(), Order.Key);
    }
}
