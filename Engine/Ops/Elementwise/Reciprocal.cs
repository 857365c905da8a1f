using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>1 / x, elementwise, integers as float32; d(1 / x) = -dx / x^2.</summary>
    public Tensor Reciprocal() => Apply.Unary(new ReciprocalOp(), this);
}

internal readonly record struct ReciprocalOp : IUnaryOp
{
    public string Name => "Reciprocal";

    public Residuals Residuals => Residuals.Output;

    public Domain Domain => Domain.Positive;

    public double Scalar(double x) => 1 / x;

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Reciprocal(x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => -(dy * y * y);
}
