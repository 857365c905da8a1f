using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The <paramref name="k"/>-th smallest element along an axis, counted from 1, and its place (int64), to which the gradient goes. NaN counts as the largest.
    /// </summary>
    /// <exception cref="ShapeException">The axis does not exist, or has no <paramref name="k"/>-th element.</exception>
    public (Tensor Values, Tensor Indices) KthValue(int k, int dim = -1, bool keepDim = false)
    {
        int axis = Shape.Axis("KthValue", dim), size = Shape.SizeAt(axis);
        if (k < 1 || k > size) throw new ShapeException($"KthValue: number {k} of axis {axis} of {Shape}, which has {size} elements; they are counted from 1, the smallest");
        return Chosen(axis, OnePlace("KthValue", axis, new KthKernel(k)), keepDim);
    }

    /// <summary>The place that the kernel finds on each line along an axis, which stays with size 1.</summary>
    private Tensor OnePlace<TKernel>(string op, int axis, TKernel kernel) where TKernel : struct, IPlacesKernel
    {
        new AxisReduction(op, Shape, [axis], keepDim: true).CheckNotEmpty(op, Shape);
        return AxisPlaces.Find(this, axis, 1, kernel);
    }

    private readonly struct KthKernel(int k) : IPlacesKernel
    {
        public void Run<T>(ReadOnlySpan<T> line, Span<long> places) where T : unmanaged, INumber<T> => places[0] = Order.Nth(line, k - 1);
    }
}
