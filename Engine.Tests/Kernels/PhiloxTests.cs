using CsCheck;
using PyDeepTensorNet.Kernels;
using static PyDeepTensorNet.Kernels.Philox;

namespace PyDeepTensorNet.Tests.Kernels;

[TestClass]
public sealed class PhiloxTests
{
    private static readonly Source s_source = new(42, 7);

    /// <summary>The published vectors of Random123, kat_vectors.</summary>
    [TestMethod]
    public void Encrypt_PublishedVectors_KnownAnswers()
    {
        Assert.AreEqual(new Words(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8), Encrypt(default, 0));
        const uint ones = 0xffffffff;
        Assert.AreEqual(new Words(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd), Encrypt(new(ones, ones, ones, ones), ulong.MaxValue));
        Assert.AreEqual(new Words(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1), Encrypt(new(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344), 0x299f31d0_a4093822));
    }

    /// <summary>Whatever the registers do, the words are those of <see cref="Encrypt"/>, also where the block number passes 32 bits.</summary>
    [TestMethod]
    public void Uniform_Words_AreThoseOfTheBlocks()
    {
        const ulong block = (1ul << 32) - 5, seed = 0x123456789ABCDEF0;
        float[] y = new float[100];
        Uniform(new(seed, block), 0, y, 0, 1);
        for (int i = 0; i < y.Length; i++)
        {
            ulong at = block + (ulong)i / 4;
            (uint a, uint b, uint c, uint d) = Encrypt(new((uint)at, (uint)(at >> 32), 0, 0), seed);
            Assert.AreEqual((new[] { a, b, c, d }[i % 4] >> 8) / (float)(1 << 24), y[i]);
        }
    }

    [TestMethod]
    public void Fill_AnyChunking_SameValues() => Gen.Select(Gen.Int[1, 1500], Gen.Int[0, 400], Gen.ULong, Gen.ULong).Sample((length, quarter, seed, block) =>
    {
        int cut = Math.Min(4 * quarter, length);
        var source = new Source(seed, block);
        Check<float>((start, y) => Uniform(source, start, y, 0, 1));
        Check<double>((start, y) => Uniform(source, start, y, 0, 1));
        Check<float>((start, y) => Normal(source, start, y, 0, 1));
        Check<double>((start, y) => Normal(source, start, y, 0, 1));
        Check<bool>((start, y) => Bernoulli(source, start, y, 0.3));
        Check<int>((start, y) => Integers(source, start, y, -5, 3u << 30));

        void Check<T>(Draw<T> draw)
        {
            T[] whole = new T[length], parts = new T[length];
            draw(0, whole);
            draw(cut, parts.AsSpan(cut));
            draw(0, parts.AsSpan(0, cut));
            CollectionAssert.AreEqual(whole, parts);
        }
    }, iter: 100);

    private delegate void Draw<T>(int start, Span<T> y);

    [TestMethod]
    public void Uniform_Float32_IsFloat64Truncated()
    {
        float[] singles = new float[1001];
        double[] doubles = new double[1001];
        Uniform(s_source, 0, singles, 0, 1);
        Uniform(s_source, 0, doubles, 0, 1);
        for (int i = 0; i < singles.Length; i++) Assert.AreEqual(Math.Floor(doubles[i] * (1 << 24)) / (1 << 24), singles[i]);
    }

    [TestMethod]
    public void Uniform_AllBitsOfBothTypes_AreUsed()
    {
        float[] singles = new float[4096];
        double[] doubles = new double[4096];
        Uniform(s_source, 0, singles, 0, 1);
        Uniform(s_source, 0, doubles, 0, 1);
        CheckBits([.. singles.Select(x => (long)(x * (1 << 24)))], 24);
        CheckBits([.. doubles.Select(x => (long)(x * (1L << 53)))], 53);

        static void CheckBits(long[] values, int bits)
        {
            for (int bit = 0; bit < bits; bit++)
            {
                int ones = values.Count(v => (v >> bit & 1) == 1);
                Assert.AreEqual(values.Length / 2.0, ones, 5 * Math.Sqrt(values.Length) / 2, $"bit {bit}");
            }
        }
    }

    [TestMethod]
    public void Normal_Float32_IsFloat64Rounded()
    {
        float[] singles = new float[1001];
        double[] doubles = new double[1001];
        Normal(s_source, 0, singles, 0, 1);
        Normal(s_source, 0, doubles, 0, 1);
        for (int i = 0; i < singles.Length; i++) Assert.AreEqual(doubles[i], singles[i], 1e-6);
    }

    [TestMethod]
    public void Log_UpToOne_WithinAnUlpOfTheLibrary() => Gen.Double[0, 1].Where(x => x > 0).Sample(x => Assert.AreEqual(Math.Log(x), Philox.Log(x), 2.3e-16 * Math.Abs(Math.Log(x))));

    [TestMethod]
    public void Log_Ends_AreExact()
    {
        Assert.AreEqual(0, Philox.Log(1));
        Assert.AreEqual(-54 * Math.Log(2), Philox.Log(Math.ScaleB(1, -54)), 1e-14);
    }

    [TestMethod]
    public void SinCos_EighthTurns_AgreeWithTheLibrary() => Gen.Double[-Math.PI / 4, Math.PI / 4].Sample(x =>
    {
        Assert.AreEqual(Math.Sin(x), Sin(x), 1.2e-16);
        Assert.AreEqual(Math.Cos(x), Cos(x), 1.2e-16);
    });

    /// <summary>Range 3 2^30 draws a quarter of all words again. Without that, the remainder by 3 would be 0 in half of all cases.</summary>
    [TestMethod]
    public void Integers_RangeThatDoesNotDivide_AreEven()
    {
        int[] y = new int[30000], counts = new int[3];
        Integers(s_source, 0, y, 0, 3u << 30);
        foreach (int value in y) counts[(uint)value % 3]++;
        // Two degrees of freedom.
        Assert.IsLessThan(30, counts.Sum(c => (c - 10000.0) * (c - 10000.0) / 10000));
    }

    [TestMethod]
    public void Integers_RangeOne_AreItsOnlyValue()
    {
        int[] y = new int[100];
        Integers(s_source, 0, y, -7, 1);
        Assert.IsTrue(y.All(v => v == -7));
    }
}
