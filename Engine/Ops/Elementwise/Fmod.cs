using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// a - b trunc(a / b), elementwise with broadcasting: the remainder with the sign of the dividend, as C#'s %. Integers stay integers; d = da - trunc(a / b) db.
    /// <see cref="Remainder(Tensor)"/> is the one with the sign of the divisor.
    /// </summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64, or both are bool.</exception>
    /// <exception cref="DivideByZeroException">An integer divisor is 0.</exception>
    public Tensor Fmod(Tensor other) => Apply.Binary(new FmodOp(), this, other);

    /// <summary>The remainder of a division by a C# number, with the sign of the dividend.</summary>
    /// <exception cref="DivideByZeroException">An integer tensor is divided by 0.</exception>
    public Tensor Fmod(double other) => Fmod(Operand("Fmod", other));
}

internal readonly record struct FmodOp : IIntegerBinaryOp
{
    public string Name => "Fmod";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Domain DomainA => new FloorDivideOp().DomainA;

    public Domain DomainB => new FloorDivideOp().DomainB;

    public double Scalar(double a, double b) => a % b;

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = a[i] % b[i];
    }

    public void ForwardInteger<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryInteger<T>
    {
        RemainderOp.CheckDivisors(Name, b);
        for (int i = 0; i < y.Length; i++) y[i] = b[i] == -T.One ? T.Zero : a[i] % b[i];
    }

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => dy;

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => -(dy * a.TruncDivide(b));
}
