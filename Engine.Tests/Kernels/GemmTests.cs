using System.Numerics;
using System.Runtime.Intrinsics;
using PyDeepTensorNet.Tests.Catalog;
using static PyDeepTensorNet.Kernels.Gemm;

namespace PyDeepTensorNet.Tests.Kernels;

/// <summary>Matrix products. Small integers multiply and add exactly whatever the order, so that most comparisons are for equality.</summary>
[TestClass]
[TestCategory(InstructionSetTests.Category)]
public sealed class GemmTests
{
    /// <summary>Around the edges of tiles (6, 8, 16), panels (48) and blocks (144, 256).</summary>
    private static readonly int[] s_edges = [1, 2, 3, 5, 6, 7, 8, 9, 12, 13, 15, 16, 17, 23, 31, 32, 33, 47, 48, 49, 97, 143, 144, 145, 151, 255, 256, 257, 290, 400, 513, 520];

    [TestMethod]
    public void Multiply_EverySmallSize_EqualsLoops()
    {
        for (int m = 0; m <= 17; m++)
        {
            for (int n = 0; n <= 17; n++)
            {
                for (int k = 0; k <= 17; k++)
                {
                    Check<float>(m, n, k, Layout.Rows, Layout.Rows);
                    Check<float>(m, n, k, Layout.Rows, Layout.Columns);
                    Check<float>(m, n, k, Layout.Columns, Layout.Rows);
                    Check<double>(m, n, k, Layout.Rows, Layout.Rows);
                    Check<double>(m, n, k, Layout.Columns, Layout.Columns);
                }
            }
        }
    }

    [TestMethod]
    public void Multiply_SizesAroundTiles_EqualsLoops()
    {
        var random = new Random(3);
        for (int i = 0; i < 150; i++)
        {
            (int m, int n, int k) = (Edge(random), Edge(random), Edge(random));
            if ((long)m * n * k > 4_000_000) continue;
            Check<float>(m, n, k, (Layout)random.Next(5), (Layout)random.Next(5), random.Next(2));
            Check<double>(m, n, k, (Layout)random.Next(5), (Layout)random.Next(5), random.Next(2));
        }
    }

    [TestMethod]
    [DataRow(9, 10, 11)]
    [DataRow(1, 70, 90)]
    [DataRow(70, 1, 33)]
    [DataRow(37, 50, 300)]
    [DataRow(150, 21, 280)]
    [DataRow(3, 3077, 9)]
    public void Multiply_EveryLayout_EqualsLoops(int m, int n, int k)
    {
        foreach (Layout a in Enum.GetValues<Layout>())
        {
            foreach (Layout b in Enum.GetValues<Layout>())
            {
                foreach (Layout c in (Layout[])[Layout.Rows, Layout.Columns, Layout.Spaced])
                {
                    Check<float>(m, n, k, a, b, 1, c);
                    Check<double>(m, n, k, a, b, 1, c);
                }
            }
        }
    }

    [TestMethod]
    public void Multiply_AlphaBetaAddendRelu_EqualsLoops()
    {
        var random = new Random(4);
        foreach (var (m, n, k) in new[] { (2, 3, 4), (1, 40, 50), (40, 1, 50), (6, 16, 30), (13, 27, 300), (70, 35, 520) })
        {
            foreach (int alpha in (int[])[1, -2])
            {
                foreach (int beta in (int[])[0, 1, 3])
                {
                    foreach (bool relu in (bool[])[false, true])
                    {
                        foreach (Layout addend in Enum.GetValues<Layout>())
                        {
                            Check<float>(m, n, k, Layout.Rows, Layout.Columns, beta, Layout.Rows, alpha, addend, relu);
                            Check<double>(m, n, k, Layout.Columns, Layout.Rows, beta, Layout.Spaced, alpha, addend, relu);
                        }
                    }
                }
            }
        }
    }

