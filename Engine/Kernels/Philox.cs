using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011): four 32-bit words as a function of a counter and a key. There is no state to
/// advance, so that an element's value depends on its position alone, whoever computes it and in whatever order.
/// </summary>
/// <remarks>
/// Element i owns word i % 4 of block i / 4. Where 32 bits are not enough, the same word of a further lane continues them; so a float64 is the float32 at its place with more bits.
/// Nothing here calls the platform's mathematical library or fuses multiply and add: the same seed gives the same bits on every machine.
/// </remarks>
internal static class Philox
{
    private const int ChunkLength = 256;
    private const double TwoToMinus24 = 1.0 / (1 << 24), TwoToMinus53 = 1.0 / (1L << 53);

    /// <summary>A block of random words, or the counter that it is a function of.</summary>
    public readonly record struct Words(uint A, uint B, uint C, uint D);

    /// <summary>The blocks that one call draws from, the first of them numbered <paramref name="Block"/>.</summary>
    public readonly record struct Source(ulong Seed, ulong Block);

    /// <summary>The number of blocks that hold the words of <paramref name="elements"/> elements.</summary>
    public static ulong Blocks(int elements) => ((ulong)(uint)elements + 3) / 4;

    /// <summary>Ten rounds of multiplying and exchanging the halves of the products; the key goes on by the golden ratio and sqrt(3) - 1.</summary>
    public static Words Encrypt(Words counter, ulong key)
    {
        (uint a, uint b, uint c, uint d) = (counter.A, counter.B, counter.C, counter.D);
        uint key0 = (uint)key, key1 = (uint)(key >> 32);
        for (int round = 0; round < 10; round++)
        {
            ulong first = 0xD2511F53ul * a, second = 0xCD9E8D57ul * c;
            (a, b, c, d) = ((uint)(second >> 32) ^ b ^ key0, (uint)second, (uint)(first >> 32) ^ d ^ key1, (uint)first);
            key0 += 0x9E3779B9;
            key1 += 0xBB67AE85;
        }
        return new(a, b, c, d);
    }

