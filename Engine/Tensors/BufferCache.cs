using System.Numerics;
using System.Runtime.InteropServices;

namespace PyDeepTensorNet;

/// <summary>
/// Large buffers, used again and again: fresh memory costs a page fault for every 4 KB, about 2 ns a float, which is more than most kernels take. A buffer comes back when its storage has become unreachable,
/// which is found by weak handles after a garbage collection of the youngest objects; no finalizer and no Dispose is needed. The cache asks for that collection itself, at the end of a step or when it would have
/// to grow; it takes some 0.1 ms, as large buffers themselves are not what it walks.
/// </summary>
internal static class BufferCache
{
    /// <summary>Below, the garbage collector's own allocation is as fast; from 85,000 bytes on it goes to the large object heap.</summary>
    public static readonly int SmallestBytes = Stress ? 1 : 64 << 10;

    /// <summary>Handed out between two collections at the least: few collections, and buffers few enough to be found in the last-level cache.</summary>
    private static readonly long s_leastBudget = Stress ? 1 << 20 : 24 << 20;

    private static readonly Lock s_lock = new();
    private static readonly List<BufferPool> s_pools = [];

    private static long s_held, s_inUse, s_peak, s_limit = long.MaxValue;

    /// <summary>Handed out since the last collection.</summary>
    private static long s_handedOut;

    /// <summary>What was still in use after the last collection.</summary>
    private static long s_live;

    /// <summary>Collections as of the end of the last step: those since have made objects of this step older.</summary>
    private static int s_collections;

    /// <summary>What was still in use after the last collection of all generations, which is the dear one: the next follows when that has doubled.</summary>
    private static long s_liveAtFull;

    /// <summary>
    /// A mode for tests, by the switch <c>PyDeepTensorNet.MemoryStress</c> of the runtime configuration: almost every tensor is served by the cache, collections are frequent, and a buffer that comes back is filled with
    /// <c>0xFF</c> bytes (NaN, true, -1).
    /// </summary>
    public static bool Stress { get; } = AppContext.TryGetSwitch("PyDeepTensorNet.MemoryStress", out bool on) && on;

    public static long Held => Volatile.Read(ref s_held);

    public static long InUse => Volatile.Read(ref s_inUse);

    public static long Peak => Volatile.Read(ref s_peak);

    public static long Limit
    {
        get => Volatile.Read(ref s_limit);
        set
        {
            Volatile.Write(ref s_limit, value);
            if (Held - InUse > value) Release(unusedOnly: false);
        }
    }

    public static void ResetPeak() => Volatile.Write(ref s_peak, InUse);

    public static void Register(BufferPool pool)
    {
        lock (s_lock)
        {
            if (s_pools.Count == 0) FullCollection.Watch();
            s_pools.Add(pool);
        }
    }

    /// <summary>A buffer was handed out.</summary>
    public static void CountOut(long bytes)
    {
        Interlocked.Add(ref s_handedOut, bytes);
        long inUse = Interlocked.Add(ref s_inUse, bytes), peak = Volatile.Read(ref s_peak);
        while (inUse > peak && Interlocked.CompareExchange(ref s_peak, inUse, peak) is var seen && seen != peak) peak = seen;
    }

    /// <summary>A buffer came back.</summary>
    public static void CountIn(long bytes) => Interlocked.Add(ref s_inUse, -bytes);

    /// <summary>Buffers were made or, with a negative number, left to the garbage collector.</summary>
    public static void CountHeld(long bytes) => Interlocked.Add(ref s_held, bytes);

    /// <summary>A buffer is wanted that the cache does not have: looks for unreachable ones first where so much was handed out that it is worth while, the youngest first.</summary>
    public static bool CollectOnMiss()
    {
        long handedOut = Volatile.Read(ref s_handedOut), before = InUse;
        if (handedOut < Math.Max(s_leastBudget, Volatile.Read(ref s_live))) return false;
        Collect(0);
        if (before - InUse < handedOut / 4) Collect(1);
        CollectAllIfGrown();
        return true;
    }

