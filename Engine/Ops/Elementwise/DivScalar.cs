using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>x / c with a C# number, in the dtype of x, integers as float32; the derivative is 1 / c.</summary>
    public static Tensor operator /(Tensor x, double c) => Apply.Unary(new DivScalarOp(c), x);
}

internal readonly record struct DivScalarOp(double Divisor) : IUnaryOp
{
    public string Name => "DivScalar";

    public Residuals Residuals => Residuals.None;

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => x / Divisor;

    // Not x * (1 / c), which rounds twice.
    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Divide(x, T.CreateChecked(Divisor), y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy / Divisor;
}
