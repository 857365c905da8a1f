using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The logarithm to base 10, elementwise, integers as float32; -inf at 0, NaN below; dy = dx / (x ln 10).</summary>
    public Tensor Log10() => Apply.Unary(new Log10Op(), this);
}

internal readonly record struct Log10Op : IUnaryOp
{
    public string Name => "Log10";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Positive;

    public double Scalar(double x) => Math.Log10(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = T.Log10(x[i]);
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy / (x * Math.Log(10));
}