    [TestMethod]
    public void Multiply_Integers_EqualLoops()
    {
        foreach (var (m, n, k) in new[] { (0, 3, 4), (2, 3, 4), (3, 0, 2), (3, 2, 0), (20, 30, 40), (1, 9, 80), (33, 1, 20) })
        {
            foreach (Layout a in Enum.GetValues<Layout>())
            {
                Check<int>(m, n, k, a, Layout.Rows);
                Check<long>(m, n, k, Layout.Rows, a, 1, Layout.Columns);
                Check<long>(m, n, k, a, Layout.Columns, 2, Layout.Rows, 3, Layout.BroadcastRow, true);
            }
        }
    }

    [TestMethod]
    public void Multiply_Accumulating_AddsToTarget()
    {
        foreach (var (m, n, k) in new[] { (2, 2, 2), (1, 60, 30), (60, 1, 30), (31, 33, 35), (20, 20, 600) })
        {
            (float[] a, float[] b, float[] c) = (Integers<float>(m * k, 1), Integers<float>(k * n, 2), Integers<float>(m * n, 3));
            float[] expected = [.. c];
            for (int i = 0; i < m * n; i++)
            {
                for (int p = 0; p < k; p++) expected[i] += a[i / n * k + p] * b[p * n + i % n];
            }
            MultiplyAdd(m, n, k, new(a, k, 1), new(b, n, 1), c.AsSpan());
            CollectionAssert.AreEqual(expected, c);
        }
    }

    /// <summary>The bits of a product do not depend on how its operands lie.</summary>
    [TestMethod]
    [DataRow(1, 83, 201)]
    [DataRow(83, 1, 201)]
    [DataRow(5, 7, 9)]
    [DataRow(3, 300, 400)]
    [DataRow(300, 4, 400)]
    [DataRow(40, 50, 600)]
    [DataRow(160, 130, 300)]
    [DataRow(300, 290, 310)]
    public void Multiply_AnyLayout_SameBits(int m, int n, int k)
    {
        // Without vector registers the kernels are others, whose order is that of the memory.
        if (!Vector128.IsHardwareAccelerated) return;
        Check(Normals<float>);
        Check(Normals<double>);

        void Check<T>(Func<int, int, T[]> values) where T : unmanaged, INumber<T>
        {
            T[] a = values(m * k, 5), b = values(k * n, 6), bias = values(n, 7);
            T[]? first = null;
            foreach (Layout layoutA in (Layout[])[Layout.Rows, Layout.Columns, Layout.Spaced])
            {
                foreach (Layout layoutB in (Layout[])[Layout.Rows, Layout.Columns, Layout.Spaced])
                {
                    foreach (Layout layoutC in (Layout[])[Layout.Rows, Layout.Columns, Layout.Spaced])
                    {
                        var (dataA, rowA, columnA) = Lay(a, m, k, layoutA);
                        var (dataB, rowB, columnB) = Lay(b, k, n, layoutB);
                        var (dataC, rowC, columnC) = Lay(new T[m * n], m, n, layoutC);
                        Multiply(m, n, k, new(dataA, rowA, columnA), new(dataB, rowB, columnB), new Target<T>(dataC, rowC, columnC), new(T.One, T.One, new(bias, 0, 1)));
                        T[] c = new T[m * n];
                        for (int i = 0; i < c.Length; i++) c[i] = dataC[i / n * rowC + i % n * columnC];
                        first ??= c;
                        CollectionAssert.AreEqual(first, c, $"A {layoutA}, B {layoutB}, C {layoutC}");
                    }
                }
            }
        }
    }

    [TestMethod]
    [DataRow(20, 21, 22)]
    [DataRow(1, 21, 22)]
    [DataRow(20, 1, 22)]
    [DataRow(70, 75, 300)]
    [DataRow(2, 2, 2)]
    public void Multiply_NaNAndInfinity_ReachTheirRowsAndColumnsOnly(int m, int n, int k)
    {
        foreach (Layout layoutB in (Layout[])[Layout.Rows, Layout.Columns])
        {
            float[] a = Integers<float>(m * k, 1), b = Integers<float>(k * n, 2), c = new float[m * n];
            a[(m - 1) * k + k / 2] = float.NaN;
            // 0 times infinity is NaN: no product may be left out.
            for (int i = 0; i < m; i++) a[i * k] = 0;
            b[n - 1] = float.PositiveInfinity;
            var (dataB, rowB, columnB) = Lay(b, k, n, layoutB);
            Multiply(m, n, k, new(a, k, 1), new(dataB, rowB, columnB), c.AsSpan());
            for (int i = 0; i < m; i++)
            {
                for (int j = 0; j < n; j++) Assert.AreEqual(i == m - 1 || j == n - 1, float.IsNaN(c[i * n + j]), $"{i}, {j}");
            }
        }
    }

