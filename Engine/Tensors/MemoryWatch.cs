using System.Runtime.CompilerServices;

namespace PyDeepTensorNet;

/// <summary>
/// Sees which storages this thread makes and touches, and may serve it storages of its own choice: how the capture of a step learns what each operation reads, and how a replay runs in the memory of the recording.
/// </summary>
internal abstract class MemoryWatch
{
    /// <summary>Watches of all threads. Asked at every span, where one read of a static field is all that can be afforded.</summary>
    private static int s_active;

    [ThreadStatic]
    private static MemoryWatch? t_current;

    /// <summary>Whether any thread watches.</summary>
    public static bool IsActive
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => s_active != 0;
    }

    /// <summary>This thread's watch.</summary>
    public static MemoryWatch? Current => t_current;

    /// <summary>Puts a watch, or none, in the place of this thread's; returns the former one.</summary>
    public static MemoryWatch? Exchange(MemoryWatch? watch)
    {
        MemoryWatch? before = t_current;
        if (before is null != watch is null) Interlocked.Add(ref s_active, watch is null ? -1 : 1);
        t_current = watch;
        return before;
    }

    /// <summary>A storage was made on this thread.</summary>
    public static void ReportMade(Storage storage) => t_current?.Made(storage);

    /// <summary>This thread takes a span of a storage.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ReportTouched(Storage storage) => t_current?.Touched(storage);

    /// <summary>The caller is about to be given values of a tensor.</summary>
    public static void ReportRead(string member, Tensor tensor) => t_current?.Read(member, tensor);

    protected abstract void Read(string member, Tensor tensor);

    protected abstract void Made(Storage storage);

    protected abstract void Touched(Storage storage);

    /// <summary>Memory for <paramref name="count"/> elements in place of what the allocator would give; null to leave it to that.</summary>
    public abstract Storage<T>? Allocate<T>(int count, bool zeroed) where T : unmanaged;
}
