using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Whether a is different from b, elementwise with broadcasting, as a bool tensor; true where either is NaN. Not differentiable.</summary>
    /// <remarks>A method: <c>!=</c> compares references, so that tensors can key dictionaries.</remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public Tensor Ne(Tensor other) => Apply.Compare(new NeOp(), this, other);

    /// <summary>Whether each element is different from a C# number, as a bool tensor.</summary>
    public Tensor Ne(double other) => Ne(Bound("Ne", other));
}

internal readonly record struct NeOp : ICompareOp
{
    public string Name => "Ne";

    public bool Scalar<T>(T a, T b) where T : INumber<T> => a != b;
}
