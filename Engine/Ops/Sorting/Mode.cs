using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The most frequent element along an axis, of equally frequent ones the smallest, and the last place where it stands (int64), to which the gradient goes. NaN equal each other here.</summary>
    /// <exception cref="ShapeException">The axis does not exist or has no elements.</exception>
    public (Tensor Values, Tensor Indices) Mode(int dim = -1, bool keepDim = false)
    {
        int axis = Shape.Axis("Mode", dim);
        return Chosen(axis, OnePlace("Mode", axis, new ModeKernel()), keepDim);
    }

    private readonly struct ModeKernel : IPlacesKernel
    {
        public void Run<T>(ReadOnlySpan<T> line, Span<long> places) where T : unmanaged, INumber<T>
        {
            Span<long> order = line.Length <= 256 ? stackalloc long[line.Length] : new long[line.Length];
            Order.First(line, order, descending: false);
            int most = 0;
            for (int start = 0, end; start < order.Length; start = end)
            {
                ulong key = Order.Key(line[(int)order[start]]);
                for (end = start + 1; end < order.Length && Order.Key(line[(int)order[end]]) == key;) end++;
                if (end - start > most) (most, places[0]) = (end - start, order[end - 1]);
            }
        }
    }
}
