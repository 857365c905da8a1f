using System.Numerics;
using System.Runtime.Intrinsics;
using PyDeepTensorNet.Kernels;
using PyDeepTensorNet.Tests.Catalog;

namespace PyDeepTensorNet.Tests.Kernels;

/// <summary>Sums against sums of twice the precision.</summary>
[TestClass]
[TestCategory(InstructionSetTests.Category)]
public sealed class SumsTests
{
    private static readonly int[] s_lengths = [.. Enumerable.Range(0, 71), 127, 128, 129, 255, 256, 257, 511, 512, 513, 767, 1000, 4097, 100_003];

    [TestMethod]
    public void Sum_EveryLength_IsGoodToItsBound()
    {
        foreach (int length in s_lengths)
        {
            IsGood<float>(length);
            IsGood<double>(length);
        }

        static void IsGood<T>(int length) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            T[] x = Draw<T>(length, seed: length);
            double epsilon = typeof(T) == typeof(float) ? Math.ScaleB(1, -23) : Math.ScaleB(1, -52), magnitude = x.Sum(value => Math.Abs(double.CreateChecked(value)));
            // A block adds 256 numbers in a row, or a register's share of them; the tree doubles the length a step.
            double inARow = Vector128.IsHardwareAccelerated ? 256.0 / Vector128<T>.Count : 256;
            double bound = epsilon * magnitude * (length <= 8 ? 8 : inARow + Math.Log2(Math.Max(1, length / 256.0)));
            Assert.AreEqual(Exact(x), double.CreateChecked(Sums.Sum<T>(x)), bound, $"{typeof(T).Name} of {length}");
        }
    }

    [TestMethod]
    public void Sum_ManyTenths_IsOffByRoundingOnly()
    {
        float[] x = new float[1 << 22];
        Array.Fill(x, 0.1f);
        Assert.AreEqual(0.1f * (double)x.Length, Sums.Sum<float>(x), 2);
    }

    [TestMethod]
    public void Sum_WhereverItLiesInMemory_SameBits()
    {
        foreach (int length in (int[])[5, 16, 70, 200, 256, 300, 1000])
        {
            SameBits<float>(length);
            SameBits<double>(length);
        }

        static void SameBits<T>(int length) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            T[] x = Draw<T>(length, seed: 9), memory = new T[length + 16];
            T[] columns = new T[3], movedColumns = new T[3];
            for (int start = 0; start < 16; start++)
            {
                Span<T> moved = memory.AsSpan(start, length);
                x.CopyTo(moved);
                Assert.AreEqual(Sums.Sum<T>(x), Sums.Sum<T>(moved), $"{typeof(T).Name}, {length} from {start} on");
                Assert.AreEqual(Sums.Moments<T>(x), Sums.Moments<T>(moved), $"moments of {typeof(T).Name}, {length} from {start} on");
                Sums.Columns(x.AsSpan(0, length / 3 * 3), columns);
                Sums.Columns(moved[..(length / 3 * 3)], movedColumns);
                CollectionAssert.AreEqual(columns, movedColumns, $"columns of {typeof(T).Name}, {length} from {start} on");
            }
        }
    }

    [TestMethod]
    public void Sum_NaNAndInfinityAnywhere_ReachTheSum()
    {
        foreach (int length in (int[])[1, 7, 16, 33, 256, 700])
        {
            for (int at = 0; at < length; at += Math.Max(1, length / 37))
            {
                float[] x = Draw<float>(length, seed: 2);
                x[at] = float.NaN;
                Assert.AreEqual(float.NaN, Sums.Sum<float>(x), $"{at} of {length}");
                x[at] = float.NegativeInfinity;
                Assert.AreEqual(float.NegativeInfinity, Sums.Sum<float>(x), $"{at} of {length}");
                if (length == 1) continue;
                x[(at + 1) % length] = float.PositiveInfinity;
                Assert.AreEqual(float.NaN, Sums.Sum<float>(x), $"{at} of {length}");
            }
        }
    }

    [TestMethod]
    public void Sum_Integers_IsExactAndWraps()
    {
        foreach (int length in s_lengths)
        {
            long[] x = [.. Enumerable.Range(0, length).Select(i => unchecked(i * 0x1E3779B97F4A7C15L) ^ ((long)i << 40))];
            long expected = 0;
            foreach (long value in x) expected = unchecked(expected + value);
            Assert.AreEqual(expected, Sums.Sum<long>(x), $"{length}");
        }
    }

    [TestMethod]
    public void Columns_EverySize_AddUpEachColumn()
    {
        foreach (int rows in (int[])[0, 1, 2, 7, 31, 32, 33, 64, 65, 100, 1025])
        {
            foreach (int columns in (int[])[0, 1, 2, 3, 7, 8, 9, 17])
            {
                float[] x = Draw<float>(rows * columns, seed: rows + columns), y = new float[columns];
                Array.Fill(y, float.NaN);
                Sums.Columns<float>(x, y);
                for (int j = 0; j < columns; j++)
                {
                    float[] column = [.. Enumerable.Range(0, rows).Select(i => x[i * columns + j])];
                    Assert.AreEqual(Exact(column), y[j], Math.ScaleB(1, -23) * (32 + Math.Log2(1 + rows)) * column.Sum(value => Math.Abs((double)value)), $"column {j} of [{rows}, {columns}]");
                }
            }
        }
    }

    [TestMethod]
    public void Moments_FarFromZero_KeepTheSpread()
    {
        foreach (double offset in (double[])[0, 1, 1e6, -1e9])
        {
            foreach (int length in (int[])[1, 2, 17, 256, 3001])
            {
                // Numbers that double and decimal both hold exactly.
                var random = new Random(length);
                int[] steps = [.. Enumerable.Range(0, length).Select(_ => random.Next(-700, 1300))];
                decimal[] exact = [.. steps.Select(step => (decimal)offset + step / 1024m)];
                decimal mean = exact.Sum() / length, squares = exact.Sum(value => (value - mean) * (value - mean));
                (double actualMean, double actualSquares) = Sums.Moments<double>([.. steps.Select(step => offset + step / 1024.0)]);
                Assert.AreEqual((double)mean, actualMean, 1e-14 * (1 + Math.Abs(offset)), $"mean of {length} around {offset}");
                Assert.AreEqual((double)squares, actualSquares, 1e-13 * (double)squares, $"squares of {length} around {offset}");
            }
        }
    }

    private static T[] Draw<T>(int count, int seed) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateChecked(random.NextDouble() * 2 - 0.7))];
    }

    /// <summary>The sum with the rounding error of every addition added in at the end.</summary>
    private static double Exact<T>(T[] x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0, rest = 0;
        foreach (T value in x)
        {
            double next = double.CreateChecked(value), total = sum + next, back = total - sum;
            rest += sum - (total - back) + (next - back);
            sum = total;
        }
        return sum + rest;
    }
}
