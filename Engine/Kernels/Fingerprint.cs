using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// A number that tells memory contents apart: different in all likelihood where any bit is, and certainly where one word is. Each step multiplies by an odd number and rotates, which loses nothing.
/// </summary>
internal static class Fingerprint
{
    private const uint Factor = 0x9E3779B1;
    private const ulong WideFactor = 0x9E3779B97F4A7C15;

    /// <summary>Four sums side by side, as the next product of one waits for the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<Vector256<uint>> vectors = MemoryMarshal.Cast<byte, Vector256<uint>>(bytes);
        Vector256<uint> a = Vector256.Create(1u), b = Vector256.Create(2u), c = Vector256.Create(3u), d = Vector256.Create(4u);
        int i = 0;
        for (; i + 4 <= vectors.Length; i += 4)
        {
            a = Add(a, vectors[i]);
            b = Add(b, vectors[i + 1]);
            c = Add(c, vectors[i + 2]);
            d = Add(d, vectors[i + 3]);
        }
        ulong sum = (ulong)bytes.Length;
        foreach (Vector256<uint> part in (ReadOnlySpan<Vector256<uint>>)[a, b, c, d])
        {
            for (int lane = 0; lane < Vector256<uint>.Count; lane++) sum = Add(sum, part[lane]);
        }
        foreach (byte rest in bytes[(i * Vector256<byte>.Count)..]) sum = Add(sum, rest);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Add(Vector256<uint> sum, Vector256<uint> words)
    {
        Vector256<uint> product = (sum ^ words) * Factor;
        return (product << 15) | (product >> 17);
    }

    private static ulong Add(ulong sum, uint word) => BitOperations.RotateLeft((sum ^ word) * WideFactor, 29);
}
