using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Whether a or b is true, elementwise with broadcasting, as a bool tensor; a number is true where it is not 0.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public Tensor LogicalOr(Tensor other) => Apply.Compare(new LogicalOrOp(), this, other);

    /// <summary>Whether a or b is true, elementwise with broadcasting, of two masks.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">An operand is not bool.</exception>
    public static Tensor operator |(Tensor a, Tensor b)
    {
        CheckMasks("|", "LogicalOr", a, b);
        return a.LogicalOr(b);
    }
}

internal readonly record struct LogicalOrOp : ICompareOp
{
    public string Name => "LogicalOr";

    public bool Scalar<T>(T a, T b) where T : INumber<T> => !T.IsZero(a) || !T.IsZero(b);
}
