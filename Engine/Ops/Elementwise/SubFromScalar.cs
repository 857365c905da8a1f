using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>c - x with a C# number, in the dtype of x; the derivative is -1.</summary>
    public static Tensor operator -(double c, Tensor x) => Apply.Unary(new SubFromScalarOp(c), x.FloatingFor("SubFromScalar", c));
}

internal readonly record struct SubFromScalarOp(double Minuend) : IIntegerUnaryOp
{
    public string Name => "SubFromScalar";

    public Residuals Residuals => Residuals.None;

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => Minuend - x;

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Subtract(T.CreateChecked(Minuend), x, y);

    public void ForwardInteger<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryInteger<T> => TensorPrimitives.Subtract(T.CreateChecked(Minuend), x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => -dy;
}
