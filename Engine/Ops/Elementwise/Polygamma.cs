using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The derivative of <paramref name="order"/> of <see cref="Digamma"/>, elementwise, integers as float32; its own derivative is that of the next order. At 0 and at the negative integers it is
    /// infinite for odd orders, and NaN for even ones above 0.
    /// </summary>
    /// <exception cref="ArgumentException">The order is negative.</exception>
    public Tensor Polygamma(int order)
    {
        if (order < 0) throw new ArgumentException($"Polygamma: order {order} is negative; 0 is the digamma function, 1 its derivative, and so on");
        return Apply.Unary(new PolygammaOp(order), this);
    }
}

internal readonly record struct PolygammaOp(int Order) : IUnaryOp
{
    public string Name => Order == 0 ? "Digamma" : "Polygamma";

    public Residuals Residuals => Residuals.First;

    // Closer to 0 the derivatives are so large that differences cannot follow them.
    public Domain Domain => new(0.4, 6);

    public double Scalar(double x) => GammaFunctions.Polygamma(Order, x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Apply.InDouble(this, x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy * x.Polygamma(Order + 1);
}
