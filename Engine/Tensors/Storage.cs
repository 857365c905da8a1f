using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PyDeepTensorNet;

/// <summary>The memory that a tensor and its views share. The only place that knows where elements live.</summary>
internal abstract class Storage
{
    /// <summary>The element type.</summary>
    public readonly DType DType;

    /// <summary>Of memory that the cache hands out again when this storage is unreachable; else null.</summary>
    public BufferLease? Lease { get; private set; }

    private protected Storage(DType dtype, int length, BufferLease? lease = null)
    {
        (DType, Length, Lease) = (dtype, length, lease);
        if (MemoryWatch.IsActive) MemoryWatch.ReportMade(this);
    }

    /// <summary>Whether a captured step writes to it, which must then not find it under an argument too.</summary>
    public bool IsState;

    /// <summary>Counts in-place writes, so that a value saved for the backward sweep and overwritten since is noticed.</summary>
    public int Version;

    /// <summary>Whether a <see cref="Recycler"/> takes it back.</summary>
    public bool IsRecycled;

    /// <summary>Elements held.</summary>
    public int Length { get; private protected set; }

    /// <summary>The place of the first element in an array, see <see cref="LargeArray{T}"/>. Here, where it fills a gap between fields.</summary>
    private protected int Start { get; set; }

    /// <summary>Whether <see cref="PointTo"/> may be called: few elements lie in the object itself.</summary>
    public bool IsMovable { get; private protected init; }

    /// <summary>Copies the elements of another storage of the same dtype, from one on, over all of these; the caller has pinned both and knows that there are enough.</summary>
    public abstract void CopyFrom(Storage other, int start);

    /// <summary>Lets go of the memory; before <see cref="PointTo"/> leads it elsewhere, this storage cannot be used.</summary>
    public abstract void Abandon();

    /// <summary>The same for a storage that has the same values: a buffer that this one has from the cache goes back at once, so that nobody may be using it.</summary>
    public void ShareWith(Storage other)
    {
        PointTo(other);
        Lease?.Return();
        Lease = null;
    }

    /// <summary>From now on this is the memory of <paramref name="other"/>, of the same dtype, which it keeps alive; what held this storage sees it change.</summary>
    public abstract void PointTo(Storage other);

    /// <summary>Overwrites all elements with <c>0xFF</c> bytes.</summary>
    public abstract void Poison();

    /// <summary>A storage of <paramref name="count"/> elements.</summary>
    public static Storage Allocate(DType dtype, int count, Placement placement = Placement.Undefined) => dtype switch
    {
        DType.Float32 => Storage<float>.New(count, placement),
        DType.Float64 => Storage<double>.New(count, placement),
        DType.Int64 => Storage<long>.New(count, placement),
        DType.Int32 => Storage<int>.New(count, placement),
        _ => Storage<bool>.New(count, placement),
    };
}

/// <summary>What memory a storage begins with.</summary>
internal enum Placement : byte
{
    /// <summary>Any, with any values.</summary>
    Undefined,

    /// <summary>Any, with zeros.</summary>
    Zeroed,

    /// <summary>Zeros that are never from the cache, and that <see cref="Storage.PointTo"/> may be given.</summary>
    Fixed,

    /// <summary>None, before <see cref="Storage.PointTo"/> leads it to some.</summary>
    None,
}

/// <summary>Storage in a managed array or, where the elements are few, in the object itself: small tensors cost what their objects cost, and this is one less.</summary>
internal class Storage<T> : Storage where T : unmanaged
{
    /// <summary>Null where the elements are in this object.</summary>
    private T[]? _array;

    /// <summary>Whose memory this is, if it was led there.</summary>
    private Storage? _owner;

    public Storage(T[] array) : this(array, array.Length) { }

    /// <summary>The first elements of an array, which may be a buffer from the cache.</summary>
    public Storage(LargeArray<T> array, int length, BufferLease? lease = null) : base(DTypes.Of<T>(), length, lease) => (_array, Start, IsMovable) = (array.Elements, array.Start, true);

    private Storage(int length) : base(DTypes.Of<T>(), length) { }

    private Storage(T[] array, int length) : base(DTypes.Of<T>(), length) => (_array, IsMovable) = (array, true);

    /// <summary>Where the first element is or would be. Few and Some have one field each, at the same place behind those of this class.</summary>
    public ref T First
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _array is { } array ? ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), (nint)(uint)Start) : ref Unsafe.As<Few>(this).Begin;
    }

    /// <summary>All elements.</summary>
    public Span<T> Elements
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Lease?.OnSpan();
            if (MemoryWatch.IsActive) MemoryWatch.ReportTouched(this);
            return MemoryMarshal.CreateSpan(ref First, Length);
        }
    }

    public override void CopyFrom(Storage other, int start)
    {
        var source = Unsafe.As<Storage<T>>(other);
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref source.First, start), Length).CopyTo(MemoryMarshal.CreateSpan(ref First, Length));
    }

    public override void Abandon() => (_array, Start, _owner) = ([], 0, null);

    public override void PointTo(Storage other)
    {
        var memory = (Storage<T>)other;
        if (memory._array is not { } array || array.Length - memory.Start < Length) throw new InvalidOperationException($"PointTo: {other.Length} elements cannot hold {Length}");
        (_array, Start, _owner) = (array, memory.Start, other);
    }

    public override void Poison() => MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref First, Length)).Fill(0xFF);

    /// <summary>Becomes the storage of so many elements of the buffer, which has come back and goes out again.</summary>
    public void Renew(int length) => (Length, IsRecycled) = (length, false);

    // Below 2 KB the runtime zeroes faster than it can be asked not to.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Storage<T> New(int count, bool zeroed) =>
        MemoryWatch.IsActive && MemoryWatch.Current?.Allocate<T>(count, zeroed) is { } served ? served
        : count <= 2 * sizeof(long) / Unsafe.SizeOf<T>() ? new Few(count)
        : count <= 8 * sizeof(long) / Unsafe.SizeOf<T>() ? new Some(count)
        : (long)count * Unsafe.SizeOf<T>() >= BufferCache.SmallestBytes ? BufferPool<T>.Take(count, zeroed)
        : new Storage<T>(zeroed || count < 512 ? new T[count] : GC.AllocateUninitializedArray<T>(count));

    /// <summary>See <see cref="Storage.Allocate"/>.</summary>
    public static Storage<T> New(int count, Placement placement) => placement switch
    {
        Placement.Fixed => new(new LargeArray<T>(count, zeroed: true), count),
        Placement.None => new([], count),
        _ => New(count, placement == Placement.Zeroed),
    };

    /// <summary>Zeroed memory that is never from the cache, as <see cref="New(int, bool)"/> would lay it out.</summary>
    public static Storage<T> Uncached(int count) => count <= 2 * sizeof(long) / Unsafe.SizeOf<T>() ? new Few(count) : new Storage<T>(new LargeArray<T>(count, zeroed: true), count);

    private sealed class Few(int length) : Storage<T>(length)
    {
        private Room _room;

        public ref T Begin => ref Unsafe.As<Room, T>(ref _room);

        [InlineArray(2)]
        private struct Room
        {
            private long _first;
        }
    }

    private sealed class Some(int length) : Storage<T>(length)
    {
#pragma warning disable CS0169, CA1823 // Read and written through Few.
        private Room _room;
#pragma warning restore CS0169, CA1823

        [InlineArray(8)]
        private struct Room
        {
            private long _first;
        }
    }
}
