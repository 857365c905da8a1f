using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>a ln(b), elementwise with broadcasting, and 0 where a is 0 and b is not NaN, integers as float32; d = ln(b) da + a / b db, where a and b are both 0 the derivative by a is 0.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public Tensor Xlogy(Tensor other) => Apply.Binary(new XlogyOp(), this, other);
}

internal readonly record struct XlogyOp : IBinaryOp
{
    public string Name => "Xlogy";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Domain DomainA => Domain.Reals;

    public Domain DomainB => Domain.Positive;

    public double Scalar(double a, double b) => a == 0 && !double.IsNaN(b) ? 0 : a * Math.Log(b);

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = T.IsZero(a[i]) && !T.IsNaN(b[i]) ? T.Zero : a[i] * T.Log(b[i]);
    }

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => Tensor.Where(a.Eq(0) & b.Le(0), 0, dy.Xlogy(b));

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => dy * a / b;
}
