using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Whether each element is negative, -0 among them; NaN is not, as a bool tensor.</summary>
    public Tensor Signbit() => Apply.Predicate(new SignbitOp(), this);
}

internal readonly record struct SignbitOp : IPredicateOp
{
    public string Name => "Signbit";

    public bool Scalar<T>(T x) where T : INumber<T> => T.IsNegative(x) && !T.IsNaN(x);
}
