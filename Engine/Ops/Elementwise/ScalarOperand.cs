namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>This tensor as it meets a C# number: an integer tensor takes a whole number as it is, and becomes float32 beside a fraction.</summary>
    private Tensor FloatingFor(double c) => Holds(c) ? this : To(DType.Float32);

    /// <summary>A C# number as the other operand of this tensor.</summary>
    private Tensor Operand(double c) => Holds(c) ? Full(Shape.Scalar, c, DType) : c;

    private bool Holds(double c) => DType switch
    {
        DType.Float32 or DType.Float64 => true,
        DType.Int64 => double.IsInteger(c) && c is >= long.MinValue and < -(double)long.MinValue,
        DType.Int32 => double.IsInteger(c) && c is >= int.MinValue and <= int.MaxValue,
        _ => false,
    };
}
