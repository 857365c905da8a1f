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
    /// <summary>
    /// A mode for tests, by the switch <c>PyDeepTensorNet.MemoryStress</c> of the runtime configuration: almost every tensor is served by the cache, collections are frequent, and a buffer that comes back is filled with
    /// <c>0xFF</c> bytes (NaN, true, -1).
    /// </summary>
    /// <remarks>The first field: those that depend on it are initialised after it, in the order in which they stand here.</remarks>
    public static bool Stress { get; } = AppContext.TryGetSwitch("PyDeepTensorNet.MemoryStress", out bool on) && on;

    /// <summary>Below, the garbage collector's own allocation is as fast; from 85,000 bytes on it goes to the large object heap.</summary>
    public static readonly int SmallestBytes = Stress ? 1 : 64 << 10;

    /// <summary>By what the memory in use grows between two collections at the least: few collections, and buffers few enough to be found in the last-level cache.</summary>
    private static readonly long s_leastGrowth = Stress ? 1 << 20 : 24 << 20;

    private static readonly Lock s_lock = new();
    private static readonly List<BufferPool> s_pools = [];

    private static long s_held, s_inUse, s_peak, s_limit = long.MaxValue;

    /// <summary>What was still in use after the last collection.</summary>
    private static long s_live;

    /// <summary>The same, after the last step, or less where a collection has found less since.</summary>
    private static long s_liveAtStep;

    /// <summary>What was still in use after the last collection of all generations, which is the dear one: the next follows when that has grown by half.</summary>
    private static long s_liveAtFull;

    private static long s_round, s_madeRoom;

    /// <summary>Free buffers are given up when nobody has wanted them for so many milliseconds and all generations are collected, or for so many collections and new ones must be made.</summary>
    private const long KeptFor = 5000, KeptForRounds = 8;

    public static long Held => Volatile.Read(ref s_held);

    public static long InUse => Volatile.Read(ref s_inUse);

    public static long Peak => Volatile.Read(ref s_peak);

    public static long Limit
    {
        get => Volatile.Read(ref s_limit);
        set
        {
            Volatile.Write(ref s_limit, value);
            if (IsFull) Release(unusedOnly: false);
        }
    }

    /// <summary>Whether as much is kept for the next tensors as may be.</summary>
    public static bool IsFull => Held - InUse > Limit;

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
        long inUse = Interlocked.Add(ref s_inUse, bytes), peak = Volatile.Read(ref s_peak);
        while (inUse > peak && Interlocked.CompareExchange(ref s_peak, inUse, peak) is var seen && seen != peak) peak = seen;
    }

    /// <summary>A buffer came back.</summary>
    public static void CountIn(long bytes) => Interlocked.Add(ref s_inUse, -bytes);

    /// <summary>Buffers were made or, with a negative number, left to the garbage collector.</summary>
    public static void CountHeld(long bytes) => Interlocked.Add(ref s_held, bytes);

    /// <summary>The outermost tape of this thread was opened: until it closes, most of what is handed out stays reachable.</summary>
    public static void StepBegan() => ThreadMemory.Current.InStep = true;

    /// <summary>The last free buffer of a size was handed out: outside of steps, which end with a collection, looks for others now. Those found at a miss come too late for it, as whoever misses one has a pin.</summary>
    public static void CollectBeforeMiss()
    {
        if (!ThreadMemory.Current.InStep) CollectOnMiss();
    }

    /// <summary>A buffer is wanted that the cache does not have: looks for unreachable ones first where use has grown so much that it is worth while, the youngest first.</summary>
    public static bool CollectOnMiss()
    {
        long before = InUse, live = Volatile.Read(ref s_live), grown = before - live;
        if (grown < Math.Max(s_leastGrowth, ThreadMemory.Current.InStep ? live : live / 2)) return false;
        Collect(0);
        // What a tape keeps would only become older by that, and be found later.
        if (ThreadMemory.Current.InStep) return true;
        if (before - InUse < grown / 4) Collect(1);
        CollectAllIfGrown();
        return true;
    }

    /// <summary>The outermost tape of a thread has closed, so that what it kept is unreachable now, and young.</summary>
    public static void StepEnded()
    {
        ThreadMemory.Current.InStep = false;
        if (InUse - Volatile.Read(ref s_liveAtStep) < s_leastGrowth / 2) return;
        // The youngest two generations, which takes no longer: collections in this step have made its objects older, and the last one those that code still held then which is not optimised yet.
        Collect(1);
        CollectAllIfGrown();
        Volatile.Write(ref s_liveAtStep, InUse);
    }

    private static void CollectAllIfGrown()
    {
        long live = Volatile.Read(ref s_liveAtFull);
        if (InUse >= live + live / 2 + s_leastGrowth) Collect(GC.MaxGeneration);
    }

    /// <summary>How many collections there were.</summary>
    public static long Round => Volatile.Read(ref s_round);

    /// <summary>Collects garbage up to a generation and finds the buffers that are free by that.</summary>
    public static void Collect(int generation)
    {
        int all = GC.CollectionCount(GC.MaxGeneration);
        GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
        // From time to time (when 100 s have passed, or much was allocated) the runtime collects all generations instead, in the background, which has found nothing yet; meanwhile it collects the young ones as asked.
        if (generation < GC.MaxGeneration && GC.CollectionCount(GC.MaxGeneration) != all) GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
        Interlocked.Increment(ref s_round);
        lock (s_lock)
        {
            foreach (BufferPool pool in s_pools) pool.Scan();
        }
        long live = InUse;
        Volatile.Write(ref s_live, live);
        if (live < Volatile.Read(ref s_liveAtStep)) Volatile.Write(ref s_liveAtStep, live);
        if (generation == GC.MaxGeneration) Volatile.Write(ref s_liveAtFull, live);
    }

    /// <summary>Leaves free buffers to the garbage collector: all, or those that nobody has wanted for some seconds.</summary>
    public static void Release(bool unusedOnly) => Release(long.MaxValue, unusedOnly ? Environment.TickCount64 - KeptFor : long.MaxValue);

    /// <summary>A buffer is about to be made: leaves those to the garbage collector that many collections have passed over, as of sizes that are not used any more.</summary>
    public static void MakeRoom()
    {
        long round = Volatile.Read(ref s_round);
        if (Held - InUse < s_leastGrowth || Interlocked.Exchange(ref s_madeRoom, round) == round) return;
        Release(round - KeptForRounds, long.MaxValue);
    }

    /// <summary>All generations were collected: gives up what nobody has wanted for a while, and everything where the machine is short of memory.</summary>
    public static void Relieve(long load, long highLoad) => Release(unusedOnly: load < highLoad);

    private static void Release(long round, long time)
    {
        lock (s_lock)
        {
            foreach (BufferPool pool in s_pools) pool.Release(round, time);
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
                Relieve(info.MemoryLoadBytes, info.HighMemoryLoadThresholdBytes);
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

    /// <summary>Gives up the free buffers that were last wanted before a number of collections and a time.</summary>
    public abstract void Release(long round, long time);
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
        if (!TryTake(sizeClass, out Buffer? buffer, out bool last) && (!BufferCache.CollectOnMiss() || !TryTake(sizeClass, out buffer, out last)))
        {
            BufferCache.MakeRoom();
            buffer = new(new(length, zeroed), sizeClass);
            BufferCache.CountHeld(buffer.Bytes);
        }
        else if (zeroed)
        {
            buffer.Array.Elements.AsSpan(buffer.Array.Start, count).Clear();
        }
        if (last) BufferCache.CollectBeforeMiss();
        if (buffer.Spare is { } storage)
        {
            buffer.Spare = null;
            storage.Renew(count);
            if (MemoryWatch.IsActive) MemoryWatch.ReportMade(storage);
        }
        else
        {
            storage = new(buffer.Array, count, buffer);
            buffer.Owner.SetTarget(storage);
        }
        lock (_lock)
        {
            buffer.Ledger = BufferLedger.Enter(buffer);
            buffer.Holders = 0;
            buffer.Place = _inUse.Count;
            _inUse.Add(buffer);
        }
        BufferCache.CountOut(buffer.Bytes);
        return storage;
    }

    private bool TryTake(int sizeClass, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Buffer? buffer, out bool last)
    {
        last = false;
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
            last = free.Count == 0;
            (buffer.Wanted, buffer.Round) = (Environment.TickCount64, BufferCache.Round);
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
            Remove(buffer);
            BufferCache.CountIn(buffer.Bytes);
            if (buffer.Escaped || BufferCache.IsFull)
            {
                Drop(buffer);
                continue;
            }
            if (epoch == 0) epoch = MemoryEpoch.Advance();
            buffer.Epoch = epoch;
            _pending.Add(buffer);
        }
    }

    /// <summary>Takes a buffer out of those in use.</summary>
    private void Remove(Buffer buffer)
    {
        Buffer last = _inUse[^1];
        _inUse[last.Place = buffer.Place] = last;
        _inUse.RemoveAt(_inUse.Count - 1);
        buffer.Ledger = null;
    }

    /// <summary>Makes a buffer available whose storage has other memory now. No kernel can be reading it.</summary>
    private void Return(Buffer buffer)
    {
        lock (_lock)
        {
            Remove(buffer);
            BufferCache.CountIn(buffer.Bytes);
            buffer.Owner.SetTarget(null!);
            if (buffer.Escaped || BufferCache.IsFull) Drop(buffer);
            else Free(buffer);
        }
    }

    /// <summary>Makes a buffer available that a ledger says nobody sees, unless it has been found unreachable meanwhile. No kernel can be reading it.</summary>
    private void Return(Buffer buffer, BufferLedger ledger)
    {
        lock (_lock)
        {
            if (buffer.Ledger != ledger || buffer.Holders > 0 || buffer.Escaped) return;
            Remove(buffer);
            BufferCache.CountIn(buffer.Bytes);
            if (BufferCache.IsFull)
            {
                Drop(buffer);
                return;
            }
            buffer.Spare = buffer.Owner.TryGetTarget(out Storage<T>? storage) ? storage : null;
            Free(buffer);
        }
    }

    private void Free(Buffer buffer)
    {
        if (BufferCache.Stress) MemoryMarshal.AsBytes(buffer.Array.Elements.AsSpan()).Fill(0xFF);
        (_free[buffer.SizeClass] ??= new()).Push(buffer);
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
            Free(buffer);
        }
        _pending.RemoveRange(kept, _pending.Count - kept);
    }

    public override void Release(long round, long time)
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
                    if (buffers[b].Wanted < time && buffers[b].Round < round) Drop(buffers[b]);
                    else free.Push(buffers[b]);
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
    internal sealed class Buffer(LargeArray<T> array, int sizeClass) : BufferLease
    {
        public readonly LargeArray<T> Array = array;
        public readonly int SizeClass = sizeClass;
        public WeakGCHandle<Storage<T>> Owner = new(null!, trackResurrection: true);

        /// <summary>While it is free, the storage that had it, if nobody sees that any more.</summary>
        public Storage<T>? Spare;

        /// <summary>Its index among those in use.</summary>
        public int Place;

        /// <summary>When it was found unreachable.</summary>
        public long Epoch;

        /// <summary>When it was last wanted.</summary>
        public long Wanted = Environment.TickCount64, Round = BufferCache.Round;

        public long Bytes => (long)Array.Elements.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>();

        public override void Return(BufferLedger ledger) => s_shared.Return(this, ledger);

        public override void Return() => s_shared.Return(this);
    }
}

/// <summary>What a storage knows of the buffer that it has from the cache.</summary>
internal abstract class BufferLease
{
    /// <summary>A span of it may live on: the buffer is not handed out again.</summary>
    public volatile bool Escaped;

    /// <summary>Where the engine counts its uses, as no tensor of the user's has it; else null.</summary>
    public BufferLedger? Ledger;

    /// <summary>In how many places the engine keeps it, as the ledger counts them.</summary>
    public int Holders;

    /// <summary>Gives the buffer back, if it still is on this ledger and nobody holds it.</summary>
    public abstract void Return(BufferLedger ledger);

    /// <summary>Gives the buffer back, as its storage does not use it any more.</summary>
    public abstract void Return();

    /// <summary>A span is taken: without a pin nobody knows for how long.</summary>
    public void OnSpan()
    {
        if (!MemoryEpoch.IsPinned) Escaped = true;
    }
}
