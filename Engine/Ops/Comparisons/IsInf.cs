using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Whether each element is an infinity, as a bool tensor.</summary>
    public Tensor IsInf() => Apply.Predicate(new IsInfOp(), this);
}

internal readonly record struct IsInfOp : IPredicateOp
{
    public string Name => "IsInf";

    public bool Scalar<T>(T x) where T : INumber<T> => T.IsInfinity(x);
}
