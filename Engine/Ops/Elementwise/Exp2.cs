using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>2^x, elementwise, integers as float32; dy = y ln 2 dx.</summary>
    public Tensor Exp2() => Apply.Unary(new Exp2Op(), this);
}

internal readonly record struct Exp2Op : IUnaryOp
{
    public string Name => "Exp2";

    public Residuals Residuals => Residuals.Output;

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => Math.Pow(2, x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = T.Exp2(x[i]);
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy * (y * Math.Log(2));
}
