using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Whether a is less than b, elementwise with broadcasting, as a bool tensor; false where either is NaN. Not differentiable.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public Tensor Lt(Tensor other) => Apply.Compare(new LtOp(), this, other);

    /// <summary>Whether each element is less than a C# number, as a bool tensor.</summary>
    public Tensor Lt(double other) => Lt(Bound("Lt", other));

    /// <inheritdoc cref="Lt(Tensor)"/>
    public static Tensor operator <(Tensor a, Tensor b) => a.Lt(b);

    /// <inheritdoc cref="Lt(double)"/>
    public static Tensor operator <(Tensor a, double b) => a.Lt(b);

    /// <summary>Whether a C# number is less than each element, as a bool tensor.</summary>
    public static Tensor operator <(double a, Tensor b) => b.Gt(a);
}

internal readonly record struct LtOp : ICompareOp
{
    public string Name => "Lt";

    public bool Scalar<T>(T a, T b) where T : INumber<T> => a < b;
}
