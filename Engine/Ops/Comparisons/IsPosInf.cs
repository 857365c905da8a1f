using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Whether each element is the positive infinity, as a bool tensor.</summary>
    public Tensor IsPosInf() => Apply.Predicate(new IsPosInfOp(), this);
}

internal readonly record struct IsPosInfOp : IPredicateOp
{
    public string Name => "IsPosInf";

    public bool Scalar<T>(T x) where T : INumber<T> => T.IsPositiveInfinity(x);
}
