using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The place of the largest element along an axis, of the first where several are equal and of the first NaN where there is one, as int64; the place in the flattened tensor where
    /// <paramref name="dim"/> is null. Not differentiable.
    /// </summary>
    /// <exception cref="ShapeException">The axis does not exist or has no elements.</exception>
    public Tensor ArgMax(int? dim = null, bool keepDim = false) => ArgMax("ArgMax", dim is { } axis ? [axis] : [], keepDim);

    private Tensor ArgMax(string op, ReadOnlySpan<int> dims, bool keepDim)
    {
        var axes = new AxisReduction(op, Shape, dims, keepDim);
        axes.CheckNotEmpty(op, Shape);
        Tensor places = Journal.Capturing is { } recorder ? recorder.Computed(op, [this], () => ArgMaxNow(axes)) : ArgMaxNow(axes);
        Journal.Debugging?.Cut(GradientCause.NotDifferentiable, op, [this], places);
        return places;
    }

    private Tensor ArgMaxNow(AxisReduction axes) => DType switch
    {
        DType.Float32 => axes.Run<float, long, ArgMaxKernel<float>>(this, default),
        DType.Float64 => axes.Run<double, long, ArgMaxKernel<double>>(this, default),
        DType.Int64 => axes.Run<long, long, ArgMaxKernel<long>>(this, default),
        DType.Int32 => axes.Run<int, long, ArgMaxKernel<int>>(this, default),
        _ => axes.Run<int, long, ArgMaxKernel<int>>(To(DType.Int32), default),
    };

    private readonly struct ArgMaxKernel<T> : IRowKernel<T, long> where T : unmanaged, INumber<T>
    {
        // TensorPrimitives.IndexOfMax takes 0 and -0 for different numbers, and so misses the first of equals.
        public long Run(ReadOnlySpan<T> row)
        {
            int place = 0;
            T best = row[0];
            for (int i = 0; i < row.Length && !T.IsNaN(best); i++)
            {
                if (row[i] > best || T.IsNaN(row[i])) (place, best) = (i, row[i]);
            }
            return place;
        }
    }
}
