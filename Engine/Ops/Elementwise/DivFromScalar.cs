using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>c / x with a C# number, in the dtype of x, integers as float32; d(c / x) = -(c / x) / x dx.</summary>
    public static Tensor operator /(double c, Tensor x) => Apply.Unary(new DivFromScalarOp(c), x);
}

internal readonly record struct DivFromScalarOp(double Dividend) : IUnaryOp
{
    public string Name => "DivFromScalar";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Positive;

    public double Scalar(double x) => Dividend / x;

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Divide(T.CreateChecked(Dividend), x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy * (-Dividend / x / x);
}
