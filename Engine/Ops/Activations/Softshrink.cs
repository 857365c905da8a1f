using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>x brought nearer to 0 by lambda, and 0 in [-lambda, lambda] and for NaN, as in PyTorch, elementwise, integers as float32; the derivative is 1 outside, and 0 on the bounds and between.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lambda"/> is negative or NaN.</exception>
    public Tensor Softshrink(double lambda = 0.5)
    {
        if (!(lambda >= 0)) throw new ArgumentOutOfRangeException(nameof(lambda), $"Softshrink: lambda {lambda} must be 0 or more: x is brought nearer to 0 by it");
        return Apply.Unary(new SoftshrinkOp(lambda), this);
    }
}

internal readonly record struct SoftshrinkOp(double Bound) : IUnaryOp
{
    public string Name => "Softshrink";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals with { Kinks = [-Bound, Bound] };

    public double Scalar(double x) => x > Bound ? x - Bound : x < -Bound ? x + Bound : 0;

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T bound = T.CreateChecked(Bound);
        for (int i = 0; i < y.Length; i++) y[i] = x[i] > bound ? x[i] - bound : x[i] < -bound ? x[i] + bound : T.Zero;
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Apply.Binary(new PassOutsideOp(Bound), x, dy);
}
