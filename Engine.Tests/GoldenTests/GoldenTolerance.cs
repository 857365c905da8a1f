namespace PyDeepTensorNet.Tests.GoldenTests;

/// <summary>How far a value may lie from its reference: relative to the tensor's largest, plus what rounding alone was measured to do.</summary>
internal static class GoldenTolerance
{
    /// <summary>
    /// The first difference, null where there is none. NaN must meet NaN and infinities their like; integers and truth values must be equal.
    /// </summary>
    /// <param name="expected">The reference values.</param>
    /// <param name="actual">The engine's values.</param>
    /// <param name="precision">What the values were computed in; an integer type for exact results.</param>
    /// <param name="e64">How far the reference moves when the inputs move by about 4 ulps.</param>
    /// <param name="e32">How far PyTorch's own float32 run lies from the reference.</param>
    /// <param name="slack">A further relative error that the reference is known to have.</param>
    public static string? Difference(double[] expected, double[] actual, DType precision, double e64, double e32, double slack = 0)
    {
        if (expected.Length != actual.Length) return $"{actual.Length} values, expected {expected.Length}";
        double largest = 0;
        foreach (double value in expected)
        {
            if (double.IsFinite(value)) largest = Math.Max(largest, Math.Abs(value));
        }
        double tolerance = precision switch
        {
            DType.Float64 => (1e-9 + slack) * largest + 64 * e64 + 1e-7 * e32 + 1e-14,
            DType.Float32 => 1e-5 * largest + 16 * e32,
            _ => 0,
        };
        for (int i = 0; i < expected.Length; i++)
        {
            double e = expected[i], a = actual[i];
            if (e.Equals(a) || (double.IsFinite(e) && Math.Abs(e - a) <= tolerance)) continue;
            return $"[{i}] is {a:R}, expected {e:R} (tolerance {tolerance:G3})";
        }
        return null;
    }
}
