using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>x + c with a C# number, in the dtype of x; the derivative is 1.</summary>
    public static Tensor operator +(Tensor x, double c) => Apply.Unary(new AddScalarOp(c), x.FloatingFor("AddScalar", c));

    /// <inheritdoc cref="op_Addition(Tensor, double)"/>
    public static Tensor operator +(double c, Tensor x) => x + c;

    /// <summary>x - c with a C# number, in the dtype of x; the derivative is 1.</summary>
    public static Tensor operator -(Tensor x, double c) => x + (-c);
}

internal readonly record struct AddScalarOp(double Addend) : IIntegerUnaryOp
{
    public string Name => "AddScalar";

    public Residuals Residuals => Residuals.None;

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => x + Addend;

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Add(x, T.CreateChecked(Addend), y);

    public void ForwardInteger<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryInteger<T> => TensorPrimitives.Add(x, T.CreateChecked(Addend), y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy;
}
