using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The quotient rounded toward zero, elementwise with broadcasting, as C# divides integers. Integers stay integers. The derivatives are 0.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64, or both are bool.</exception>
    /// <exception cref="DivideByZeroException">An integer divisor is 0.</exception>
    public Tensor TruncDivide(Tensor other) => Apply.Binary(new TruncDivideOp(), this, other);

    /// <summary>The quotient by a C# number rounded toward zero.</summary>
    /// <exception cref="DivideByZeroException">An integer tensor is divided by 0.</exception>
    public Tensor TruncDivide(double other) => TruncDivide(Operand("TruncDivide", other));
}

internal readonly record struct TruncDivideOp : IIntegerBinaryOp
{
    public string Name => "TruncDivide";

    public Residuals Residuals => Residuals.None;

    public Domain DomainA => new FloorDivideOp().DomainA;

    public Domain DomainB => new FloorDivideOp().DomainB;

    public double Scalar(double a, double b) => Math.Truncate(a / b);

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = T.Truncate(a[i] / b[i]);
    }

    public void ForwardInteger<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryInteger<T>
    {
        RemainderOp.CheckDivisors(Name, b);
        for (int i = 0; i < y.Length; i++) y[i] = b[i] == -T.One ? T.Zero - a[i] : a[i] / b[i];
    }

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => Tensor.ZerosLike(dy);

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Tensor.ZerosLike(dy);
}