    /// <summary>The outermost tape of a thread has closed, so that what it kept is unreachable now, and young.</summary>
    public static void StepEnded()
    {
        if (Volatile.Read(ref s_handedOut) < s_leastBudget / 2) return;
        Collect(GC.CollectionCount(0) == Volatile.Read(ref s_collections) ? 0 : 1);
        CollectAllIfGrown();
        Volatile.Write(ref s_collections, GC.CollectionCount(0));
    }

    private static void CollectAllIfGrown()
    {
        if (InUse >= 2 * Volatile.Read(ref s_liveAtFull) + s_leastBudget) Collect(GC.MaxGeneration);
    }

    /// <summary>Collects garbage up to a generation and finds the buffers that are free by that.</summary>
    public static void Collect(int generation)
    {
        GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
        lock (s_lock)
        {
            foreach (BufferPool pool in s_pools) pool.Scan();
        }
        long live = InUse;
        Volatile.Write(ref s_live, live);
        Volatile.Write(ref s_handedOut, 0);
        if (generation == GC.MaxGeneration) Volatile.Write(ref s_liveAtFull, live);
    }

    /// <summary>Leaves free buffers to the garbage collector: all, or those that nobody has wanted for some seconds.</summary>
    public static void Release(bool unusedOnly)
    {
        lock (s_lock)
        {
            foreach (BufferPool pool in s_pools) pool.Release(unusedOnly);
        }
    }

    /// <summary>Its finalizer runs once for every collection of all generations, which is when free buffers could be given up.</summary>
    private sealed class FullCollection
    {
        public static void Watch() => _ = new FullCollection();

        ~FullCollection()
        {
            if (AppDomain.CurrentDomain.IsFinalizingForUnload() || Environment.HasShutdownStarted) return;
            // Young collections finalize this too, until it has reached the last generation.
            if (GC.GetGeneration(this) >= GC.MaxGeneration)
            {
                GCMemoryInfo info = GC.GetGCMemoryInfo();
                Release(unusedOnly: info.MemoryLoadBytes < info.HighMemoryLoadThresholdBytes);
            }
            GC.ReRegisterForFinalize(this);
        }
    }
}

/// <summary>The buffers of one element type.</summary>
internal abstract class BufferPool
{
    /// <summary>Finds the buffers whose storages have become unreachable.</summary>
    public abstract void Scan();

    public abstract void Release(bool unusedOnly);
}

/// <inheritdoc/>
internal sealed class BufferPool<T> : BufferPool where T : unmanaged
{
    /// <summary>Size classes between one power of two and the next: a buffer has at most an eighth more than was asked for.</summary>
    private const int Steps = 8;

    private static readonly BufferPool<T> s_shared = Create();

    private readonly Lock _lock = new();
    private readonly Stack<Buffer>?[] _free = new Stack<Buffer>?[32 * Steps];
    private readonly List<Buffer> _inUse = [];

    /// <summary>Unreachable, but perhaps still read by a kernel.</summary>
    private readonly List<Buffer> _pending = [];

    /// <summary>Free buffers are given up after so many milliseconds, when all generations are collected.</summary>
    private const long KeptFor = 5000;

    private int _collections;

    private static BufferPool<T> Create()
    {
        var pool = new BufferPool<T>();
        BufferCache.Register(pool);
        return pool;
    }

    /// <summary>A storage of <paramref name="count"/> elements, zeros or undefined.</summary>
    public static Storage<T> Take(int count, bool zeroed) => s_shared.TakeBuffer(count, zeroed);

    private Storage<T> TakeBuffer(int count, bool zeroed)
    {
        int sizeClass = ClassOf(count, out int length);
        if (!TryTake(sizeClass, out Buffer? buffer) && (!BufferCache.CollectOnMiss() || !TryTake(sizeClass, out buffer)))
        {
            buffer = new(zeroed ? new T[length] : GC.AllocateUninitializedArray<T>(length), sizeClass);
            BufferCache.CountHeld(buffer.Bytes);
        }
        else if (zeroed)
        {
            buffer.Elements.AsSpan(0, count).Clear();
        }
        var storage = new Storage<T>(buffer.Elements, count, buffer);
        buffer.Owner.SetTarget(storage);
        lock (_lock) _inUse.Add(buffer);
        BufferCache.CountOut(buffer.Bytes);
        return storage;
    }

