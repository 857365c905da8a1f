using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet.Tests.Kernels;

/// <summary>Running sums, products and recurrences against loops over [outer, length, inner].</summary>
[TestClass]
public sealed class ScansTests
{
    [TestMethod]
    [DataRow(1, 1, 1)]
    [DataRow(1, 7, 1)]
    [DataRow(3, 4, 1)]
    [DataRow(1, 5, 6)]
    [DataRow(2, 3, 4)]
    [DataRow(3, 0, 2)]
    [DataRow(0, 3, 2)]
    [DataRow(2, 3, 0)]
    public void Scans_EveryDirection_MatchLoops(int outer, int length, int inner)
    {
        var random = new Random(1);
        long[] a = Draw(), b = Draw(), y = new long[a.Length];
        foreach (bool reverse in (bool[])[false, true])
        {
            Scans.Sum<long, long>(a, y, length, inner, reverse);
            CollectionAssert.AreEqual(Loop(reverse, (before, at, _) => before + a[at]), y, $"sum, reverse {reverse}");
            Scans.Recurrence<long>(a, b, y, length, inner, reverse);
            // The link between two neighbours is that of the later one.
            CollectionAssert.AreEqual(Loop(reverse, (before, at, previous) => previous < 0 ? b[at] : b[at] + a[Math.Max(at, previous)] * before), y, $"recurrence, reverse {reverse}");
        }
        Scans.Product<long, long>(a, y, length, inner);
        CollectionAssert.AreEqual(Loop(false, (before, at, previous) => previous < 0 ? a[at] : before * a[at]), y, "product");

        long[] Draw() => [.. Enumerable.Range(0, outer * length * inner).Select(_ => random.NextInt64(-3, 4))];

        long[] Loop(bool reverse, Func<long, int, int, long> next)
        {
            long[] result = new long[outer * length * inner];
            for (int o = 0; o < outer; o++)
            {
                for (int j = 0; j < inner; j++)
                {
                    (long value, int previous) = (0, -1);
                    for (int step = 0; step < length; step++)
                    {
                        int at = (o * length + (reverse ? length - 1 - step : step)) * inner + j;
                        result[at] = value = next(value, at, previous);
                        previous = at;
                    }
                }
            }
            return result;
        }
    }

    [TestMethod]
    public void Sum_OfFloatsCarriedInDouble_RoundsOncePerElement()
    {
        float[] x = new float[100_000], y = new float[x.Length];
        Array.Fill(x, 0.1f);
        Scans.Sum<float, double>(x, y, x.Length, 1, reverse: false);
        for (int i = 0; i < y.Length; i += 999) Assert.AreEqual((float)((i + 1) * (double)0.1f), y[i], $"{i}");
    }
}
