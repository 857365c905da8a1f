using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>a - b, elementwise with broadcasting; d(a - b) = da - db.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64, or both are bool.</exception>
    public static Tensor operator -(Tensor a, Tensor b) => Apply.Binary(new SubOp(), a, b);

    /// <summary>a - alpha b, elementwise with broadcasting.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64, or both are bool.</exception>
    public Tensor Sub(Tensor other, double alpha = 1) => alpha == 1 ? this - other : this - other * alpha;
}

internal readonly record struct SubOp : IIntegerBinaryOp
{
    public string Name => "Sub";

    public Residuals Residuals => Residuals.None;

    public Domain DomainA => Domain.Reals;

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => a - b;

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Arithmetic.Subtract(a, b, y);

    public RegisterFunction? InRegisters<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => Arithmetic.DifferenceOfRegisters<T>();

    public void ForwardInteger<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryInteger<T> => Arithmetic.Subtract(a, b, y);

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => dy;

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => -dy;
}
