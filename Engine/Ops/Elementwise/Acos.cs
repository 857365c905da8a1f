using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The arccosine in radians, elementwise, integers as float32; NaN outside of [-1, 1]; dy = -dx / sqrt(1 - x^2).</summary>
    public Tensor Acos() => Apply.Unary(new AcosOp(), this);
}

internal readonly record struct AcosOp : IUnaryOp
{
    public string Name => "Acos";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => new(-0.95, 0.95);

    public double Scalar(double x) => Math.Acos(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = T.Acos(x[i]);
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => -(dy * (1 - x.Square()).Rsqrt());
}
