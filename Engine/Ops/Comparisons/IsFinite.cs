using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Whether each element is a number, neither NaN nor an infinity, as a bool tensor.</summary>
    public Tensor IsFinite() => Apply.Predicate(new IsFiniteOp(), this);
}

internal readonly record struct IsFiniteOp : IPredicateOp
{
    public string Name => "IsFinite";

    public bool Scalar<T>(T x) where T : INumber<T> => T.IsFinite(x);
}
