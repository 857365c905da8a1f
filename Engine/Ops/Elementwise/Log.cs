using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The natural logarithm, elementwise, integers as float32; -inf at 0, NaN below; d ln(x) = dx / x.</summary>
    public Tensor Log() => Apply.Unary(new LogOp(), this);
}

internal readonly record struct LogOp : IUnaryOp
{
    public string Name => "Log";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Positive;

    public double Scalar(double x) => Math.Log(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.Map<T, Logarithms.Log<T>>(x, y);

    public RegisterFunction? InRegisters<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.InRegisters<T, Logarithms.Log<T>>();

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy / x;
}
