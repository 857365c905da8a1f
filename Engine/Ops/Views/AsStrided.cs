namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// Elements of the flattened tensor at regular distances: y[i, j, ..] = x[offset + i stride0 + j stride1 + ..], a copy. Elements read several times add up their gradients.
    /// Unlike PyTorch's this does not depend on how the tensor lies in memory: it counts in row-major order.
    /// </summary>
    /// <exception cref="ShapeException">Sizes and strides differ in number, or a size, a stride or the offset is negative.</exception>
    /// <exception cref="TensorIndexException">A place lies beyond the last element.</exception>
    public Tensor AsStrided(ReadOnlySpan<int> size, ReadOnlySpan<int> strides, int offset = 0)
    {
        if (size.Length != strides.Length) throw new ShapeException($"AsStrided: {size.Length} sizes {Shape.Format(size)} and {strides.Length} strides {Shape.Format(strides)}; give a stride for each axis");
        Shape result = Shape.Create(size);
        long last = offset, first = offset;
        for (int i = 0; i < size.Length; i++)
        {
            last += (long)(size[i] - 1) * strides[i];
            first = Math.Min(first, strides[i]);
        }
        if (first < 0) throw new ShapeException($"AsStrided: strides {Shape.Format(strides)} from {offset} on: neither may be negative; reverse an axis with Flip");
        if (result.ElementCount > 0 && last >= ElementCount) throw new TensorIndexException($"AsStrided: {result} with strides {Shape.Format(strides)} from {offset} on reaches place {last}, {Shape} has {ElementCount} elements; take fewer or nearer ones");
        int[] offsets = new int[result.ElementCount];
        for (int i = 0; i < offsets.Length; i++)
        {
            int rest = i, at = offset;
            for (int axis = size.Length - 1; axis >= 0; axis--)
            {
                (rest, int place) = Math.DivRem(rest, size[axis]);
                at += place * strides[axis];
            }
            offsets[i] = at;
        }
        return Apply.Part(new PickOp("AsStrided", new(offsets, 1), result), this);
    }
}
