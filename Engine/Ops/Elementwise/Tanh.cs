using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The hyperbolic tangent, elementwise, integers as float32; dy = (1 - y^2) dx.</summary>
    public Tensor Tanh() => Apply.Unary(new TanhOp(), this);
}

internal readonly record struct TanhOp : IUnaryOp
{
    public string Name => "Tanh";

    public Residuals Residuals => Residuals.Output;

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => Math.Tanh(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.Map<T, Exponentials.Tanh<T>>(x, y);

    public RegisterFunction? InRegisters<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.InRegisters<T, Exponentials.Tanh<T>>();

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Apply.Binary(new TanhGradOp(), y, dy);
}

/// <summary>dy * (1 - y^2) in one pass: the derivative of <see cref="TanhOp"/>.</summary>
internal readonly record struct TanhGradOp : IBinaryOp
{
    public string Name => "TanhGrad";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Domain DomainA => Domain.Reals;

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => b * ((1 - a) * (1 + a));

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Elementary.Map<T, Exponentials.TanhGrad<T>>(a, b, y);

    public RegisterFunction? InRegisters<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.PairInRegisters<T, Exponentials.TanhGrad<T>>();

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => dy * (a * b) * -2;

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Binary(new TanhGradOp(), a, dy);
}
