using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>x - tanh x, elementwise, integers as float32; the derivative is tanh^2 x.</summary>
    public Tensor Tanhshrink() => Apply.Unary(new TanhshrinkOp(), this);
}

internal readonly record struct TanhshrinkOp : IUnaryOp
{
    public string Name => "Tanhshrink";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => x - Math.Tanh(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = x[i] - T.Tanh(x[i]);
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy * x.Tanh().Square();
}
