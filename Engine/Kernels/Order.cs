using System.Runtime.CompilerServices;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// Order among elements: NaN is larger than anything, 0 and -0 are equal, and equal elements stay in the order in which they stand, so that every result is determined.
/// </summary>
internal static class Order
{
    private const int OnStack = 256;

    /// <summary>The places of the smallest elements, or of the largest, in order: as many as there is room for.</summary>
    [SkipLocalsInit]
    public static void First<T>(ReadOnlySpan<T> x, Span<long> places, bool descending) where T : unmanaged
    {
        int count = places.Length, filled = 0;
        if (count == 0) return;
        // Room for twice as many: when it is full it is sorted, its second half is forgotten, and what lies behind the first half is not let in any more.
        int capacity = (int)Math.Min(x.Length, Math.Max(2L * count, 64));
        Span<ulong> keys = capacity <= OnStack ? stackalloc ulong[OnStack] : new ulong[capacity];
        Span<int> from = capacity <= OnStack ? stackalloc int[OnStack] : new int[capacity];
        bool bounded = false;
        ulong bound = 0;
        for (int i = 0; i < x.Length; i++)
        {
            ulong key = descending ? ~Key(x[i]) : Key(x[i]);
            if (bounded && key >= bound) continue;
            (keys[filled], from[filled]) = (key, i);
            if (++filled < capacity || i + 1 == x.Length) continue;
            Sort(keys[..filled], from[..filled]);
            (filled, bounded, bound) = (count, true, keys[count - 1]);
        }
        Sort(keys[..filled], from[..filled]);
        for (int i = 0; i < count; i++) places[i] = from[i];
    }

    /// <summary>The place of the element that has <paramref name="n"/> others before it in ascending order.</summary>
    [SkipLocalsInit]
    public static int Nth<T>(ReadOnlySpan<T> x, int n) where T : unmanaged
    {
        Span<long> places = n < OnStack ? stackalloc long[OnStack] : new long[n + 1];
        First(x, places[..(n + 1)], descending: false);
        return (int)places[n];
    }

    /// <summary>The number of keys of an ascending row before <paramref name="key"/>, including those equal to it where <paramref name="right"/> is set.</summary>
    public static int Search(ReadOnlySpan<ulong> sorted, ulong key, bool right)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = low + (high - low) / 2;
            if (right ? sorted[middle] <= key : sorted[middle] < key) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>A number that is ordered as the element is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Key<T>(T value) where T : unmanaged
    {
        const ulong sign = 1UL << 63;
        if (typeof(T) == typeof(bool)) return Unsafe.BitCast<T, bool>(value) ? 1UL : 0;
        if (typeof(T) == typeof(int)) return (ulong)Unsafe.BitCast<T, int>(value) ^ sign;
        if (typeof(T) == typeof(long)) return (ulong)Unsafe.BitCast<T, long>(value) ^ sign;
        // Adding 0 turns -0 into 0.
        double number = (typeof(T) == typeof(float) ? Unsafe.BitCast<T, float>(value) : Unsafe.BitCast<T, double>(value)) + 0.0;
        if (double.IsNaN(number)) return ulong.MaxValue;
        ulong bits = BitConverter.DoubleToUInt64Bits(number);
        return bits < sign ? bits | sign : ~bits;
    }

    private static void Sort(Span<ulong> keys, Span<int> places)
    {
        keys.Sort(places);
        for (int start = 0, end; start < keys.Length; start = end)
        {
            for (end = start + 1; end < keys.Length && keys[end] == keys[start];) end++;
            if (end > start + 1) places[start..end].Sort();
        }
    }
}
