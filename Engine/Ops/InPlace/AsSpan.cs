using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The elements as a span of the tensor's own memory, to read and write, without a copy. Counts as a write: a value that the open tape has saved
    /// must not be changed, and the backward sweep throws if it may have been. To read only, take <see cref="AsReadOnlySpan{T}"/>.
    /// </summary>
    /// <exception cref="DTypeException"><typeparamref name="T"/> is not the element type.</exception>
    /// <exception cref="ShapeException">The layout is strided; call <c>Contiguous()</c> first.</exception>
    public Span<T> AsSpan<T>() where T : unmanaged
    {
        CheckSpan<T>(nameof(AsSpan));
        if (MemoryWatch.IsActive) MemoryWatch.ReportRead(nameof(AsSpan), this);
        GuardWrite(nameof(AsSpan));
        Storage.Lease?.Escaped = true;
        return Span<T>();
    }

    /// <summary>
    /// The elements as a span over the tensor's own memory, strided views too, to read and write. Counts as a write, as <see cref="AsSpan{T}"/> does; a 0-d tensor has one axis of length 1.
    /// </summary>
    /// <exception cref="DTypeException"><typeparamref name="T"/> is not the element type.</exception>
    /// <exception cref="ShapeException">Elements of the view share memory; to read only, take <see cref="AsReadOnlyTensorSpan{T}"/>.</exception>
    public TensorSpan<T> AsTensorSpan<T>() where T : unmanaged
    {
        CheckElement<T>(nameof(AsTensorSpan));
        if (MemoryWatch.IsActive) MemoryWatch.ReportRead(nameof(AsTensorSpan), this);
        CheckApart(nameof(AsTensorSpan));
        GuardWrite(nameof(AsTensorSpan));
        Storage.Lease?.Escaped = true;
        Layout(out nint[] lengths, out nint[] strides);
        return new(Unsafe.As<Storage<T>>(Storage).Elements[Offset..], lengths, strides);
    }
}
