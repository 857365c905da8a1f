using System.Runtime.CompilerServices;

namespace PyDeepTensorNet;

/// <summary>
/// The tensors of a thread's recycled step: the objects and their small storages are used again by position in the next step, large buffers go back to the cache. For
/// <see cref="TapeOptions.Recycle"/>; what <see cref="Tensor.Keep"/> takes out is an ordinary tensor from then on.
/// </summary>
/// <param name="reuse">False to take tensors back without ever using their objects again, so that every later use is noticed.</param>
/// <param name="origin">What messages say of where a tensor that was taken back came from; nothing where that is not known.</param>
internal sealed class Recycler(bool reuse, Func<Tensor, string> origin)
{
    /// <summary>Those open on all threads: asked for every tensor that is made, where one read of a static field is all that can be afforded.</summary>
    private static int s_count;

    private Slot[] _slots = new Slot[8];
    private int _count;

    /// <summary>Whether it serves a piece of work of the engine's, not a step.</summary>
    private bool _isServing;

    /// <summary>Large buffers of this step.</summary>
    private readonly List<BufferLease> _large = [];
    private readonly BufferLedger _ledger = new();

    private struct Slot
    {
        public Tensor? Tensor;

        /// <summary>A small storage that was made for it.</summary>
        public Storage? Own;
    }

    /// <summary>What this thread's new tensors come from; null where they are ordinary ones.</summary>
    public static Recycler? Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => s_count == 0 ? null : ThreadMemory.Current.Recycler;
    }

    /// <summary>That of this thread's open tape, even while new tensors are ordinary ones.</summary>
    public static Recycler? Own => s_count == 0 ? null : ThreadMemory.Current.OwnRecycler;

    /// <summary>What a new view of a storage comes from; null where it is an ordinary tensor. One that is taken back takes its views along, whenever they are made.</summary>
    public static Recycler? ForView(Storage storage) => storage.IsRecycled ? Own : Current;

    /// <summary>Begins to serve this thread.</summary>
    public void Open()
    {
        Interlocked.Increment(ref s_count);
        ThreadMemory memory = ThreadMemory.Current;
        memory.OwnRecycler = memory.Recycler = this;
    }

    /// <summary>Serves this thread until the result is disposed, and from then on uses the same tensors again: nobody may have kept one.</summary>
    public Service Serve()
    {
        Interlocked.Increment(ref s_count);
        ThreadMemory memory = ThreadMemory.Current;
        var service = new Service(this, memory, memory.Recycler, memory.OwnRecycler);
        memory.OwnRecycler = memory.Recycler = this;
        _isServing = true;
        return service;
    }

    public readonly ref struct Service(Recycler recycler, ThreadMemory memory, Recycler? before, Recycler? ownBefore)
    {
        public void Dispose()
        {
            (memory.Recycler, memory.OwnRecycler) = (before, ownBefore);
            recycler._count = 0;
            recycler.ReturnLarge();
            Interlocked.Decrement(ref s_count);
        }
    }

    /// <summary>New tensors of this thread come from a recycler, or with null are ordinary ones; returns what was so before.</summary>
    public static Recycler? Exchange(Recycler? recycler)
    {
        ThreadMemory memory = ThreadMemory.Current;
        Recycler? before = memory.Recycler;
        memory.Recycler = recycler;
        return before;
    }

    /// <summary>New tensors of this thread are ordinary ones until the result is disposed.</summary>
    public static Scope Suspend() => new(Exchange(null));

    public readonly ref struct Scope(Recycler? before)
    {
        public void Dispose() => Exchange(before);
    }

    /// <summary>What messages say of where a tensor came from that has been taken back.</summary>
    public static string OriginOf(Tensor tensor) => Own?.Origin(tensor) ?? "";

    private string Origin(Tensor tensor) => origin(tensor);

    /// <summary>A tensor with undefined elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tensor Make<T>(Shape shape) where T : unmanaged
    {
        ref Slot slot = ref Next();
        if (slot.Own is not { } own || own.DType != DTypes.Of<T>() || own.Length != shape.ElementCount) return MakeAnew<T>(ref slot, shape);
        Tensor tensor = slot.Tensor!;
        tensor.Renew(own, shape, null, 0);
        return tensor;
    }

    private Tensor MakeAnew<T>(ref Slot slot, Shape shape) where T : unmanaged
    {
        Storage storage = Storage<T>.New(shape.ElementCount, false);
        storage.IsRecycled = !_isServing;
        Adopt(storage);
        slot.Own = storage.Lease is null ? storage : null;
        slot.Tensor!.Renew(storage, shape, null, 0);
        return slot.Tensor;
    }

    /// <summary>A view of a storage.</summary>
    public Tensor View(Storage storage, Shape shape, int[]? strides, int offset)
    {
        Tensor tensor = Next().Tensor!;
        tensor.Renew(storage, shape, strides, offset);
        return tensor;
    }

    /// <summary>Takes on a large buffer, unless a ledger still has it.</summary>
    public void Adopt(Storage storage)
    {
        if (storage.Lease is not { Ledger: null } lease) return;
        (lease.Ledger, lease.Holders) = (_ledger, 0);
        _large.Add(lease);
    }

    /// <summary>Makes a tensor an ordinary one, and all memory that it shows.</summary>
    public void Keep(Tensor tensor)
    {
        Storage storage = tensor.Storage;
        storage.IsRecycled = false;
        foreach (ref Slot slot in _slots.AsSpan(0, _count))
        {
            if (ReferenceEquals(slot.Tensor, tensor)) slot.Tensor = null;
            if (ReferenceEquals(slot.Own, storage)) slot.Own = null;
        }
        if (storage.Lease is { } lease && lease.Ledger == _ledger) lease.Ledger = null;
    }

    /// <summary>Takes all tensors back that were made since the last time.</summary>
    public void Reset()
    {
        foreach (ref Slot slot in _slots.AsSpan(0, _count))
        {
            slot.Tensor?.Retire();
            if (!reuse) slot = default;
            else if (BufferCache.Stress) slot.Own?.Poison();
        }
        _count = 0;
        ReturnLarge();
    }

    private void ReturnLarge()
    {
        foreach (BufferLease lease in _large) lease.Return(_ledger);
        _large.Clear();
    }

    /// <summary>Leaves all tensors to their users.</summary>
    public void Close()
    {
        foreach (ref Slot slot in _slots.AsSpan(0, _count)) slot.Tensor?.Storage.IsRecycled = false;
        foreach (BufferLease lease in _large)
        {
            if (lease.Ledger == _ledger) lease.Ledger = null;
        }
        ThreadMemory memory = ThreadMemory.Current;
        memory.OwnRecycler = memory.Recycler = null;
        Interlocked.Decrement(ref s_count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Slot Next()
    {
        if (_count == _slots.Length) Array.Resize(ref _slots, 2 * _count);
        ref Slot slot = ref _slots[_count++];
        slot.Tensor ??= new();
        return ref slot;
    }
}
