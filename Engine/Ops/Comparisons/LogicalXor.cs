using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Whether exactly one of a and b is true, elementwise with broadcasting, as a bool tensor; a number is true where it is not 0.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public Tensor LogicalXor(Tensor other) => Apply.Compare(new LogicalXorOp(), this, other);

    /// <summary>Whether exactly one of a and b is true, elementwise with broadcasting, of two masks.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">An operand is not bool.</exception>
    public static Tensor operator ^(Tensor a, Tensor b)
    {
        CheckMasks("^", "LogicalXor", a, b);
        return a.LogicalXor(b);
    }
}

internal readonly record struct LogicalXorOp : ICompareOp
{
    public string Name => "LogicalXor";

    public bool Scalar<T>(T a, T b) where T : INumber<T> => T.IsZero(a) != T.IsZero(b);
}
