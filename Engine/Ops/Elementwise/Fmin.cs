using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The smaller of a and b, elementwise with broadcasting, passing over a NaN where the other is a number. The gradient goes to the one chosen, to a where they are equal.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64, or both are bool.</exception>
    public Tensor Fmin(Tensor other) => Apply.Binary(new FminOp(), this, other);
}

internal readonly record struct FminOp : IIntegerBinaryOp
{
    public string Name => "Fmin";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Domain DomainA => Domain.Reals with { Kinks = [0], OfDifference = true };

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => double.MinNumber(a, b);

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.MinNumber(a, b, y);

    public void ForwardInteger<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryInteger<T> => TensorPrimitives.Min(a, b, y);

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => Tensor.Where(ChoosesFirst(a, b), dy, 0);

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Tensor.Where(ChoosesFirst(a, b), 0, dy);

    // Only NaN differs from itself.
    private static Tensor ChoosesFirst(Tensor a, Tensor b) => a <= b | b.Ne(b);
}
