using System.Numerics;

namespace PyDeepTensorNet;

/// <summary>Finds places on a line, the elements along one axis, of any dtype (truth values as int32).</summary>
internal interface IPlacesKernel
{
    void Run<T>(ReadOnlySpan<T> line, Span<long> places) where T : unmanaged, INumber<T>;
}

/// <summary>What sorts, order statistics and running extremes share.</summary>
internal static class AxisPlaces
{
    /// <summary>Runs the kernel on every line along an axis, which gets <paramref name="length"/> places (int64); not recorded. A 0-d tensor is a line of one element.</summary>
    public static Tensor Find<TKernel>(Tensor x, int axis, int length, TKernel kernel) where TKernel : struct, IPlacesKernel =>
        Journal.Capturing is { } recorder ? recorder.Computed(typeof(TKernel).Name[..^"Kernel".Length], [x], () => FindNow(x, axis, length, kernel)) : FindNow(x, axis, length, kernel);

    private static Tensor FindNow<TKernel>(Tensor x, int axis, int length, TKernel kernel) where TKernel : struct, IPlacesKernel => x.DType switch
    {
        DType.Float32 => Find<float, TKernel>(x, axis, length, kernel),
        DType.Float64 => Find<double, TKernel>(x, axis, length, kernel),
        DType.Int64 => Find<long, TKernel>(x, axis, length, kernel),
        DType.Int32 => Find<int, TKernel>(x, axis, length, kernel),
        _ => Find<int, TKernel>(x.To(DType.Int32), axis, length, kernel),
    };

    private static Tensor Find<T, TKernel>(Tensor x, int axis, int length, TKernel kernel) where T : unmanaged, INumber<T> where TKernel : struct, IPlacesKernel
    {
        int size = x.Shape.SizeAt(axis), last = Math.Max(x.Rank - 1, 0);
        int[] dims = x.Shape.ToArray();
        if (x.Rank > 0) dims[axis] = length;
        Tensor y = Tensor.Empty(dims, DType.Int64), target = y;
        // With the axis last, each line is one span.
        int[] order = new int[x.Rank];
        for (int i = 0; i < order.Length; i++) order[i] = i == axis ? last : i == last ? axis : i;
        var swap = new PermuteOp(order);
        if (axis != last)
        {
            x = swap.Forward(x);
            target = Tensor.Empty(swap.Forward(y).Shape, DType.Int64);
        }
        if (!x.IsContiguous) x = new CloneOp().Forward(x);
        ReadOnlySpan<T> lines = x.Span<T>();
        Span<long> places = target.Span<long>();
        for (int i = 0, count = length == 0 ? 0 : places.Length / length; i < count; i++) kernel.Run(lines.Slice(i * size, size), places.Slice(i * length, length));
        if (axis != last) swap.Forward(y).Write(target);
        return y;
    }
}
