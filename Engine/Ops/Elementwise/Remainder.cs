using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// a - b floor(a / b), elementwise with broadcasting: the remainder with the sign of the divisor, as Python's %. Integers stay integers; d = da - floor(a / b) db.
    /// <see cref="Fmod(Tensor)"/> is the one with the sign of the dividend, as C#'s %.
    /// </summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64, or both are bool.</exception>
    /// <exception cref="DivideByZeroException">An integer divisor is 0.</exception>
    public Tensor Remainder(Tensor other) => Apply.Binary(new RemainderOp(), this, other);

    /// <inheritdoc cref="Remainder(Tensor)"/>
    public static Tensor operator %(Tensor a, Tensor b) => a.Remainder(b);

    /// <summary>The remainder of a division by a C# number, with its sign.</summary>
    /// <exception cref="DivideByZeroException">An integer tensor is divided by 0.</exception>
    public static Tensor operator %(Tensor a, double b) => a.Remainder(a.Operand("Remainder", b));

    /// <summary>The remainder of a division of a C# number, with the sign of the divisor.</summary>
    /// <exception cref="DivideByZeroException">An integer divisor is 0.</exception>
    public static Tensor operator %(double a, Tensor b) => b.Operand("Remainder", a).Remainder(b);
}

internal readonly record struct RemainderOp : IIntegerBinaryOp
{
    public string Name => "Remainder";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Domain DomainA => new FloorDivideOp().DomainA;

    public Domain DomainB => new FloorDivideOp().DomainB;

    public double Scalar(double a, double b) => WithSignOfDivisor(a % b, b);

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = WithSignOfDivisor(a[i] % b[i], b[i]);
    }

    public void ForwardInteger<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryInteger<T>
    {
        CheckDivisors(Name, b);
        // The most negative integer over -1 would trap.
        for (int i = 0; i < y.Length; i++) y[i] = b[i] == -T.One ? T.Zero : WithSignOfDivisor(a[i] % b[i], b[i]);
    }

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => dy;

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => -(dy * a.FloorDivide(b));

    public static void CheckDivisors<T>(string op, ReadOnlySpan<T> divisors) where T : unmanaged, IBinaryInteger<T>
    {
        if (divisors.Contains(T.Zero)) throw new DivideByZeroException($"{op}: an integer divisor is 0, and integers have no infinity; cast with To(DType.Float32), or mask the zeros with Where");
    }

    private static T WithSignOfDivisor<T>(T remainder, T divisor) where T : INumber<T> =>
        !T.IsZero(remainder) && T.IsNegative(remainder) != T.IsNegative(divisor) ? remainder + divisor : remainder;
}
