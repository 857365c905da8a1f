using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The inverse of Tanh, elementwise, integers as float32; NaN outside of [-1, 1]; dy = dx / (1 - x^2).</summary>
    public Tensor Atanh() => Apply.Unary(new AtanhOp(), this);
}

internal readonly record struct AtanhOp : IUnaryOp
{
    public string Name => "Atanh";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => new(-0.95, 0.95);

    public double Scalar(double x) => Math.Atanh(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = T.Atanh(x[i]);
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy / (1 - x.Square());
}
