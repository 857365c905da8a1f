using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The larger of a and b, elementwise with broadcasting; NaN where either is. The gradient goes to the larger, half to each where they are equal.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64, or both are bool.</exception>
    public Tensor Maximum(Tensor other) => Apply.Binary(new MaximumOp(), this, other);
}

internal readonly record struct MaximumOp : IIntegerBinaryOp
{
    public string Name => "Maximum";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Domain DomainA => Domain.Reals with { Kinks = [0], OfDifference = true };

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => Math.Max(a, b);

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Max(a, b, y);

    public void ForwardInteger<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryInteger<T> => TensorPrimitives.Max(a, b, y);

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Ternary(new ShareOfLargerOp(), a, b, dy);

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Ternary(new ShareOfLargerOp(), b, a, dy);
}

/// <summary>The part of c that goes to a as the larger of a and b: all of it, half at a tie, nothing. One pass, and no infinity times 0.</summary>
internal readonly record struct ShareOfLargerOp : ITernaryOp
{
    public string Name => "ShareOfLarger";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Domain DomainA => Domain.Reals with { Kinks = [0], OfDifference = true };

    public Domain DomainB => Domain.Reals;

    public Domain DomainC => Domain.Reals;

    public double Scalar(double a, double b, double c) => a < b ? 0 : a == b ? c / 2 : c;

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T half = T.One / (T.One + T.One);
        for (int i = 0; i < y.Length; i++) y[i] = a[i] < b[i] ? T.Zero : a[i] == b[i] ? c[i] * half : c[i];
    }

    public void Vjp(Pullback pull) => pull.Add(2, Apply.Ternary(this, pull.Input(0), pull.Input(1), pull.Dy));
}
