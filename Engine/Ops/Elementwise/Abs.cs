using System.Numerics;
using System.Numerics.Tensors;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>|x|, elementwise; d|x| = sign(x) dx, 0 at 0. Integers stay integers, and the most negative one, which has no positive counterpart, stays as it is.</summary>
    public Tensor Abs() => Apply.Unary(new AbsOp(), this);
}

internal readonly record struct AbsOp : IIntegerUnaryOp
{
    public string Name => "Abs";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals with { Kinks = [0] };

    public double Scalar(double x) => Math.Abs(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Abs(x, y);

    public void ForwardInteger<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryInteger<T>
    {
        // T.Abs throws for the most negative integer.
        for (int i = 0; i < y.Length; i++) y[i] = T.IsNegative(x[i]) ? T.Zero - x[i] : x[i];
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Apply.Binary(new AbsGradOp(), x, dy);
}

/// <summary>b with the sign of a, 0 at 0: the derivative of <see cref="AbsOp"/> in one pass.</summary>
internal readonly record struct AbsGradOp : IBinaryOp
{
    public string Name => "AbsGrad";

    public Residuals Residuals => Residuals.First;

    public Domain DomainA => Domain.Reals with { Kinks = [0] };

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => a > 0 ? b : a < 0 ? -b : a * b;

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.Map<T, Slopes.Abs<T>>(a, b, y);

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => Tensor.ZerosLike(dy);

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Binary(this, a, dy);
}
