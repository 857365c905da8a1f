namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The values with one number where the mask is true, elementwise with broadcasting; the gradient is 0 there.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">The mask is not bool, or the dtype does not hold the number.</exception>
    public Tensor MaskedFill(Tensor mask, double value)
    {
        CheckMask("MaskedFill", mask);
        if (!Holds(DType, value)) throw DoesNotHold("MaskedFill", DType, value);
        return Where(mask, Full(Shape.Scalar, value, DType), this);
    }

    /// <summary>The values with that of a 0-d tensor where the mask is true, elementwise with broadcasting; the cotangent there goes to <paramref name="value"/>, summed.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast, or <paramref name="value"/> has axes.</exception>
    /// <exception cref="DTypeException">The mask is not bool, or float32 meets float64.</exception>
    public Tensor MaskedFill(Tensor mask, Tensor value)
    {
        CheckMask("MaskedFill", mask);
        if (value.Rank != 0) throw new ShapeException($"MaskedFill: the value {value.Shape} has axes, and one number fills; use Tensor.Where(mask, value, x) for a value an element");
        return Where(mask, value, this);
    }

    private static void CheckMask(string op, Tensor mask)
    {
        if (mask.DType != DType.Bool) throw new DTypeException($"{op}: the mask {mask.Describe()} is not bool; make one by comparing, say with Ne(0)");
    }
}
