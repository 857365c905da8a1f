using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PyDeepTensorNet.Kernels;

/// <summary>Square blocks turned over in registers; what <see cref="ISimd{T, TVector}.Transpose"/> promises.</summary>
internal static unsafe class Transposes
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ByElement<T>(int count, T* from, nint line, int lines, T* to, nint toLine) where T : unmanaged
    {
        // Outer over p: lines of the target may overlap, and the later one must win.
        for (int p = 0; p < count; p++)
        {
            for (int i = 0; i < count; i++) to[p * toLine + i] = from[Math.Min(i, lines - 1) * line + p];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void EightByEight(float* from, nint line, int lines, float* to, nint toLine)
    {
        int last = lines - 1;
        float* l0 = from, l1 = from + Math.Min(1, last) * line, l2 = from + Math.Min(2, last) * line, l3 = from + Math.Min(3, last) * line;
        float* l4 = from + Math.Min(4, last) * line, l5 = from + Math.Min(5, last) * line, l6 = from + Math.Min(6, last) * line, l7 = from + Math.Min(7, last) * line;
        // Lines i and i + 4 share a register, so that the rest stays within its halves: lane shuffles are cheap, crossings are not.
        for (int half = 0; half < 8; half += 4)
        {
            Vector256<float> r0 = Pair(l0 + half, l4 + half), r1 = Pair(l1 + half, l5 + half), r2 = Pair(l2 + half, l6 + half), r3 = Pair(l3 + half, l7 + half);
            Vector256<float> t0 = Avx.UnpackLow(r0, r1), t1 = Avx.UnpackHigh(r0, r1), t2 = Avx.UnpackLow(r2, r3), t3 = Avx.UnpackHigh(r2, r3);
            Avx.Shuffle(t0, t2, 0x44).Store(to);
            Avx.Shuffle(t0, t2, 0xEE).Store(to + toLine);
            Avx.Shuffle(t1, t3, 0x44).Store(to + 2 * toLine);
            Avx.Shuffle(t1, t3, 0xEE).Store(to + 3 * toLine);
            to += 4 * toLine;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<float> Pair(float* low, float* high) => Vector256.Create(Vector128.Load(low), Vector128.Load(high));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FourByFour(float* from, nint line, int lines, float* to, nint toLine)
    {
        int last = lines - 1;
        Vector128<float> r0 = Vector128.Load(from), r1 = Vector128.Load(from + Math.Min(1, last) * line), r2 = Vector128.Load(from + Math.Min(2, last) * line), r3 = Vector128.Load(from + Math.Min(3, last) * line);
        Vector128<float> t0 = Sse.UnpackLow(r0, r1), t1 = Sse.UnpackLow(r2, r3), t2 = Sse.UnpackHigh(r0, r1), t3 = Sse.UnpackHigh(r2, r3);
        Sse.MoveLowToHigh(t0, t1).Store(to);
        Sse.MoveHighToLow(t1, t0).Store(to + toLine);
        Sse.MoveLowToHigh(t2, t3).Store(to + 2 * toLine);
        Sse.MoveHighToLow(t3, t2).Store(to + 3 * toLine);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FourByFour(double* from, nint line, int lines, double* to, nint toLine)
    {
        int last = lines - 1;
        double* l0 = from, l1 = from + Math.Min(1, last) * line, l2 = from + Math.Min(2, last) * line, l3 = from + Math.Min(3, last) * line;
        Vector256<double> r0 = Pair(l0, l2), r1 = Pair(l1, l3), r2 = Pair(l0 + 2, l2 + 2), r3 = Pair(l1 + 2, l3 + 2);
        Avx.UnpackLow(r0, r1).Store(to);
        Avx.UnpackHigh(r0, r1).Store(to + toLine);
        Avx.UnpackLow(r2, r3).Store(to + 2 * toLine);
        Avx.UnpackHigh(r2, r3).Store(to + 3 * toLine);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<double> Pair(double* low, double* high) => Vector256.Create(Vector128.Load(low), Vector128.Load(high));
    }
}
