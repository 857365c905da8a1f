namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The elements that an index tensor names in the flattened tensor, in the shape of the index; negative ones count from the end.</summary>
    /// <exception cref="DTypeException">The index is not int64 or int32.</exception>
    /// <exception cref="TensorIndexException">An index is out of range.</exception>
    public Tensor Take(Tensor index) => Apply.Part(new PickOp("Take", Places.Flat("Take", Shape, index), index.Shape), this);

    /// <summary>
    /// A copy with elements of the flattened tensor replaced: y[index[j]] = source[j], of several to one place the last, or the sum of all and what was there where <paramref name="accumulate"/> is
    /// true. Negative indices count from the end.
    /// </summary>
    /// <exception cref="ShapeException">Index and source differ in their number of elements.</exception>
    /// <exception cref="DTypeException">The index is not int64 or int32, or the source is of another dtype.</exception>
    /// <exception cref="TensorIndexException">An index is out of range.</exception>
    public Tensor Put(Tensor index, Tensor source, bool accumulate = false)
    {
        if (index.ElementCount != source.ElementCount) throw new ShapeException($"Put: {index.ElementCount} indices {index.Shape} and {source.ElementCount} elements {source.Shape}; give as many of one as of the other");
        Places places = Places.Flat("Put", Shape, index);
        source = AsOwnDType("Put", source);
        return accumulate ? AddAt("Put", places, source) : Apply.Nary(new PutOp("Put", places), this, source);
    }

    /// <summary>The elements where a mask is true, in row-major order, as a 1-d tensor; mask and tensor broadcast.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">The mask is not bool.</exception>
    public Tensor MaskedSelect(Tensor mask)
    {
        if (mask.DType != DType.Bool) throw new DTypeException($"MaskedSelect: the mask {mask.Describe()} must be bool; compare it, say with Ne(0), or use Take for indices");
        Shape shape = Shape.Broadcast("MaskedSelect", Shape, mask.Shape);
        Places places = Places.Where(mask.Expand(shape).Contiguous().Span<bool>());
        return Apply.Part(new PickOp("MaskedSelect", places, [places.Offsets.Length]), Expand(shape));
    }
}
