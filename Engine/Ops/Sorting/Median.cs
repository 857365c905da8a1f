using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The element in the middle of the order of all, of an even number the lower of the two, NaN where one is; the gradient goes to it. Quantile(0.5) lies halfway between the two.</summary>
    /// <exception cref="ShapeException">There are no elements.</exception>
    public Tensor Median() => Flatten().Median(0).Values;

    /// <summary>The element in the middle of the order along an axis, as <see cref="Median()"/>, and its place (int64), to which the gradient goes.</summary>
    /// <exception cref="ShapeException">The axis does not exist or has no elements.</exception>
    public (Tensor Values, Tensor Indices) Median(int dim, bool keepDim = false) => Median("Median", dim, keepDim, ignoreNan: false);

    /// <summary>As <see cref="Median()"/>, but of the elements that are not NaN; NaN where all are.</summary>
    /// <exception cref="ShapeException">There are no elements.</exception>
    public Tensor NanMedian() => Flatten().NanMedian(0).Values;

    /// <summary>As <see cref="Median(int, bool)"/>, but of the elements that are not NaN; NaN where all are.</summary>
    /// <exception cref="ShapeException">The axis does not exist or has no elements.</exception>
    public (Tensor Values, Tensor Indices) NanMedian(int dim, bool keepDim = false) => Median("NanMedian", dim, keepDim, ignoreNan: true);

    private (Tensor Values, Tensor Indices) Median(string op, int dim, bool keepDim, bool ignoreNan)
    {
        int axis = Shape.Axis(op, dim);
        return Chosen(axis, OnePlace(op, axis, new MedianKernel(ignoreNan)), keepDim);
    }

    private readonly struct MedianKernel(bool ignoreNan) : IPlacesKernel
    {
        public void Run<T>(ReadOnlySpan<T> line, Span<long> places) where T : unmanaged, INumber<T>
        {
            int numbers = 0, nan = -1;
            for (int i = 0; i < line.Length; i++)
            {
                if (!T.IsNaN(line[i])) numbers++;
                else if (nan < 0) nan = i;
            }
            // NaN comes last in order.
            places[0] = nan >= 0 && (numbers == 0 || !ignoreNan) ? nan : Order.Nth(line, (numbers - 1) / 2);
        }
    }
}
