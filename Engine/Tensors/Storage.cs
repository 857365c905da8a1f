using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PyDeepTensorNet;

/// <summary>The memory that a tensor and its views share. The only place that knows where elements live.</summary>
internal abstract class Storage(DType dtype, BufferLease? lease = null)
{
    /// <summary>The element type.</summary>
    public readonly DType DType = dtype;

    /// <summary>Of memory that the cache hands out again when this storage is unreachable; else null.</summary>
    public readonly BufferLease? Lease = lease;

    /// <summary>Counts in-place writes, so that a value saved for the backward sweep and overwritten since is noticed.</summary>
    public int Version;

    /// <summary>Elements held.</summary>
    public abstract int Length { get; }

    /// <summary>Memory for <paramref name="count"/> elements; their values are undefined where <paramref name="zeroed"/> is false.</summary>
    public static Storage Allocate(DType dtype, int count, bool zeroed = false) => dtype switch
    {
        DType.Float32 => Storage<float>.New(count, zeroed),
        DType.Float64 => Storage<double>.New(count, zeroed),
        DType.Int64 => Storage<long>.New(count, zeroed),
        DType.Int32 => Storage<int>.New(count, zeroed),
        _ => Storage<bool>.New(count, zeroed),
    };
}

/// <summary>Storage in a managed array or, where the elements are few, in the object itself: small tensors cost what their objects cost, and this is one less.</summary>
internal class Storage<T> : Storage where T : unmanaged
{
    /// <summary>Null where the elements are in this object.</summary>
    private readonly T[]? _array;
    private readonly int _length;

    public Storage(T[] array) : base(DTypes.Of<T>()) => (_array, _length) = (array, array.Length);

    /// <summary>A buffer from the cache, which may be longer.</summary>
    public Storage(T[] array, int length, BufferLease lease) : base(DTypes.Of<T>(), lease) => (_array, _length) = (array, length);

    private Storage(int length) : base(DTypes.Of<T>()) => _length = length;

    public override int Length => _length;

    /// <summary>Where the first element is or would be. Few and Some have one field each, at the same place behind those of this class.</summary>
    public ref T First
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _array is { } array ? ref MemoryMarshal.GetArrayDataReference(array) : ref Unsafe.As<Few>(this).Start;
    }

    /// <summary>All elements.</summary>
    public Span<T> Elements
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Lease?.OnSpan();
            return MemoryMarshal.CreateSpan(ref First, _length);
        }
    }

    // Below 2 KB the runtime zeroes faster than it can be asked not to.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Storage<T> New(int count, bool zeroed) =>
        count <= 2 * sizeof(long) / Unsafe.SizeOf<T>() ? new Few(count)
        : count <= 8 * sizeof(long) / Unsafe.SizeOf<T>() ? new Some(count)
        : (long)count * Unsafe.SizeOf<T>() >= BufferCache.SmallestBytes ? BufferPool<T>.Take(count, zeroed)
        : new Storage<T>(zeroed || count < 512 ? new T[count] : GC.AllocateUninitializedArray<T>(count));

    private sealed class Few(int length) : Storage<T>(length)
    {
        private Room _room;

        public ref T Start => ref Unsafe.As<Room, T>(ref _room);

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
