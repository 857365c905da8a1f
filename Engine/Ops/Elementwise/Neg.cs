using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>-x, elementwise; d(-x) = -dx. A bool tensor throws: invert a mask with LogicalNot.</summary>
    public Tensor Neg() => Apply.Unary(new NegOp(), this);

    /// <inheritdoc cref="Neg"/>
    public static Tensor operator -(Tensor x) => x.Neg();
}

internal readonly record struct NegOp : IIntegerUnaryOp
{
    public string Name => "Neg";

    public Residuals Residuals => Residuals.None;

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => -x;

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Negate(x, y);

    public void ForwardInteger<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryInteger<T> => TensorPrimitives.Negate(x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => -dy;
}
