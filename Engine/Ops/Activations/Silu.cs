using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>x / (1 + e^-x), elementwise, integers as float32, the sigmoid linear unit or swish; with s the sigmoid of x the derivative is s (1 + x (1 - s)).</summary>
    public Tensor Silu() => Apply.Unary(new SiluOp(), this);
}

internal readonly record struct SiluOp : IUnaryOp
{
    public string Name => "Silu";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => x / (1 + Math.Exp(-x));

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.MapInDouble<T, Activations.Silu>(x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Apply.Binary(new SiluGradOp(), x, dy);
}

/// <summary>b s (1 + a (1 - s)) with s the sigmoid of a: the derivative of <see cref="SiluOp"/>.</summary>
internal readonly record struct SiluGradOp : IBinaryOp
{
    public string Name => "SiluGrad";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Domain DomainA => Domain.Reals;

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => b * ((1 + a / (1 + Math.Exp(a))) / (1 + Math.Exp(-a)));

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Elementary.MapInDouble<T, Activations.SiluGrad>(a, b, y);

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy)
    {
        Tensor s = a.Sigmoid();
        return dy * b * (s * (1 - s) * (2 + a * (1 - 2 * s)));
    }

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Binary(this, a, dy);
}
