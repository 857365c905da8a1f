using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The elements along an axis in ascending order, or descending, and the places from which they come (int64); the gradient goes back to those places. Equal elements stay in their order; NaN
    /// counts as the largest.
    /// </summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    public (Tensor Values, Tensor Indices) Sort(int dim = -1, bool descending = false)
    {
        Tensor places = First("Sort", dim, null, descending);
        return (Gather(dim, places), places);
    }

    /// <summary>The places of the elements along an axis in the order of <see cref="Sort"/>, as int64. Not differentiable.</summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    public Tensor ArgSort(int dim = -1, bool descending = false) => First("ArgSort", dim, null, descending);

    /// <summary>The slices along the first axis sorted, each place of them by itself: the values of <see cref="Sort"/> along axis 0.</summary>
    public Tensor MSort() => Gather(0, First("MSort", 0, null, descending: false));

    /// <summary>The places of the first elements in order along an axis, of all where <paramref name="count"/> is null.</summary>
    private Tensor First(string op, int dim, int? count, bool descending)
    {
        int axis = Shape.Axis(op, dim), length = count ?? Shape.SizeAt(axis);
        return AxisPlaces.Find(this, axis, length, new FirstKernel(descending));
    }

    private readonly struct FirstKernel(bool descending) : IPlacesKernel
    {
        public void Run<T>(ReadOnlySpan<T> line, Span<long> places) where T : unmanaged, INumber<T> => Order.First(line, places, descending);
    }
}
