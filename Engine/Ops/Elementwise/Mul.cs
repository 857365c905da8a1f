using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>a * b, elementwise with broadcasting; d(a b) = b da + a db.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64, or both are bool.</exception>
    public static Tensor operator *(Tensor a, Tensor b) => Apply.Binary(new MulOp(), a, b);

    /// <inheritdoc cref="op_Multiply(Tensor, Tensor)"/>
    public Tensor Mul(Tensor other) => this * other;
}

internal readonly record struct MulOp : IIntegerBinaryOp, IProductOp
{
    public string Name => "Mul";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Domain DomainA => Domain.Reals;

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => a * b;

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Arithmetic.Multiply(a, b, y);

    public RegisterFunction? InRegisters<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => Arithmetic.ProductOfRegisters<T>();

    public void ForwardInteger<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryInteger<T> => Arithmetic.Multiply(a, b, y);

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => dy * b;

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => dy * a;
}
