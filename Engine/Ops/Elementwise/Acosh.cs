using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The inverse of Cosh, elementwise, integers as float32; NaN below 1; dy = dx / sqrt(x^2 - 1).</summary>
    public Tensor Acosh() => Apply.Unary(new AcoshOp(), this);
}

internal readonly record struct AcoshOp : IUnaryOp
{
    public string Name => "Acosh";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => new(1.1, 6);

    public double Scalar(double x) => Math.Acosh(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = T.Acosh(x[i]);
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy * (x.Square() - 1).Rsqrt();
}
