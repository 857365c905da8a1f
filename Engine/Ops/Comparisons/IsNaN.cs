using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Whether each element is NaN, as a bool tensor.</summary>
    public Tensor IsNaN() => Apply.Predicate(new IsNaNOp(), this);
}

internal readonly record struct IsNaNOp : IPredicateOp
{
    public string Name => "IsNaN";

    public bool Scalar<T>(T x) where T : INumber<T> => T.IsNaN(x);
}
