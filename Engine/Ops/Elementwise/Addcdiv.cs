using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>x + value a / b, elementwise with broadcasting, in one pass, integers as float32.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public Tensor Addcdiv(Tensor tensor1, Tensor tensor2, double value = 1) => Apply.Ternary(new AddcdivOp(value), this, tensor1, tensor2);
}

internal readonly record struct AddcdivOp(double Value) : ITernaryOp
{
    public string Name => "Addcdiv";

    public Residuals Residuals => Residuals.Second | Residuals.Third;

    public Domain DomainA => Domain.Reals;

    public Domain DomainB => Domain.Reals;

    public Domain DomainC => Domain.Positive;

    public double Scalar(double a, double b, double c) => a + b / c * Value;

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TensorPrimitives.Divide(b, c, y);
        if (Value != 1) TensorPrimitives.Multiply(y, T.CreateChecked(Value), y);
        TensorPrimitives.Add(a, y, y);
    }

    public void Vjp(Pullback pull)
    {
        pull.Add(0, pull.Dy);
        if (!pull.Needs(1) && !pull.Needs(2)) return;
        Tensor first = pull.Dy / pull.Input(2) * Value;
        if (pull.Needs(1)) pull.Add(1, first);
        if (pull.Needs(2)) pull.Add(2, -(first * (pull.Input(1) / pull.Input(2))));
    }
}
