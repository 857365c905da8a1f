using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>(e^x - e^-x) / 2, elementwise, integers as float32; dy = cosh x dx.</summary>
    public Tensor Sinh() => Apply.Unary(new SinhOp(), this);
}

internal readonly record struct SinhOp : IUnaryOp
{
    public string Name => "Sinh";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => Math.Sinh(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = T.Sinh(x[i]);
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy * x.Cosh();
}
