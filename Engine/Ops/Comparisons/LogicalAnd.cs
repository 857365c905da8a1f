using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Whether a and b are both true, elementwise with broadcasting, as a bool tensor; a number is true where it is not 0.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public Tensor LogicalAnd(Tensor other) => Apply.Compare(new LogicalAndOp(), this, other);

    /// <summary>Whether a and b are both true, elementwise with broadcasting, of two masks.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">An operand is not bool.</exception>
    public static Tensor operator &(Tensor a, Tensor b)
    {
        CheckMasks("&", "LogicalAnd", a, b);
        return a.LogicalAnd(b);
    }
}

internal readonly record struct LogicalAndOp : ICompareOp
{
    public string Name => "LogicalAnd";

    public bool Scalar<T>(T a, T b) where T : INumber<T> => !T.IsZero(a) && !T.IsZero(b);
}
