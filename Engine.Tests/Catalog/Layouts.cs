namespace PyDeepTensorNet.Tests.Catalog;

/// <summary>Tensors whose elements do not lie in a row.</summary>
internal static class Layouts
{
    /// <summary>The same values as <paramref name="x"/> with axes swapped in memory, between other elements, and among them.</summary>
    public static IEnumerable<(string Kind, Tensor View)> Of(Tensor x)
    {
        if (x.Rank >= 2) yield return ("transposed", x.Transpose(0, -1).Clone().Transpose(0, -1));
        if (x.Rank >= 3) yield return ("permuted", x.Permute([.. Enumerable.Range(1, x.Rank - 1), 0]).Clone().Permute([x.Rank - 1, .. Enumerable.Range(0, x.Rank - 1)]));
        if (x.Rank == 0)
        {
            yield return ("inside other memory", Tensor.Cat([x.Reshape(1), x.Reshape(1)], 0).Select(0, 1));
            yield break;
        }
        Tensor doubled = Tensor.Stack([Tensor.FullLike(x, 7), x], x.Rank);
        yield return ("every second element", doubled.Select(-1, 1));
        Tensor longer = Tensor.Cat([Tensor.FullLike(x, 7), x, Tensor.FullLike(x, 7)], 0);
        yield return ("inside other memory", longer.Narrow(0, x.Shape[0], x.Shape[0]));
    }

    /// <summary>The elements in row-major order as bits, which tell 0 from -0 and one NaN from another.</summary>
    public static long[] Bits(Tensor x) => x.DType switch
    {
        DType.Float32 => [.. x.ToArray<float>().Select(value => (long)BitConverter.SingleToInt32Bits(value))],
        DType.Float64 => [.. x.ToArray<double>().Select(BitConverter.DoubleToInt64Bits)],
        DType.Int64 => x.ToArray<long>(),
        DType.Int32 => [.. x.ToArray<int>().Select(value => (long)value)],
        _ => [.. x.ToArray<bool>().Select(value => value ? 1L : 0)],
    };

    /// <summary>Fails unless dtype, shape and elements are the same: every bit, or up to <paramref name="tolerance"/> in parts of the largest element.</summary>
    public static void AssertSame(string what, Tensor expected, Tensor actual, double tolerance = 0)
    {
        if (expected.DType != actual.DType || expected.Shape != actual.Shape) Assert.Fail($"{what}: {actual.Describe()}, expected {expected.Describe()}");
        long[] left = Bits(expected), right = Bits(actual);
        double[] wanted = expected.To(DType.Float64).ToArray<double>(), got = actual.To(DType.Float64).ToArray<double>();
        double allowed = tolerance * wanted.Select(Math.Abs).DefaultIfEmpty().Max();
        for (int i = 0; i < left.Length; i++)
        {
            if (left[i] == right[i] || (tolerance > 0 && Math.Abs(wanted[i] - got[i]) <= allowed)) continue;
            Assert.Fail($"{what}: element {i} of {actual.Describe()} is {got[i]:R}, expected {wanted[i]:R}");
        }
    }
}
