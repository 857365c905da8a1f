using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>(e^x + e^-x) / 2, elementwise, integers as float32; dy = sinh x dx.</summary>
    public Tensor Cosh() => Apply.Unary(new CoshOp(), this);
}

internal readonly record struct CoshOp : IUnaryOp
{
    public string Name => "Cosh";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => Math.Cosh(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = T.Cosh(x[i]);
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy * x.Sinh();
}
