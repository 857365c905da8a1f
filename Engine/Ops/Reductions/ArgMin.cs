using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The place of the smallest element along an axis, of the first where several are equal and of the first NaN where there is one, as int64; the place in the flattened tensor where
    /// <paramref name="dim"/> is null. Not differentiable.
    /// </summary>
    /// <exception cref="ShapeException">The axis does not exist or has no elements.</exception>
    public Tensor ArgMin(int? dim = null, bool keepDim = false) => ArgMin("ArgMin", dim is { } axis ? [axis] : [], keepDim);

    private Tensor ArgMin(string op, ReadOnlySpan<int> dims, bool keepDim)
    {
        var axes = new AxisReduction(op, Shape, dims, keepDim);
        axes.CheckNotEmpty(op, Shape);
        return DType switch
        {
            DType.Float32 => axes.Run<float, long, ArgMinKernel<float>>(this, default),
            DType.Float64 => axes.Run<double, long, ArgMinKernel<double>>(this, default),
            DType.Int64 => axes.Run<long, long, ArgMinKernel<long>>(this, default),
            DType.Int32 => axes.Run<int, long, ArgMinKernel<int>>(this, default),
            _ => axes.Run<int, long, ArgMinKernel<int>>(To(DType.Int32), default),
        };
    }

    private readonly struct ArgMinKernel<T> : IRowKernel<T, long> where T : unmanaged, INumber<T>
    {
        // TensorPrimitives.IndexOfMin takes 0 and -0 for different numbers, and so misses the first of equals.
        public long Run(ReadOnlySpan<T> row)
        {
            int place = 0;
            T best = row[0];
            for (int i = 0; i < row.Length && !T.IsNaN(best); i++)
            {
                if (row[i] < best || T.IsNaN(row[i])) (place, best) = (i, row[i]);
            }
            return place;
        }
    }
}
