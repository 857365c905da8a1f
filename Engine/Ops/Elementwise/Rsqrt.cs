using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>1 / sqrt(x), elementwise, integers as float32; inf at 0, NaN below; d = -dx / (2 x sqrt(x)).</summary>
    public Tensor Rsqrt() => Apply.Unary(new RsqrtOp(), this);
}

internal readonly record struct RsqrtOp : IUnaryOp
{
    public string Name => "Rsqrt";

    public Residuals Residuals => Residuals.Output;

    public Domain Domain => Domain.Positive;

    public double Scalar(double x) => 1 / Math.Sqrt(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = T.One / T.Sqrt(x[i]);
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Apply.Binary(new RsqrtGradOp(), y, dy);
}

/// <summary>-b a^3 / 2, with a the reciprocal of the root: the derivative of <see cref="RsqrtOp"/> in one pass.</summary>
internal readonly record struct RsqrtGradOp : IBinaryOp
{
    public string Name => "RsqrtGrad";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Domain DomainA => Domain.Positive;

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => -0.5 * b * (a * a * a);

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.Map<T, Slopes.Rsqrt<T>>(a, b, y);

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => dy * b * a.Square() * -1.5;

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Binary(this, a, dy);
}
