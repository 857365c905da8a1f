using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>x - trunc(x), elementwise: what Trunc cuts off, with its sign; dy = dx.</summary>
    public Tensor Frac() => Apply.Unary(new FracOp(), this);
}

internal readonly record struct FracOp : IIntegerUnaryOp
{
    public string Name => "Frac";

    public Residuals Residuals => Residuals.None;

    public Domain Domain => Domain.Reals with { Kinks = [-3, -2, -1, 0, 1, 2, 3], Period = 1 };

    public double Scalar(double x) => x - Math.Truncate(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = x[i] - T.Truncate(x[i]);
    }


    public void ForwardInteger<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryInteger<T> => y.Clear();

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy;
}
