using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// ln of the sum of e^x over all elements, with the largest taken out first, so that nothing overflows; integers as float32, -inf where there are no elements or all are -inf.
    /// Its gradient is the softmax.
    /// </summary>
    public Tensor LogSumExp() => LogSumExp([]);

    /// <summary>ln of the sum of e^x along one axis; see <see cref="LogSumExp()"/>.</summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    public Tensor LogSumExp(int dim, bool keepDim = false) => LogSumExp([dim], keepDim);

    /// <summary>ln of the sum of e^x along the named axes, all if none is named; see <see cref="LogSumExp()"/>.</summary>
    /// <exception cref="ShapeException">An axis does not exist or is named twice.</exception>
    public Tensor LogSumExp(ReadOnlySpan<int> dims, bool keepDim = false) =>
        Apply.Transform(new LogSumExpOp(new("LogSumExp", Shape, dims, keepDim)), Floating());
}

internal readonly record struct LogSumExpOp(AxisReduction Axes) : ITransformOp
{
    public string Name => "LogSumExp";

    public Residuals Residuals => Residuals.First | Residuals.Output;

    public Tensor Forward(Tensor x) => x.DType == DType.Float32 ? Axes.Run<float, float, Kernel<float>>(x, default) : Axes.Run<double, double, Kernel<double>>(x, default);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => Apply.Ternary(new ExpDifferenceOp(), x, Axes.Restore(y, shape), Axes.Restore(dy, shape));

    private readonly struct Kernel<T> : IRowKernel<T, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public T Run(ReadOnlySpan<T> row)
        {
            T max = row.IsEmpty ? T.NegativeInfinity : TensorPrimitives.Max(row);
            // inf - inf is NaN; an infinite or NaN maximum is the result.
            return T.IsFinite(max) ? max + T.Log(Kernels.Sums.Sum<T, T, SumOfExp<T>>(row, new(max))) : max;
        }
    }

    private readonly struct SumOfExp<T>(T max) : Kernels.IBlockSum<T, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [SkipLocalsInit]
        public T Sum(ReadOnlySpan<T> block)
        {
            Span<T> y = stackalloc T[Kernels.Sums.Block];
            y = y[..block.Length];
            TensorPrimitives.Subtract(block, max, y);
            Kernels.Elementary.Map<T, Kernels.Exponentials.Exp<T>>(y, y);
            return TensorPrimitives.Sum<T>(y);
        }
    }
}

/// <summary>c e^(a - b), and 0 where a is -inf whatever b is: the derivative of <see cref="LogSumExpOp"/> in one pass.</summary>
internal readonly record struct ExpDifferenceOp : ITernaryOp
{
    public string Name => "ExpDifference";

    public Residuals Residuals => Residuals.First | Residuals.Second | Residuals.Output;

    public Domain DomainA => Domain.Reals;

    public Domain DomainB => Domain.Reals;

    public Domain DomainC => Domain.Reals;

    public double Scalar(double a, double b, double c) => double.IsNegativeInfinity(a) ? 0 : c * Math.Exp(a - b);

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TensorPrimitives.Subtract(a, b, y);
        Kernels.Elementary.Map<T, Kernels.Exponentials.Exp<T>>(y, y);
        for (int i = 0; i < y.Length; i++) y[i] = T.IsNegativeInfinity(a[i]) ? T.Zero : c[i] * y[i];
    }

    public void Vjp(Pullback pull)
    {
        if (pull.Needs(0) || pull.Needs(1))
        {
            Tensor da = pull.Dy * pull.Output;
            pull.Add(0, da);
            if (pull.Needs(1)) pull.Add(1, -da);
        }
        if (pull.Needs(2)) pull.Add(2, Apply.Ternary(this, pull.Input(0), pull.Input(1), pull.Dy));
    }
}
