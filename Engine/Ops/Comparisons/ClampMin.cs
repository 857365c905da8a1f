using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The larger of each value and its lower bound, elementwise with broadcasting; NaN where either is. At the bound the cotangent goes to the value.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64, or both are bool.</exception>
    public Tensor ClampMin(Tensor min) => Apply.Binary(new ClampMinOp(), this, min);
}

internal readonly record struct ClampMinOp : IIntegerBinaryOp
{
    public string Name => "ClampMin";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Domain DomainA => Domain.Reals with { Kinks = [0], OfDifference = true };

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => Math.Max(a, b);

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Max(a, b, y);

    public void ForwardInteger<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryInteger<T> => TensorPrimitives.Max(a, b, y);

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => Tensor.Where(a >= b, dy, 0);

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Tensor.Where(a < b, dy, 0);
}