    [TestMethod]
    public void Multiply_ReluOfNaN_IsNaN()
    {
        float[] c = new float[400];
        Multiply(20, 20, 20, new(Enumerable.Repeat(float.NaN, 400).ToArray(), 20, 1), new(Integers<float>(400, 1), 20, 1), new Target<float>(c, 20), new(1, 0, default, relu: true));
        Assert.IsTrue(c.All(float.IsNaN));
    }

    [TestMethod]
    public void Multiply_MatrixBeyondItsMemory_Throws()
    {
        float[] enough = new float[400], few = new float[399];
        Assert.ThrowsExactly<ArgumentException>(() => Multiply(20, 20, 20, new(few, 20, 1), new(enough, 20, 1), enough.AsSpan()));
        Assert.ThrowsExactly<ArgumentException>(() => Multiply(20, 20, 20, new(enough, 20, 1), new(few, 1, 20), enough.AsSpan()));
        Assert.ThrowsExactly<ArgumentException>(() => Multiply(20, 20, 20, new(enough, 20, 1), new(enough, 20, 1), few.AsSpan()));
    }

    [TestMethod]
    [DataRow(1, 1, 1)]
    [DataRow(3, 4, 0)]
    [DataRow(5, 6, 7)]
    [DataRow(40, 50, 60)]
    public void MultiplyBatch_StridesOfEveryKind_EqualProductsOneByOne(int m, int n, int k)
    {
        Check(Integers<float>);
        Check(Integers<int>);

        void Check<T>(Func<int, int, T[]> values) where T : unmanaged, INumber<T>
        {
            // A has its own matrices along the first axis alone, B along the second, every other one.
            T[] a = values(3 * m * k, 1), b = values(2 * 5 * n * k, 2), c = new T[3 * 5 * m * n], expected = new T[m * n];
            MultiplyBatch([3, 5], m, n, k, new(a, k, 1), [m * k, 0], new(b, 1, k), [0, 2 * n * k], c.AsSpan());
            for (int i = 0; i < 15; i++)
            {
                Multiply(m, n, k, new(a.AsSpan(i / 5 * m * k), k, 1), new(b.AsSpan(i % 5 * 2 * n * k), 1, k), expected.AsSpan());
                CollectionAssert.AreEqual(expected, c[(i * m * n)..((i + 1) * m * n)], $"{i}");
            }
            MultiplyBatch([3, 0], m, n, k, new(a, k, 1), [m * k, 0], new(b, 1, k), [0, 2 * n * k], Span<T>.Empty);
        }
    }

    /// <summary>The bits of a product do not depend on the number of threads: parts of C, and, where C is small, blocks of k.</summary>
    [TestMethod]
    [DoNotParallelize]
    [DataRow(130, 150, 170)]
    [DataRow(513, 260, 300)]
    [DataRow(5, 2000, 300)]
    [DataRow(2000, 7, 300)]
    [DataRow(20, 30, 5000)]
    [DataRow(1, 3000, 1700)]
    [DataRow(3000, 1, 1700)]
    public void Multiply_AnyThreadCount_SameBits(int m, int n, int k)
    {
        Check(Normals<float>);
        Check(Normals<double>);

        void Check<T>(Func<int, int, T[]> values) where T : unmanaged, INumber<T>
        {
            T[] a = values(m * k, 5), b = values(k * n, 6), bias = values(n, 7);
            Expect.SameOnAnyThreads(() =>
            {
                T[] c = new T[m * n];
                Multiply(m, n, k, new(a, k, 1), new(b, 1, k), new Target<T>(c, n), new(T.One, T.CreateChecked(0.3), new(bias, 0, 1), relu: true));
                return c;
            });
        }
    }

