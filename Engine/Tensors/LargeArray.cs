using System.Runtime.CompilerServices;

namespace PyDeepTensorNet;

/// <summary>
/// An array whose elements begin where a line of the cache does. The runtime gives each array of more than half a region (16 MB) a region of its own, so that all of them would begin at the same place behind a
/// multiple of 32 MB, and a loop that goes through several side by side have them contend for the same places of the caches: six arrays of 10 million floats took 2.7 ns an element, and take 1.8 where each begins
/// further on in its region than the one before.
/// </summary>
internal readonly struct LargeArray<T> where T : unmanaged
{
    private const int LineBytes = 64;

    /// <summary>Below, the garbage collector moves arrays.</summary>
    private const int LeastBytes = 85_000;

    /// <summary>From so many bytes on each array has a region of its own.</summary>
    private const int AloneBytes = 16 << 20;

    /// <summary>By what the next array begins further on: another line of another page of another 64 KB.</summary>
    private const int StepBytes = (64 << 10) + (9 * LineBytes);
    private const int Steps = 16;

    private static int s_made;

    /// <summary>Room for <paramref name="count"/> elements, zeros or undefined.</summary>
    public LargeArray(int count, bool zeroed)
    {
        long bytes = (long)count * Unsafe.SizeOf<T>();
        int extra = bytes < LeastBytes ? 0 : LineBytes + (bytes < AloneBytes ? 0 : (Interlocked.Increment(ref s_made) & (Steps - 1)) * StepBytes);
        int length = (int)Math.Min((long)count + (extra / Unsafe.SizeOf<T>()), Array.MaxLength);
        Elements = zeroed ? new T[length] : GC.AllocateUninitializedArray<T>(length);
        if (extra > 0 && length - count == extra / Unsafe.SizeOf<T>()) Start = FirstInLine(Elements) + ((extra - LineBytes) / Unsafe.SizeOf<T>());
    }

    /// <summary>The array.</summary>
    public T[] Elements { get; }

    /// <summary>The place in it from which on elements are used.</summary>
    public int Start { get; }

    private static unsafe int FirstInLine(T[] array)
    {
        fixed (T* start = array) return (int)(-(nint)start & (LineBytes - 1)) / sizeof(T);
    }
}
