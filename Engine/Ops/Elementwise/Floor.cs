using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The largest whole number not above, elementwise. The derivative is 0.</summary>
    public Tensor Floor() => Apply.Unary(new FloorOp(), this);
}

internal readonly record struct FloorOp : IIntegerUnaryOp
{
    public string Name => "Floor";

    public Residuals Residuals => Residuals.None;

    public Domain Domain => Domain.Reals with { Kinks = [-3, -2, -1, 0, 1, 2, 3], Period = 1 };

    public double Scalar(double x) => Math.Floor(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Floor(x, y);


    public void ForwardInteger<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryInteger<T> => x.CopyTo(y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Tensor.ZerosLike(dy);
}