    [TestMethod]
    public void Multiply_LaterCalls_AllocateNothing()
    {
        foreach (var (m, n, k) in new[] { (4, 4, 4), (1, 90, 90), (50, 60, 70), (300, 301, 302), (40, 40, 4000) })
        {
            float[] a = Integers<float>(m * k, 1), b = Integers<float>(k * n, 2), c = new float[m * n];
            long least = long.MaxValue;
            // The first chunk that falls to this thread may prepare what later calls find; which call that is depends on the workers.
            for (int i = 0; i < 10; i++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                Multiply(m, n, k, new(a, 1, m), new(b, 1, k), c.AsSpan());
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }
            Assert.AreEqual(0, least);
        }
    }

    private static int Edge(Random random) => s_edges[random.Next(s_edges.Length)];

    /// <summary>How a matrix lies in memory.</summary>
    private enum Layout
    {
        Rows,
        Columns,
        Spaced,
        BroadcastRow,
        BroadcastColumn,
        Overlapping,
    }

    private static (T[] Data, int Row, int Column) Lay<T>(T[] rows, int m, int n, Layout layout)
    {
        (int row, int column) = layout switch
        {
            Layout.Rows => (n, 1),
            Layout.Columns => (1, m),
            Layout.Spaced => (2 * n + 3, 2),
            Layout.BroadcastRow => (0, 1),
            Layout.BroadcastColumn => (1, 0),
            _ => (1, 1),
        };
        T[] data = new T[m * n == 0 ? 0 : (m - 1) * row + (n - 1) * column + 1];
        for (int i = 0; i < m * n; i++) data[i / n * row + i % n * column] = rows[i];
        return (data, row, column);
    }

    private static T[] Integers<T>(int count, int seed) where T : INumber<T>
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateChecked(random.Next(-8, 9)))];
    }

    private static T[] Normals<T>(int count, int seed) where T : INumber<T>
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateChecked(random.NextDouble() - 0.5))];
    }

    private static void Check<T>(int m, int n, int k, Layout layoutA, Layout layoutB, int beta = 0, Layout layoutC = Layout.Rows, int alpha = 1, Layout layoutD = Layout.Rows, bool relu = false)
        where T : unmanaged, INumber<T>
    {
        var (a, rowA, columnA) = Lay(Integers<T>(m * k, 1), m, k, layoutA);
        var (b, rowB, columnB) = Lay(Integers<T>(k * n, 2), k, n, layoutB);
        var (d, rowD, columnD) = Lay(Integers<T>(m * n, 3), m, n, layoutD);
        // What is left of the target where nothing is written, and before the product, spoils what reads it.
        T spoiled = typeof(T) == typeof(float) ? (T)(object)float.NaN : typeof(T) == typeof(double) ? (T)(object)double.NaN : T.CreateChecked(99);
        var (c, rowC, columnC) = Lay(new T[m * n], m, n, layoutC);
        Array.Fill(c, spoiled);
        T[] expected = [.. c];
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                T sum = T.Zero;
                for (int p = 0; p < k; p++) sum += a[i * rowA + p * columnA] * b[p * rowB + j * columnB];
                sum *= T.CreateChecked(alpha);
                if (beta != 0) sum += T.CreateChecked(beta) * d[i * rowD + j * columnD];
                expected[i * rowC + j * columnC] = relu ? T.Max(sum, T.Zero) : sum;
            }
        }
        if (beta == 0) Array.Fill(d, spoiled);
        Multiply(m, n, k, new(a, rowA, columnA), new(b, rowB, columnB), new Target<T>(c, rowC, columnC), new(T.CreateChecked(alpha), T.CreateChecked(beta), new(d, rowD, columnD), relu));
        CollectionAssert.AreEqual(expected, c, $"{typeof(T).Name} {m} x {n} x {k}, A {layoutA}, B {layoutB}, C {layoutC}, alpha {alpha}, beta {beta}, D {layoutD}, relu {relu}");
    }
}
