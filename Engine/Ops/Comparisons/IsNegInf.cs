using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Whether each element is the negative infinity, as a bool tensor.</summary>
    public Tensor IsNegInf() => Apply.Predicate(new IsNegInfOp(), this);
}

internal readonly record struct IsNegInfOp : IPredicateOp
{
    public string Name => "IsNegInf";

    public bool Scalar<T>(T x) where T : INumber<T> => T.IsNegativeInfinity(x);
}
