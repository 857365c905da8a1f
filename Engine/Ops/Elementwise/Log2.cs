using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The logarithm to base 2, elementwise, integers as float32; -inf at 0, NaN below; dy = dx / (x ln 2).</summary>
    public Tensor Log2() => Apply.Unary(new Log2Op(), this);
}

internal readonly record struct Log2Op : IUnaryOp
{
    public string Name => "Log2";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Positive;

    public double Scalar(double x) => Math.Log2(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.Map<T, Logarithms.Log2<T>>(x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy / (x * Math.Log(2));
}
