using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The inverse of Sinh, elementwise, integers as float32; dy = dx / sqrt(x^2 + 1).</summary>
    public Tensor Asinh() => Apply.Unary(new AsinhOp(), this);
}

internal readonly record struct AsinhOp : IUnaryOp
{
    public string Name => "Asinh";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => Math.Asinh(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = T.Asinh(x[i]);
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy * (x.Square() + 1).Rsqrt();
}
