using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The arcsine in radians, elementwise, integers as float32; NaN outside of [-1, 1]; dy = dx / sqrt(1 - x^2).</summary>
    public Tensor Asin() => Apply.Unary(new AsinOp(), this);
}

internal readonly record struct AsinOp : IUnaryOp
{
    public string Name => "Asin";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => new(-0.95, 0.95);

    public double Scalar(double x) => Math.Asin(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = T.Asin(x[i]);
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy * (1 - x.Square()).Rsqrt();
}
