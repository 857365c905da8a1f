using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>x^2, elementwise; d(x^2) = 2 x dx.</summary>
    public Tensor Square() => Apply.Unary(new SquareOp(), this);
}

internal readonly record struct SquareOp : IIntegerUnaryOp
{
    public string Name => "Square";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => x * x;

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Multiply(x, x, y);

    public void ForwardInteger<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryInteger<T> => TensorPrimitives.Multiply(x, x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy * x * 2;
}
