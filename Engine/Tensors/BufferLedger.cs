using System.Runtime.CompilerServices;

namespace PyDeepTensorNet;

/// <summary>
/// The buffers that the engine takes from the cache for values which nobody else comes to see, as those of a backward sweep are: they go back at their last use, not when a collection finds them. Those that are
/// still held when the ledger is closed belong to tensors as all others do.
/// </summary>
/// <remarks>
/// While a ledger is open, everything that this thread takes from the cache is on it. The engine counts where it keeps a tensor on; what is not kept is free at the next <see cref="ReturnLoose"/>. So code of the
/// user's, who may keep anything, must run under <see cref="Suspend"/>.
/// </remarks>
internal sealed class BufferLedger
{
    /// <summary>Those that nobody may hold any more.</summary>
    private readonly List<BufferLease> _loose = [];

    /// <summary>Whether buffers have been entered on it; a <see cref="Recycler"/>'s own ledger is never open.</summary>
    private bool IsOpen { get; set; }

    /// <summary>A buffer was taken from the cache on this thread; returns whose it is.</summary>
    public static BufferLedger? Enter(BufferLease lease)
    {
        BufferLedger? open = ThreadMemory.Current.Ledger;
        open?._loose.Add(lease);
        return open;
    }

    /// <summary>Opens a ledger on this thread, or with null sees to it that none is, until the result is disposed.</summary>
    public static Scope Open(BufferLedger? ledger)
    {
        ThreadMemory memory = ThreadMemory.Current;
        var scope = new Scope(memory, memory.Ledger);
        ledger?.IsOpen = true;
        memory.Ledger = ledger;
        return scope;
    }

    /// <summary>Code of the user's runs until the result is disposed, and sees <paramref name="shown"/>.</summary>
    public static Scope Suspend(Tensor? shown = null)
    {
        Show(shown);
        return Open(null);
    }

    /// <summary>From now on a tensor is the user's, until it is taken back in recycled steps.</summary>
    public static void Show(Tensor? tensor)
    {
        if (tensor?.Storage is not { Lease: { Ledger: { IsOpen: true } } lease } storage) return;
        lease.Ledger = null;
        if (storage.IsRecycled) Recycler.Own?.Adopt(storage);
    }

    /// <summary>A tensor is kept in one place more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Hold(Tensor tensor)
    {
        if (tensor.Storage.Lease is { } lease && lease.Ledger == this) lease.Holders++;
    }

    /// <summary>A tensor is kept in one place less.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void LetGo(Tensor tensor)
    {
        if (tensor.Storage.Lease is { } lease && lease.Ledger == this && --lease.Holders == 0) _loose.Add(lease);
    }

    /// <summary>Returns to the cache what is not kept anywhere. No tensor of it may be in use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ReturnLoose()
    {
        if (_loose.Count > 0) ReturnAll();
    }

    private void ReturnAll()
    {
        foreach (BufferLease lease in _loose) lease.Return(this);
        _loose.Clear();
    }

    /// <summary>Forgets what an exception has left.</summary>
    public void Clear() => _loose.Clear();

    public readonly ref struct Scope(ThreadMemory memory, BufferLedger? before)
    {
        public void Dispose() => memory.Ledger = before;
    }
}
