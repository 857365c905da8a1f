namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// Copies the elements of <paramref name="source"/>, of this shape and dtype, to where this view points. The raw write beneath ops and in-place methods: neither recorded nor counted.
    /// </summary>
    internal void Write(Tensor source)
    {
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        switch (DType)
        {
            case DType.Float32: Copy<float>(source); break;
            case DType.Float64: Copy<double>(source); break;
            case DType.Int64: Copy<long>(source); break;
            case DType.Int32: Copy<int>(source); break;
            default: Copy<bool>(source); break;
        }
    }

    /// <summary>Adds the elements of <paramref name="source"/> likewise; truth values have no sum.</summary>
    internal void Accumulate(Tensor source)
    {
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        switch (DType)
        {
            case DType.Float32: Add<float>(source); break;
            case DType.Float64: Add<double>(source); break;
            case DType.Int64: Add<long>(source); break;
            case DType.Int32: Add<int>(source); break;
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>The whole storage; with <see cref="Offset"/> and <see cref="Strides"/>, for kernels that write.</summary>
    internal Span<T> Memory<T>() where T : unmanaged => System.Runtime.CompilerServices.Unsafe.As<Storage<T>>(Storage).Elements;

    private void Copy<T>(Tensor source) where T : unmanaged
    {
        if (IsContiguous && source.IsContiguous) source.Span<T>().CopyTo(Span<T>());
        else Kernels.Strided.Copy<T>(source.Memory<T>(), source.Offset, source.Strides, Memory<T>(), Offset, Strides, Shape);
    }

    private void Add<T>(Tensor source) where T : unmanaged, System.Numerics.INumber<T>
    {
        if (IsContiguous && source.IsContiguous) System.Numerics.Tensors.TensorPrimitives.Add<T>(Span<T>(), source.Span<T>(), Span<T>());
        else Kernels.Strided.Add<T>(source.Memory<T>(), source.Offset, source.Strides, Memory<T>(), Offset, Strides, Shape);
    }
}
