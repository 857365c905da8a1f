using System.Numerics;

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

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy * (y * y * y) * -0.5;
}
