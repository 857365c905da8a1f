using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>ln(1 + x) without the rounding of 1 + x, elementwise, integers as float32; -inf at -1, NaN below; d = dx / (1 + x).</summary>
    public Tensor Log1p() => Apply.Unary(new Log1pOp(), this);
}

internal readonly record struct Log1pOp : IUnaryOp
{
    public string Name => "Log1p";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => new(-0.95, 6);

    public double Scalar(double x) => Elementary.Log1p(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.Map<T, Logarithms.Log1p<T>>(x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy / (x + 1);
}
