using System.Numerics.Tensors;

namespace PyDeepTensorNet;

/// <summary>Exchange with <c>System.Numerics.Tensors</c>: its spans of any rank and layout see a tensor's memory as it is.</summary>
public sealed partial class Tensor
{
    /// <summary>A tensor with a copy of the elements of a span, or of a <c>System.Numerics.Tensors.Tensor</c>.</summary>
    /// <exception cref="DTypeException">No dtype stores <typeparamref name="T"/>.</exception>
    /// <exception cref="ShapeException">The elements exceed 2^31 - 1.</exception>
    public static Tensor From<T>(in ReadOnlyTensorSpan<T> values) where T : unmanaged
    {
        int[] dims = new int[values.Rank];
        for (int i = 0; i < dims.Length; i++) dims[i] = checked((int)values.Lengths[i]);
        Shape shape = Shape.Owning(dims);
        T[] data = new T[shape.ElementCount];
        values.FlattenTo(data);
        return Owning(data, shape);
    }

    /// <summary>The elements as a read-only span over the tensor's own memory, strided views too; a 0-d tensor has one axis of length 1.</summary>
    /// <exception cref="DTypeException"><typeparamref name="T"/> is not the element type.</exception>
    public ReadOnlyTensorSpan<T> AsReadOnlyTensorSpan<T>() where T : unmanaged
    {
        CheckElement<T>(nameof(AsReadOnlyTensorSpan));
        if (MemoryWatch.IsActive) MemoryWatch.ReportRead(nameof(AsReadOnlyTensorSpan), this);
        Storage.Lease?.Escaped = true;
        Layout(out nint[] lengths, out nint[] strides);
        return new(Window<T>(), lengths, strides);
    }

    private void Layout(out nint[] lengths, out nint[] strides)
    {
        // Along an axis that nobody steps along, .NET wants the stride 0.
        lengths = Rank == 0 ? [1] : new nint[Rank];
        strides = new nint[lengths.Length];
        for (int i = 0; i < Rank; i++) (lengths[i], strides[i]) = (Shape[i], Shape[i] == 1 || ElementCount == 0 ? 0 : Strides[i]);
    }
}
