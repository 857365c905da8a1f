using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>e^x, elementwise, integers as float32; d(e^x) = e^x dx.</summary>
    public Tensor Exp() => Apply.Unary(new ExpOp(), this);
}

internal readonly record struct ExpOp : IUnaryOp
{
    public string Name => "Exp";

    public Residuals Residuals => Residuals.Output;

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => Math.Exp(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.Map<T, Exponentials.Exp<T>>(x, y);

    public RegisterFunction? InRegisters<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.InRegisters<T, Exponentials.Exp<T>>();

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy * y;
}
