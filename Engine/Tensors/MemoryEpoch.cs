using System.Runtime.CompilerServices;

namespace PyDeepTensorNet;

/// <summary>
/// Says which spans into tensor memory may still be in use. A span keeps an array alive but not the tensor it came from, so that a kernel may be reading what no tensor owns any more; such a buffer must not be
/// handed out again before the kernel ends. Whoever works with spans of tensors pins the epoch meanwhile, and a buffer found free in one epoch is used again only when no thread is pinned to that or an
/// earlier one (epoch-based reclamation, K. Fraser, Practical lock-freedom, 2004).
/// </summary>
/// <remarks>Threads that work on a caller's chunks need no pin: the caller has one and waits for them. A span taken without a pin costs its buffer: it is left to the garbage collector.</remarks>
internal static class MemoryEpoch
{
    private static readonly Lock s_lock = new();
    private static readonly List<WeakReference<Slot>> s_slots = [];
    private static long s_epoch = 1;

    /// <summary>Whether this thread has a pin.</summary>
    public static bool IsPinned => ThreadMemory.Current.Pins.Depth > 0;

    /// <summary>Keeps the buffers of tensors that are reachable now from being handed out again until the result is disposed; pins nest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pinned Pin() => ThreadMemory.Current.Pins.Pin();

    /// <summary>Gives up this thread's pin until the result is disposed, where it has one and not several: for work that takes long, and pins where it needs to.</summary>
    public static Unpinned Unpin()
    {
        Slot slot = ThreadMemory.Current.Pins;
        if (slot.Depth != 1) return default;
        slot.Leave();
        return new(slot);
    }

    /// <summary>Begins the next epoch and returns its number: whoever pins from now on cannot reach what is unreachable now.</summary>
    public static long Advance() => Interlocked.Increment(ref s_epoch);

    /// <summary>What was found free in this epoch or before is seen by nobody.</summary>
    public static long Oldest()
    {
        long oldest = Volatile.Read(ref s_epoch);
        lock (s_lock)
        {
            for (int i = s_slots.Count - 1; i >= 0; i--)
            {
                if (!s_slots[i].TryGetTarget(out Slot? slot)) s_slots.RemoveAt(i);
                else if (Volatile.Read(ref slot.Epoch) is not 0 and var epoch) oldest = Math.Min(oldest, epoch);
            }
        }
        return oldest;
    }

    /// <summary>The pins of a thread.</summary>
    public static Slot Register()
    {
        var slot = new Slot();
        lock (s_lock) s_slots.Add(new(slot));
        return slot;
    }

    internal sealed class Slot
    {
        /// <summary>0 where the thread has no pin.</summary>
        public long Epoch;
        public int Depth;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Enter()
        {
            if (Depth++ == 0) Volatile.Write(ref Epoch, Volatile.Read(ref s_epoch));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Leave()
        {
            if (--Depth == 0) Volatile.Write(ref Epoch, 0);
        }

        /// <inheritdoc cref="MemoryEpoch.Pin"/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Pinned Pin()
        {
            Enter();
            return new(this);
        }

        /// <summary>Gives up what an exception has left.</summary>
        public void LeaveTo(int depth)
        {
            while (Depth > depth) Leave();
        }
    }

    /// <summary>The epoch is pinned on this thread while this is not disposed.</summary>
    public readonly ref struct Pinned(Slot slot)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Dispose() => slot.Leave();
    }

    /// <summary>The thread has no pin while this is not disposed.</summary>
    public readonly ref struct Unpinned(Slot? slot)
    {
        public void Dispose() => slot?.Enter();
    }
}