    private bool TryTake(int sizeClass, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Buffer? buffer)
    {
        lock (_lock)
        {
            ref Stack<Buffer>? free = ref _free[sizeClass];
            free ??= new();
            if (!free.TryPop(out buffer))
            {
                if (_collections != GC.CollectionCount(0)) ScanLocked();
                Settle();
                if (!free.TryPop(out buffer)) return false;
            }
            buffer.Wanted = Environment.TickCount64;
            return true;
        }
    }

    public override void Scan()
    {
        lock (_lock) ScanLocked();
    }

    private void ScanLocked()
    {
        _collections = GC.CollectionCount(0);
        long epoch = 0;
        for (int i = _inUse.Count - 1; i >= 0; i--)
        {
            Buffer buffer = _inUse[i];
            if (buffer.Owner.TryGetTarget(out _)) continue;
            _inUse[i] = _inUse[^1];
            _inUse.RemoveAt(_inUse.Count - 1);
            BufferCache.CountIn(buffer.Bytes);
            if (buffer.Escaped || BufferCache.Held - BufferCache.InUse > BufferCache.Limit)
            {
                Drop(buffer);
                continue;
            }
            if (epoch == 0) epoch = MemoryEpoch.Advance();
            buffer.Epoch = epoch;
            _pending.Add(buffer);
        }
    }

    /// <summary>Makes those pending buffers available that no kernel can see any more.</summary>
    private void Settle()
    {
        if (_pending.Count == 0) return;
        long oldest = MemoryEpoch.Oldest();
        int kept = 0;
        for (int i = 0; i < _pending.Count; i++)
        {
            Buffer buffer = _pending[i];
            if (buffer.Epoch > oldest)
            {
                _pending[kept++] = buffer;
                continue;
            }
            if (BufferCache.Stress) MemoryMarshal.AsBytes(buffer.Elements.AsSpan()).Fill(0xFF);
            (_free[buffer.SizeClass] ??= new()).Push(buffer);
        }
        _pending.RemoveRange(kept, _pending.Count - kept);
    }

    public override void Release(bool unusedOnly)
    {
        lock (_lock)
        {
            Settle();
            for (int i = 0; i < _free.Length; i++)
            {
                if (_free[i] is not { Count: > 0 } free) continue;
                Buffer[] buffers = [.. free];
                free.Clear();
                for (int b = buffers.Length - 1; b >= 0; b--)
                {
                    if (unusedOnly && Environment.TickCount64 - buffers[b].Wanted < KeptFor) free.Push(buffers[b]);
                    else Drop(buffers[b]);
                }
            }
        }
    }

    private static void Drop(Buffer buffer)
    {
        buffer.Owner.Dispose();
        BufferCache.CountHeld(-buffer.Bytes);
    }

    /// <summary>The size class of a count, and the length that its buffers have.</summary>
    private static int ClassOf(int count, out int length)
    {
        int power = BitOperations.Log2((uint)Math.Max(count - 1, Steps));
        int shift = power - BitOperations.Log2(Steps);
        int step = (count - 1) >> shift;
        long exact = (long)(step + 1) << shift;
        length = (int)Math.Min(Math.Max(exact, count), Array.MaxLength);
        return power * Steps + (step & (Steps - 1));
    }

    /// <summary>One buffer and, by a weak handle that also sees objects brought back by a finalizer, the storage that has it.</summary>
    internal sealed class Buffer(T[] elements, int sizeClass) : BufferLease
    {
        public readonly T[] Elements = elements;
        public readonly int SizeClass = sizeClass;
        public WeakGCHandle<Storage<T>> Owner = new(null!, trackResurrection: true);

        /// <summary>When it was found unreachable.</summary>
        public long Epoch;

        /// <summary>When it was last wanted.</summary>
        public long Wanted = Environment.TickCount64;

        public long Bytes => (long)Elements.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
    }
}

/// <summary>What a storage knows of the buffer that it has from the cache.</summary>
internal abstract class BufferLease
{
    /// <summary>A span of it may live on: the buffer is not handed out again.</summary>
    public volatile bool Escaped;

    /// <summary>A span is taken: without a pin nobody knows for how long.</summary>
    public void OnSpan()
    {
        if (!MemoryEpoch.IsPinned) Escaped = true;
    }
}
