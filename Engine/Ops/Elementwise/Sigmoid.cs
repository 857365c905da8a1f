using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>1 / (1 + e^-x), elementwise, stable for any x; dy = y (1 - y) dx.</summary>
    public Tensor Sigmoid() => Apply.Unary(new SigmoidOp(), this);
}

internal readonly record struct SigmoidOp : IUnaryOp
{
    public string Name => "Sigmoid";

    public Residuals Residuals => Residuals.Output;

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => 1 / (1 + Math.Exp(-x));

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.Map<T, Exponentials.Sigmoid<T>>(x, y);

    public RegisterFunction? InRegisters<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.InRegisters<T, Exponentials.Sigmoid<T>>();

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Apply.Binary(new SigmoidGradOp(), y, dy);
}

/// <summary>dy * y * (1 - y) in one pass: the derivative of <see cref="SigmoidOp"/>.</summary>
internal readonly record struct SigmoidGradOp : IBinaryOp
{
    public string Name => "SigmoidGrad";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Domain DomainA => Domain.Reals;

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => b * a * (1 - a);

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Elementary.Map<T, Exponentials.SigmoidGrad<T>>(a, b, y);

    public RegisterFunction? InRegisters<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.PairInRegisters<T, Exponentials.SigmoidGrad<T>>();

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => dy * b * (1 - 2 * a);

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Binary(new SigmoidGradOp(), a, dy);
}
