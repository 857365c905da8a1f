using System.Runtime.CompilerServices;

namespace PyDeepTensorNet;

/// <summary>What stands on a thread in the matter of memory. All in one object: the runtime takes as long to find a static field of a thread as a small operation takes to compute, so that whoever needs several asks once.</summary>
internal sealed class ThreadMemory
{
    [ThreadStatic]
    private static ThreadMemory? t_current;

    /// <summary>That of this thread.</summary>
    public static ThreadMemory Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => t_current ?? Create();
    }

    /// <summary>What new tensors come from; null where they are ordinary ones.</summary>
    public Recycler? Recycler;

    /// <summary>That of the open tape, even while new tensors are ordinary ones.</summary>
    public Recycler? OwnRecycler;

    /// <summary>Who keeps spans of tensor memory from being handed out again.</summary>
    public readonly MemoryEpoch.Slot Pins = MemoryEpoch.Register();

    /// <summary>What takes note of the buffers that come from the cache.</summary>
    public BufferLedger? Ledger;

    /// <summary>The innermost log of what outlives a piece of work.</summary>
    public StateLog? Log;

    /// <summary>Whether a tape is open.</summary>
    public bool InStep;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ThreadMemory Create() => t_current = new();
}
