using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>-1, 0 or 1 as x is negative, 0 (or NaN) or positive, elementwise; integers stay integers. The derivative is 0.</summary>
    public Tensor Sign() => Apply.Unary(new SignOp(), this);

    /// <inheritdoc cref="Sign"/>
    public Tensor Sgn() => Sign();
}

internal readonly record struct SignOp : IIntegerUnaryOp
{
    public string Name => "Sign";

    public Residuals Residuals => Residuals.None;

    public Domain Domain => Domain.Reals with { Kinks = [0] };

    public double Scalar(double x) => double.IsNaN(x) ? 0 : Math.Sign(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = x[i] > T.Zero ? T.One : x[i] < T.Zero ? -T.One : T.Zero;
    }

    public void ForwardInteger<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryInteger<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = T.CreateChecked(T.Sign(x[i]));
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Tensor.ZerosLike(dy);
}
