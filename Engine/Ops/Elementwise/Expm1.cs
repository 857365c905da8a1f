using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>e^x - 1 without the rounding of e^x, elementwise, integers as float32; d(e^x - 1) = e^x dx.</summary>
    public Tensor Expm1() => Apply.Unary(new Expm1Op(), this);
}

internal readonly record struct Expm1Op : IUnaryOp
{
    public string Name => "Expm1";

    public Residuals Residuals => Residuals.Output;

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => Elementary.Expm1(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.Map<T, Exponentials.Expm1<T>>(x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy * (y + 1);
}
