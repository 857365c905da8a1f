using System.Runtime.CompilerServices;

namespace PyDeepTensorNet;

/// <summary>The memory that a tensor and its views share. The only place that knows where elements live.</summary>
internal abstract class Storage(DType dtype)
{
    /// <summary>The element type.</summary>
    public readonly DType DType = dtype;

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

/// <summary>Storage in a managed array.</summary>
internal sealed class Storage<T>(T[] data) : Storage(DTypes.Of<T>()) where T : unmanaged
{
    public readonly T[] Data = data;

    public override int Length => Data.Length;

    // Below 2 KB the runtime zeroes faster than it can be asked not to.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Storage<T> New(int count, bool zeroed) =>
        new(zeroed || count < 512 ? new T[count] : GC.AllocateUninitializedArray<T>(count));
}
