using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// Whether |a - b| is at most atol + rtol |b|, elementwise with broadcasting, as a bool tensor; equal infinities are close, and NaN is close to NaN only where <paramref name="equalNan"/> is set.
    /// </summary>
    /// <exception cref="ArgumentException">A tolerance is negative or NaN.</exception>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public Tensor IsClose(Tensor other, double rtol = 1e-5, double atol = 1e-8, bool equalNan = false)
    {
        if (!(rtol >= 0 && atol >= 0)) throw new ArgumentException($"IsClose: rtol {rtol} and atol {atol} must not be negative");
        return Apply.Compare(new IsCloseOp(rtol, atol, equalNan), this, other);
    }

    /// <summary>Whether all elements are close, as <see cref="IsClose"/> says.</summary>
    /// <exception cref="ArgumentException">A tolerance is negative or NaN.</exception>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public bool AllClose(Tensor other, double rtol = 1e-5, double atol = 1e-8, bool equalNan = false) => (bool)IsClose(other, rtol, atol, equalNan).All();

    /// <summary>Whether both tensors have one shape and equal elements; NaN equals nothing.</summary>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public bool Equal(Tensor other) => Shape == other.Shape && (bool)Eq(other).All();
}

internal readonly record struct IsCloseOp(double RelativeTolerance, double AbsoluteTolerance, bool EqualNan) : ICompareOp
{
    public string Name => "IsClose";

    public bool Scalar<T>(T a, T b) where T : INumber<T>
    {
        if (a == b) return true;
        if (T.IsNaN(a) || T.IsNaN(b)) return EqualNan && T.IsNaN(a) && T.IsNaN(b);
        double distance = Math.Abs(double.CreateTruncating(a) - double.CreateTruncating(b));
        return double.IsFinite(distance) && distance <= AbsoluteTolerance + RelativeTolerance * Math.Abs(double.CreateTruncating(b));
    }
}
