using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>x * c with a C# number, in the dtype of x; the derivative is c.</summary>
    public static Tensor operator *(Tensor x, double c) => Apply.Unary(new MulScalarOp(c), x.FloatingFor("MulScalar", c));

    /// <inheritdoc cref="op_Multiply(Tensor, double)"/>
    public static Tensor operator *(double c, Tensor x) => x * c;
}

internal readonly record struct MulScalarOp(double Factor) : IIntegerUnaryOp
{
    public string Name => "MulScalar";

    public Residuals Residuals => Residuals.None;

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => x * Factor;

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Multiply(x, T.CreateChecked(Factor), y);

    public void ForwardInteger<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryInteger<T> => TensorPrimitives.Multiply(x, T.CreateChecked(Factor), y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy * Factor;
}
