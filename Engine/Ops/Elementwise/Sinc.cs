using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>sin(pi x) / (pi x), elementwise, 1 at 0, integers as float32; smooth everywhere, with derivatives of any order.</summary>
    public Tensor Sinc() => Apply.Unary(new SincOp(0), this);
}

/// <summary>The derivative of an order of sinc; that of the next order is its own.</summary>
internal readonly record struct SincOp(int Order) : IUnaryOp
{
    public string Name => Order == 0 ? "Sinc" : "SincDerivative";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => CardinalSine.Derivative(Order, x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Apply.InDouble(this, x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy * Apply.Unary(new SincOp(Order + 1), x);
}
