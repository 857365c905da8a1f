using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The square root, elementwise, integers as float32; NaN below 0; d sqrt(x) = dx / (2 sqrt(x)), which is infinite at 0.</summary>
    public Tensor Sqrt() => Apply.Unary(new SqrtOp(), this);
}

internal readonly record struct SqrtOp : IUnaryOp
{
    public string Name => "Sqrt";

    public Residuals Residuals => Residuals.Output;

    public Domain Domain => Domain.Positive;

    public double Scalar(double x) => Math.Sqrt(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Sqrt(x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy / (y * 2);
}
