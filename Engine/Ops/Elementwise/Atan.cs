using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The arctangent in radians, elementwise, integers as float32; dy = dx / (1 + x^2).</summary>
    public Tensor Atan() => Apply.Unary(new AtanOp(), this);
}

internal readonly record struct AtanOp : IUnaryOp
{
    public string Name => "Atan";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => Math.Atan(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = T.Atan(x[i]);
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy / (1 + x.Square());
}
