using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The root of a^2 + b^2 without overflow, elementwise with broadcasting, integers as float32; d = (a da + b db) / hypot, and 0 at the origin.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public Tensor Hypot(Tensor other) => Apply.Binary(new HypotOp(), this, other);
}

internal readonly record struct HypotOp : IBinaryOp
{
    public string Name => "Hypot";

    public Residuals Residuals => Residuals.First | Residuals.Second | Residuals.Output;

    public Domain DomainA => Domain.Reals;

    public Domain DomainB => Domain.Positive;

    public double Scalar(double a, double b) => double.Hypot(a, b);

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = T.Hypot(a[i], b[i]);
    }

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => Tensor.Where(y.Eq(0), 0, dy * (a / y));

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => VjpA(b, a, y, dy);
}
