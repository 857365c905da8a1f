using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>max(x, 0), elementwise, the rectified linear unit; the derivative is 1 above 0, and 0 at 0 and below.</summary>
    public Tensor Relu() => Apply.Unary(new ReluOp(), this);
}

internal readonly record struct ReluOp : IIntegerUnaryOp
{
    public string Name => "Relu";

    public Residuals Residuals => Residuals.Output;

    public Domain Domain => Domain.Reals with { Kinks = [0] };

    public double Scalar(double x) => Math.Max(x, 0);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Max(x, T.Zero, y);

    public void ForwardInteger<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryInteger<T> => TensorPrimitives.Max(x, T.Zero, y);

    // The output is above 0 where the input is, and is there for the next layer anyway.
    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Apply.Binary(new PassAboveOp(0), y, dy);
}
