using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// a^b, elementwise with broadcasting, integers as float32; d(a^b) = b a^(b-1) da + a^b ln(a) db. NaN where a negative base meets a fraction. The derivative by a is 0 where b is 0,
    /// that by b is 0 where a is 0 and b is not negative.
    /// </summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public Tensor Pow(Tensor exponent) => Apply.Binary(new PowOp(), this, exponent);

    /// <summary>c^x of a C# number, elementwise; the derivative is c^x ln(c).</summary>
    public static Tensor Pow(double value, Tensor exponent) => exponent.Operand("Pow", value).Pow(exponent);
}

internal readonly record struct PowOp : IBinaryOp
{
    public string Name => "Pow";

    public Residuals Residuals => Residuals.First | Residuals.Second | Residuals.Output;

    public Domain DomainA => Domain.Positive;

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => Math.Pow(a, b);

    // TensorPrimitives.Pow is exp(b ln a): no negative bases, and fewer digits.
    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = T.Pow(a[i], b[i]);
    }

    // Without the mask 0^0 gives 0 * inf.
    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => Tensor.Where(b.Eq(0), 0, dy * (b * a.Pow(b - 1)));

    // Xlogy: 0^b ln(0) is 0 for b > 0; without the mask 0^0 gives -inf.
    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Tensor.Where(a.Eq(0) & b.Ge(0), 0, (dy * y).Xlogy(a));
}
