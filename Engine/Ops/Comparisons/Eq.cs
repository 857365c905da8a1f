using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Whether a is equal to b, elementwise with broadcasting, as a bool tensor; false where either is NaN. Not differentiable.</summary>
    /// <remarks>A method: <c>==</c> compares references, so that tensors can key dictionaries.</remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public Tensor Eq(Tensor other) => Apply.Compare(new EqOp(), this, other);

    /// <summary>Whether each element is equal to a C# number, as a bool tensor.</summary>
    public Tensor Eq(double other) => Eq(Bound("Eq", other));
}

internal readonly record struct EqOp : ICompareOp
{
    public string Name => "Eq";

    public bool Scalar<T>(T a, T b) where T : INumber<T> => a == b;
}
