using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The cosine of radians, elementwise, integers as float32; d cos(x) = -sin(x) dx.</summary>
    public Tensor Cos() => Apply.Unary(new CosOp(), this);
}

internal readonly record struct CosOp : IUnaryOp
{
    public string Name => "Cos";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => Math.Cos(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = T.Cos(x[i]);
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => -(dy * x.Sin());
}
