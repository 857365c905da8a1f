using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>a / b, elementwise with broadcasting, integers as float32; d(a / b) = da / b - (a / b) / b db.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64, or both are bool.</exception>
    public static Tensor operator /(Tensor a, Tensor b) => Apply.Binary(new DivOp(), a, b);

    /// <inheritdoc cref="op_Division(Tensor, Tensor)"/>
    public Tensor Div(Tensor other) => this / other;
}

internal readonly record struct DivOp : IBinaryOp
{
    public string Name => "Div";

    public Residuals Residuals => Residuals.Second | Residuals.Output;

    public Domain DomainA => Domain.Reals;

    public Domain DomainB => Domain.Positive;

    public double Scalar(double a, double b) => a / b;

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Divide(a, b, y);

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => dy / b;

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => -(dy * y / b);
}
