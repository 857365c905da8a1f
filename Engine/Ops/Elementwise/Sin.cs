using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The sine of radians, elementwise, integers as float32; d sin(x) = cos(x) dx.</summary>
    public Tensor Sin() => Apply.Unary(new SinOp(), this);
}

internal readonly record struct SinOp : IUnaryOp
{
    public string Name => "Sin";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => Math.Sin(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = T.Sin(x[i]);
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy * x.Cos();
}
