using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The angle of the point (b, a) in (-pi, pi], elementwise with broadcasting: <c>y.Atan2(x)</c>, integers as float32; d = (b da - a db) / (a^2 + b^2).</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public Tensor Atan2(Tensor other) => Apply.Binary(new Atan2Op(), this, other);
}

internal readonly record struct Atan2Op : IBinaryOp
{
    public string Name => "Atan2";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Domain DomainA => Domain.Reals;

    public Domain DomainB => Domain.Positive;

    public double Scalar(double a, double b) => Math.Atan2(a, b);

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = T.Atan2(a[i], b[i]);
    }

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => dy * b / (a.Square() + b.Square());

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => -(dy * a / (a.Square() + b.Square()));
}
