using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Whether a is at least b, elementwise with broadcasting, as a bool tensor; false where either is NaN. Not differentiable.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public Tensor Ge(Tensor other) => Apply.Compare(new GeOp(), this, other);

    /// <summary>Whether each element is at least a C# number, as a bool tensor.</summary>
    public Tensor Ge(double other) => Ge(Bound("Ge", other));

    /// <inheritdoc cref="Ge(Tensor)"/>
    public static Tensor operator >=(Tensor a, Tensor b) => a.Ge(b);

    /// <inheritdoc cref="Ge(double)"/>
    public static Tensor operator >=(Tensor a, double b) => a.Ge(b);

    /// <summary>Whether a C# number is at least each element, as a bool tensor.</summary>
    public static Tensor operator >=(double a, Tensor b) => b.Le(a);
}

internal readonly record struct GeOp : ICompareOp
{
    public string Name => "Ge";

    public bool Scalar<T>(T a, T b) where T : INumber<T> => a >= b;
}
