namespace PyDeepTensorNet;

/// <summary>
/// The memory of large tensors, which the engine uses again as soon as no tensor refers to it, without any Dispose: figures to read, and a limit. Small tensors (below 64 KB) and memory of which a span has been
/// handed to the user (<see cref="Tensor.AsReadOnlySpan{T}"/>) are left to the garbage collector.
/// </summary>
/// <example><code>Console.WriteLine($"{TensorMemory.InUse >> 20} MB in tensors, {TensorMemory.Peak >> 20} MB at most");</code></example>
public static class TensorMemory
{
    /// <summary>Bytes of buffers that tensors have or may get: <see cref="InUse"/> and those kept for the next tensors.</summary>
    public static long Held => BufferCache.Held;

    /// <summary>Bytes of buffers that tensors have, as of the last look for unreachable ones, which steps and large tensors give occasion to, and <see cref="Collect"/>.</summary>
    public static long InUse => BufferCache.InUse;

    /// <summary>The most that <see cref="InUse"/> has been since the start of the process or <see cref="ResetPeak"/>.</summary>
    public static long Peak => BufferCache.Peak;

    /// <summary>The most bytes to keep for the next tensors; what comes back beyond is left to the garbage collector. No limit at first; when the machine runs short of memory, all of it is given up anyway.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public static long Limit
    {
        get => BufferCache.Limit;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            BufferCache.Limit = value;
        }
    }

    /// <summary>Begins a new <see cref="Peak"/>.</summary>
    public static void ResetPeak() => BufferCache.ResetPeak();

    /// <summary>Collects garbage of all generations and so finds every buffer that no tensor has any more: for exact figures, not for use in a loop.</summary>
    public static void Collect() => BufferCache.Collect(GC.MaxGeneration);

    /// <summary>Leaves the buffers that no tensor has to the garbage collector.</summary>
    public static void Release() => BufferCache.Release(unusedOnly: false);
}