    /// <summary>Uniform in [low, high): 24 random bits for float32, 53 for float64. <paramref name="start"/>, the position of the first element, is a multiple of 4.</summary>
    public static void Uniform<T>(Source source, int start, Span<T> y, double low, double high) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool single = typeof(T) == typeof(float);
        T first = T.CreateTruncating(low), last = T.BitDecrement(T.CreateTruncating(high));
        Span<uint> words = stackalloc uint[ChunkLength], more = stackalloc uint[ChunkLength];
        for (int at = 0; at < y.Length; at += ChunkLength)
        {
            Span<T> chunk = y.Slice(at, Math.Min(ChunkLength, y.Length - at));
            Fill(source, start + at, 0, words[..chunk.Length]);
            if (!single) Fill(source, start + at, 1, more[..chunk.Length]);
            for (int i = 0; i < chunk.Length; i++)
            {
                double u = single ? (words[i] >> 8) * TwoToMinus24 : Bits53(words[i], more[i]) * TwoToMinus53;
                T value = T.CreateTruncating(low + (high - low) * u);
                // Rounding may reach the excluded end; an interval that holds nothing else keeps its start.
                if (value > last) value = last;
                chunk[i] = value < first ? first : value;
            }
        }
    }

    /// <summary>Normal by the Box-Muller transform: elements 2j and 2j + 1 come from their own two words, and are always finite.</summary>
    public static void Normal<T>(Source source, int start, Span<T> y, double mean, double std) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool single = typeof(T) == typeof(float);
        Span<uint> words = stackalloc uint[ChunkLength], more = stackalloc uint[ChunkLength];
        more.Fill(1u << 31);
        for (int at = 0; at < y.Length; at += ChunkLength)
        {
            Span<T> chunk = y.Slice(at, Math.Min(ChunkLength, y.Length - at));
            int pairs = (chunk.Length + 1) / 2;
            Fill(source, start + at, 0, words[..(2 * pairs)]);
            if (!single) Fill(source, start + at, 1, more[..(2 * pairs)]);
            for (int i = 0; i < chunk.Length; i += 2)
            {
                (double first, double second) = BoxMuller(Bits53(words[i], more[i]), Bits53(words[i + 1], more[i + 1]));
                chunk[i] = T.CreateTruncating(mean + std * first);
                if (i + 1 < chunk.Length) chunk[i + 1] = T.CreateTruncating(mean + std * second);
            }
        }
    }

    /// <summary>True with probability <paramref name="p"/>, to the 2^-32 that a word resolves.</summary>
    public static void Bernoulli(Source source, int start, Span<bool> y, double p)
    {
        // 2^32 itself must be above every word.
        ulong threshold = (ulong)Math.Ceiling(p * (1L << 32));
        Span<uint> words = stackalloc uint[ChunkLength];
        for (int at = 0; at < y.Length; at += ChunkLength)
        {
            Span<bool> chunk = y.Slice(at, Math.Min(ChunkLength, y.Length - at));
            Fill(source, start + at, 0, words[..chunk.Length]);
            for (int i = 0; i < chunk.Length; i++) chunk[i] = words[i] < threshold;
        }
    }

    /// <summary>Uniform among low ... low + range - 1, in 32 bits with overflow.</summary>
    public static void Integers(Source source, int start, Span<int> y, int low, uint range)
    {
        Span<uint> words = stackalloc uint[ChunkLength];
        for (int at = 0; at < y.Length; at += ChunkLength)
        {
            Span<int> chunk = y.Slice(at, Math.Min(ChunkLength, y.Length - at));
            Fill(source, start + at, 0, words[..chunk.Length]);
            for (int i = 0; i < chunk.Length; i++) chunk[i] = low + (int)Bounded(source, start + at + i, words[i], range);
        }
    }

    /// <summary>The numbers 0 ... length - 1 in an order of which each is equally likely (Fisher and Yates).</summary>
    public static void Permutation(Source source, Span<int> y)
    {
        Span<uint> words = stackalloc uint[ChunkLength];
        for (int i = 0; i < y.Length; i++)
        {
            if (i % ChunkLength == 0) Fill(source, i, 0, words[..Math.Min(ChunkLength, y.Length - i)]);
            // Number i goes to one of the i + 1 places so far, and what stood there to the end.
            int place = (int)Bounded(source, i, words[i % ChunkLength], (uint)i + 1);
            y[i] = y[place];
            y[place] = i;
        }
    }

    /// <summary>
    /// Uniform among 0 ... range - 1, without bias: the high half of word * range (Lemire, "Fast random integer generation in an interval", 2019), drawn again from the next lane where the
    /// low half falls into the part that would favour some values.
    /// </summary>
    private static uint Bounded(Source source, int position, uint word, uint range)
    {
        ulong product = (ulong)word * range;
        if ((uint)product < range)
        {
            uint unfair = (0u - range) % range;
            for (uint lane = 1; (uint)product < unfair; lane++)
            {
                Words block = Encrypt(Counter(source, position, lane), source.Seed);
                word = (position % 4) switch { 0 => block.A, 1 => block.B, 2 => block.C, _ => block.D };
                product = (ulong)word * range;
            }
        }
        return (uint)(product >> 32);
    }

    /// <summary>The words of consecutive elements; <paramref name="start"/> is a multiple of 4.</summary>
    private static void Fill(Source source, int start, uint lane, Span<uint> words)
    {
        if (Vector256.IsHardwareAccelerated)
        {
            for (; words.Length >= 16; words = words[16..], start += 16) FourBlocks(source.Block + (uint)start / 4, lane, source.Seed, words);
        }
        Span<uint> block = stackalloc uint[4];
        for (; !words.IsEmpty; start += 4)
        {
            (block[0], block[1], block[2], block[3]) = Encrypt(Counter(source, start, lane), source.Seed);
            int count = Math.Min(4, words.Length);
            block[..count].CopyTo(words);
            words = words[count..];
        }
    }

    /// <summary><see cref="Encrypt"/> of four blocks at once. Each lane of 64 bits holds a word in its lower half, where the products need room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourBlocks(ulong firstBlock, uint lane, ulong key, Span<uint> words)
    {
        Vector256<ulong> low = Vector256.Create(0xFFFFFFFFul), block = Vector256.Create(firstBlock) + Vector256.Create(0ul, 1, 2, 3);
        Vector256<ulong> a = block & low, b = block >> 32, c = Vector256.Create((ulong)lane), d = Vector256<ulong>.Zero;
        uint key0 = (uint)key, key1 = (uint)(key >> 32);
        for (int round = 0; round < 10; round++)
        {
            Vector256<ulong> first = Product(a, 0xD2511F53), second = Product(c, 0xCD9E8D57);
            (a, b, c, d) = ((second >> 32) ^ b ^ Vector256.Create((ulong)key0), second & low, (first >> 32) ^ d ^ Vector256.Create((ulong)key1), first & low);
            key0 += 0x9E3779B9;
            key1 += 0xBB67AE85;
        }
        Span<ulong> pairs = MemoryMarshal.Cast<uint, ulong>(words[..16]);
        Vector256<ulong> ab = a | (b << 32), cd = c | (d << 32);
        (pairs[0], pairs[1], pairs[2], pairs[3]) = (ab[0], cd[0], ab[1], cd[1]);
        (pairs[4], pairs[5], pairs[6], pairs[7]) = (ab[2], cd[2], ab[3], cd[3]);

        static Vector256<ulong> Product(Vector256<ulong> x, uint factor) =>
            Avx2.IsSupported ? Avx2.Multiply(x.AsUInt32(), Vector256.Create((ulong)factor).AsUInt32()) : x * Vector256.Create((ulong)factor);
    }

    private static Words Counter(Source source, int position, uint lane)
    {
        ulong block = source.Block + (uint)position / 4;
        return new((uint)block, (uint)(block >> 32), lane, 0);
    }

    private static long Bits53(uint word, uint more) => (long)word << 21 | more >> 11;

    /// <summary>Two independent standard normal values: a radius from <paramref name="a"/>, an angle from <paramref name="b"/>, each of 53 bits.</summary>
    private static (double First, double Second) BoxMuller(long a, long b)
    {
        // Half a step up: never the logarithm of 0.
        double radius = Math.Sqrt(-2 * Log((a + 0.5) * TwoToMinus53));
        // The two top bits choose a quarter turn, the rest an angle of at most an eighth from its start.
        double x = ((b & ((1L << 51) - 1)) - (1L << 50)) * (TwoToMinus53 * 2 * Math.PI);
        double sin = radius * Sin(x), cos = radius * Cos(x);
        return (b >> 51) switch { 0 => (cos, sin), 1 => (-sin, cos), 2 => (-cos, -sin), _ => (sin, -cos) };
    }

    /// <summary>The natural logarithm of a positive normal number, to 1 ulp: the polynomial of fdlibm's e_log.c in s = f / (2 + f), x = 2^k (1 + f).</summary>
    internal static double Log(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        // Exponent and mantissa parted at sqrt(1/2), so that 1 + f lies from there to sqrt(2).
        long shifted = bits - 0x3FE6A09E667F3BCD;
        int k = (int)(shifted >> 52);
        double f = BitConverter.Int64BitsToDouble((shifted & 0xFFFFFFFFFFFFF) + 0x3FE6A09E667F3BCD) - 1;
        double s = f / (2 + f), z = s * s, half = 0.5 * f * f;
        double r = z * (6.666666666666735130e-01 + z * (3.999999999940941908e-01 + z * (2.857142874366239149e-01 + z * (2.222219843214978396e-01
            + z * (1.818357216161805012e-01 + z * (1.531383769920937332e-01 + z * 1.479819860511658591e-01))))));
        // ln 2 in two parts: the first has zeros at its end, so that its product with k is exact.
        return k * 6.93147180369123816490e-01 - (half - (s * (half + r) + k * 1.90821492927058770002e-10) - f);
    }

    /// <summary>The sine on [-pi/4, pi/4]: fdlibm's k_sin.c.</summary>
    internal static double Sin(double x)
    {
        double z = x * x;
        return x + x * z * (-1.66666666666666324348e-01 + z * (8.33333333332248946124e-03 + z * (-1.98412698298579493134e-04
            + z * (2.75573137070700676789e-06 + z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10)))));
    }

    /// <summary>The cosine on [-pi/4, pi/4]: fdlibm's k_cos.c.</summary>
    internal static double Cos(double x)
    {
        double z = x * x;
        return 1 - (0.5 * z - z * z * (4.16666666666666019037e-02 + z * (-1.38888888888741095749e-03 + z * (2.48015872894767294178e-05
            + z * (-2.75573143513906633035e-07 + z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11))))));
    }
}
