using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>One value in the shape and dtype of this tensor, as <see cref="FullLike"/>, but recorded: the derivative is 0. <see cref="Fill_"/> writes in place.</summary>
    /// <exception cref="OverflowException">An integer dtype does not hold the value.</exception>
    public Tensor Fill(double value) => DType.IsFloating() ? Apply.Unary(new FillOp(value), this) : FullLike(this, value);
}

internal readonly record struct FillOp(double Value) : IUnaryOp
{
    public string Name => "Fill";

    public Residuals Residuals => Residuals.None;

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => Value;

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => y.Fill(T.CreateChecked(Value));

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Tensor.ZerosLike(dy);
}
