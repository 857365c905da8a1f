using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>x / (1 + |x|), elementwise, integers as float32; the derivative is 1 / (1 + |x|)^2.</summary>
    public Tensor Softsign() => Apply.Unary(new SoftsignOp(), this);
}

internal readonly record struct SoftsignOp : IUnaryOp
{
    public string Name => "Softsign";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals with { Kinks = [0] };

    public double Scalar(double x) => x / (1 + Math.Abs(x));

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = x[i] / (T.One + T.Abs(x[i]));
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy / (x.Abs() + 1).Square();
}
