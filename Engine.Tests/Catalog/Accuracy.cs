using System.Numerics;

namespace PyDeepTensorNet.Tests.Catalog;

/// <summary>How far a forward may lie from its reference, in units in the last place of the result's type.</summary>
/// <param name="Double">Units in float64, the reference's own rounding among them.</param>
/// <param name="Single">Units in float32.</param>
/// <param name="Least">Results smaller than this are held to the unit of this size: where an op subtracts, and so is only as exact as what it subtracts.</param>
/// <param name="Reason">Why the op needs more than the usual.</param>
internal sealed record Accuracy(double Double, double Single, double Least = 0, string Reason = "")
{
    private static readonly Accuracy s_usual = new(4, 2);

    /// <summary>The ops that are held to less, each with the reason.</summary>
    private static readonly Dictionary<Type, Accuracy> s_exceptions = new()
    {
        [typeof(AddcmulOp)] = new(4, 2, 16, "the sum may cancel, the product is rounded before it"),
        [typeof(AddcdivOp)] = new(4, 2, 64, "the sum may cancel, the quotient is rounded before it"),
        [typeof(LerpOp)] = new(4, 2, 32, "the sum may cancel, the product is rounded before it"),
        [typeof(ExpDifferenceOp)] = new(8, 6, 0, "the exponential magnifies the rounding of the difference, which is up to 8"),
        [typeof(LogaddexpOp)] = new(4, 2, 1, "the larger operand and the logarithm may cancel"),
        [typeof(Logaddexp2Op)] = new(4, 2, 1, "the larger operand and the logarithm may cancel"),
        [typeof(EluGradOp)] = new(8, 6, 0, "the exponential magnifies the rounding of its argument"),
        [typeof(SoftplusOp)] = new(16, 12, 0, "the exponential magnifies the rounding of its argument, which is up to 12"),
        [typeof(SoftplusGradOp)] = new(16, 12, 0, "the exponential magnifies the rounding of its argument, which is up to 12"),
        [typeof(SiluGradOp)] = new(32, 2, 0, "the derivative changes its sign near -1.28, where its terms cancel"),
        [typeof(GeluOp)] = new(8, 6, 0, "an exponential, a quotient and a polynomial, each rounded"),
        [typeof(GeluGradOp)] = new(8, 8, 1, "the derivative changes its sign near -0.75, where its terms cancel"),
        [typeof(GeluTanhGradOp)] = new(32, 2, 0, "the derivative changes its sign near -0.75, where its terms cancel"),
        [typeof(MishOp)] = new(4, 4, 0, "a quotient of sums with an exponential"),
        [typeof(MishGradOp)] = new(32, 2, 0, "the derivative changes its sign near -1.19, where its terms cancel"),
        [typeof(TanhshrinkOp)] = new(4, 2, 1, "x and its hyperbolic tangent cancel"),
        [typeof(BceWithLogitsOp)] = new(4, 2, 4, "the terms cancel where the prediction is right"),
        [typeof(BinaryCrossEntropyGradOp)] = new(6, 4, 0, "five operations, each rounded"),
    };

    public static Accuracy Of(Type op) => s_exceptions.GetValueOrDefault(op, s_usual);

    /// <summary>Whether a result stands for the reference: NaN for NaN, an infinity or a zero for its like, else within the bound. What is too small for a normal number may be 0.</summary>
    public bool Holds<T>(double expected, T actual) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T rounded = T.CreateTruncating(expected);
        if (T.IsNaN(rounded) || T.IsInfinity(rounded) || T.IsNaN(actual)) return rounded.Equals(actual);
        if (T.IsZero(rounded) && T.IsZero(actual)) return expected != 0 || T.IsNegative(rounded) == T.IsNegative(actual);
        bool single = typeof(T) == typeof(float);
        double smallest = single ? MathF.ScaleB(1, -126) : Math.ScaleB(1, -1022);
        double size = Math.Max(Math.Max(Math.Abs(expected), Least), smallest), unit = Math.ScaleB(1, Math.ILogB(size) - (single ? 23 : 52));
        return Math.Abs(double.CreateTruncating(actual) - expected) <= Math.Max((single ? Single : Double) * unit, Math.Abs(expected) < smallest ? smallest : 0);
    }
}
