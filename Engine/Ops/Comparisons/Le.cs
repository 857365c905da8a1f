using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Whether a is at most b, elementwise with broadcasting, as a bool tensor; false where either is NaN. Not differentiable.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public Tensor Le(Tensor other) => Apply.Compare(new LeOp(), this, other);

    /// <summary>Whether each element is at most a C# number, as a bool tensor.</summary>
    public Tensor Le(double other) => Le(Bound("Le", other));

    /// <inheritdoc cref="Le(Tensor)"/>
    public static Tensor operator <=(Tensor a, Tensor b) => a.Le(b);

    /// <inheritdoc cref="Le(double)"/>
    public static Tensor operator <=(Tensor a, double b) => a.Le(b);

    /// <summary>Whether a C# number is at most each element, as a bool tensor.</summary>
    public static Tensor operator <=(double a, Tensor b) => b.Ge(a);
}

internal readonly record struct LeOp : ICompareOp
{
    public string Name => "Le";

    public bool Scalar<T>(T a, T b) where T : INumber<T> => a <= b;
}
