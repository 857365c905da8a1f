using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The smaller of a and b, elementwise with broadcasting; NaN where either is. The gradient goes to the smaller, half to each where they are equal.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64, or both are bool.</exception>
    public Tensor Minimum(Tensor other) => Apply.Binary(new MinimumOp(), this, other);
}

internal readonly record struct MinimumOp : IIntegerBinaryOp
{
    public string Name => "Minimum";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Domain DomainA => Domain.Reals with { Kinks = [0], OfDifference = true };

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => Math.Min(a, b);

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Min(a, b, y);

    public void ForwardInteger<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryInteger<T> => TensorPrimitives.Min(a, b, y);

    // The larger of -a and -b without negating: the operands trade places.
    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Ternary(new ShareOfLargerOp(), b, a, dy);

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Ternary(new ShareOfLargerOp(), a, b, dy);
}
