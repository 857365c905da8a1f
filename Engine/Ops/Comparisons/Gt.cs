using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Whether a is greater than b, elementwise with broadcasting, as a bool tensor; false where either is NaN. Not differentiable.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public Tensor Gt(Tensor other) => Apply.Compare(new GtOp(), this, other);

    /// <summary>Whether each element is greater than a C# number, as a bool tensor.</summary>
    public Tensor Gt(double other) => Gt(Bound("Gt", other));

    /// <inheritdoc cref="Gt(Tensor)"/>
    public static Tensor operator >(Tensor a, Tensor b) => a.Gt(b);

    /// <inheritdoc cref="Gt(double)"/>
    public static Tensor operator >(Tensor a, double b) => a.Gt(b);

    /// <summary>Whether a C# number is greater than each element, as a bool tensor.</summary>
    public static Tensor operator >(double a, Tensor b) => b.Lt(a);
}

internal readonly record struct GtOp : ICompareOp
{
    public string Name => "Gt";

    public bool Scalar<T>(T a, T b) where T : INumber<T> => a > b;
}
