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

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Kernels.Arithmetic.Multiply(x, x, y);

    public void ForwardInteger<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryInteger<T> => TensorPrimitives.Multiply(x, x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Apply.Binary(new SquareGradOp(), x, dy);
}

/// <summary>2 x dy in one pass: the derivative of <see cref="SquareOp"/>.</summary>
internal readonly record struct SquareGradOp : IBinaryOp
{
    public string Name => "SquareGrad";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Domain DomainA => Domain.Reals;

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => a * (b + b);

    // The cotangent is doubled and not x, which may be so large that an untaken branch's 0 would meet an infinity.
    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.AddMultiply(b, b, a, y);

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Binary(new SquareGradOp(), b, dy);

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Binary(new SquareGradOp(), a, dy);
}
