using System.Numerics;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet.Benchmarks.Roofline;

/// <summary>The loops that set the limits, over registers of the width that <see cref="Vector{T}"/> has.</summary>
internal static unsafe class Loops
{
    /// <summary>Multiply-adds in flight: two units, a latency of four to five cycles.</summary>
    public const int FmaChains = 12;

    /// <summary>Element counts are multiples of this.</summary>
    public const int Block = 1024;

    /// <summary>Keeps the results of loops alive.</summary>
    private static volatile float s_sink;

    /// <summary>Independent chains x = x m + k, whose values converge: neither overflow nor denormals slow them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fma<T>(long rounds) where T : unmanaged, INumber<T>
    {
        Vector<T> m = new(T.CreateTruncating(0.999999)), k = new(T.CreateTruncating(1e-7));
        Vector<T> x0 = Vector<T>.One, x1 = x0, x2 = x0, x3 = x0, x4 = x0, x5 = x0, x6 = x0, x7 = x0, x8 = x0, x9 = x0, x10 = x0, x11 = x0;
        for (long i = 0; i < rounds; i++)
        {
            x0 = MultiplyAdd(x0, m, k);
            x1 = MultiplyAdd(x1, m, k);
            x2 = MultiplyAdd(x2, m, k);
            x3 = MultiplyAdd(x3, m, k);
            x4 = MultiplyAdd(x4, m, k);
            x5 = MultiplyAdd(x5, m, k);
            x6 = MultiplyAdd(x6, m, k);
            x7 = MultiplyAdd(x7, m, k);
            x8 = MultiplyAdd(x8, m, k);
            x9 = MultiplyAdd(x9, m, k);
            x10 = MultiplyAdd(x10, m, k);
            x11 = MultiplyAdd(x11, m, k);
        }
        s_sink = float.CreateTruncating(Vector.Sum(x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10 + x11));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> MultiplyAdd<T>(Vector<T> a, Vector<T> b, Vector<T> c) where T : unmanaged, INumber<T> =>
        typeof(T) == typeof(float)
            ? Vector.MultiplyAddEstimate(a.As<T, float>(), b.As<T, float>(), c.As<T, float>()).As<float, T>()
            : Vector.MultiplyAddEstimate(a.As<T, double>(), b.As<T, double>(), c.As<T, double>()).As<double, T>();

    /// <summary>Adds up all elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Read(float* a, long count)
    {
        int width = Vector<float>.Count;
        Vector<float> s0 = default, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
        for (float* end = a + count; a < end; a += 8 * width)
        {
            s0 += Vector.Load(a);
            s1 += Vector.Load(a + width);
            s2 += Vector.Load(a + (2 * width));
            s3 += Vector.Load(a + (3 * width));
            s4 += Vector.Load(a + (4 * width));
            s5 += Vector.Load(a + (5 * width));
            s6 += Vector.Load(a + (6 * width));
            s7 += Vector.Load(a + (7 * width));
        }
        s_sink = Vector.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(float* from, float* to, long count)
    {
        int width = Vector<float>.Count;
        for (float* end = from + count; from < end; from += 4 * width, to += 4 * width)
        {
            Vector.Load(from).Store(to);
            Vector.Load(from + width).Store(to + width);
            Vector.Load(from + (2 * width)).Store(to + (2 * width));
            Vector.Load(from + (3 * width)).Store(to + (3 * width));
        }
    }

    /// <summary>Writes without reading the target into the caches first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CopyPastCaches(float* from, float* to, long count)
    {
        int width = Vector<float>.Count;
        for (float* end = from + count; from < end; from += 4 * width, to += 4 * width)
        {
            Vector.Load(from).StoreAlignedNonTemporal(to);
            Vector.Load(from + width).StoreAlignedNonTemporal(to + width);
            Vector.Load(from + (2 * width)).StoreAlignedNonTemporal(to + (2 * width));
            Vector.Load(from + (3 * width)).StoreAlignedNonTemporal(to + (3 * width));
        }
        Thread.MemoryBarrier();
    }
}
