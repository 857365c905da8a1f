using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The quotient rounded down, elementwise with broadcasting: <c>a == b * a.FloorDivide(b) + a % b</c>. Integers stay integers. The derivatives are 0.
    /// </summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64, or both are bool.</exception>
    /// <exception cref="DivideByZeroException">An integer divisor is 0.</exception>
    public Tensor FloorDivide(Tensor other) => Apply.Binary(new FloorDivideOp(), this, other);

    /// <summary>The quotient by a C# number rounded down.</summary>
    /// <exception cref="DivideByZeroException">An integer tensor is divided by 0.</exception>
    public Tensor FloorDivide(double other) => FloorDivide(Operand("FloorDivide", other));
}

internal readonly record struct FloorDivideOp : IIntegerBinaryOp
{
    public string Name => "FloorDivide";

    public Residuals Residuals => Residuals.None;

    // The quotient stays between 2 and 3.
    public Domain DomainA => new(5.2, 5.8);

    public Domain DomainB => new(2, 2.5);

    public double Scalar(double a, double b)
    {
        if (b == 0) return a / b;
        double remainder = a % b, quotient = Math.Round((a - remainder) / b) - (remainder != 0 && remainder < 0 != b < 0 ? 1 : 0);
        return quotient == 0 ? Math.CopySign(0, a / b) : quotient;
    }

    // From the exact remainder, as Python does: the quotient itself may be rounded up to the next integer.
    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T half = T.One / (T.One + T.One);
        for (int i = 0; i < y.Length; i++)
        {
            T dividend = a[i], divisor = b[i];
            if (T.IsZero(divisor))
            {
                y[i] = dividend / divisor;
                continue;
            }
            T remainder = dividend % divisor, quotient = (dividend - remainder) / divisor;
            if (!T.IsZero(remainder) && T.IsNegative(divisor) != T.IsNegative(remainder)) quotient -= T.One;
            T floor = T.Floor(quotient);
            if (quotient - floor > half) floor += T.One;
            y[i] = T.IsZero(quotient) ? T.CopySign(T.Zero, dividend / divisor) : floor;
        }
    }

    public void ForwardInteger<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryInteger<T>
    {
        RemainderOp.CheckDivisors(Name, b);
        for (int i = 0; i < y.Length; i++)
        {
            // The most negative integer over -1 would trap.
            T quotient = b[i] == -T.One ? T.Zero - a[i] : a[i] / b[i];
            y[i] = quotient * b[i] != a[i] && T.IsNegative(a[i]) != T.IsNegative(b[i]) ? quotient - T.One : quotient;
        }
    }

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => Tensor.ZerosLike(dy);

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Tensor.ZerosLike(dy);
}
