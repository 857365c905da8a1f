namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// A copy in which the elements of a source, in row-major order, stand where a mask is true; mask and tensor broadcast. What was replaced gets no gradient, nor does what the source has left over.
    /// </summary>
    /// <exception cref="ShapeException">The shapes do not broadcast, or the source has fewer elements than the mask is true.</exception>
    /// <exception cref="DTypeException">The mask is not bool, or the source of another dtype.</exception>
    public Tensor MaskedScatter(Tensor mask, Tensor source)
    {
        CheckMask("MaskedScatter", mask);
        Shape shape = Shape.Broadcast("MaskedScatter", Shape, mask.Shape);
        Places places = Places.Where(mask.Expand(shape).Contiguous().Span<bool>());
        int count = places.Offsets.Length;
        if (source.ElementCount < count) throw new ShapeException($"MaskedScatter: the source {source.Shape} has {source.ElementCount} elements, the mask {mask.Shape} is true {count} times for {shape}; give an element for each");
        return Apply.Nary(new PutOp("MaskedScatter", places), Expand(shape), AsOwnDType("MaskedScatter", source).Flatten().Narrow(0, 0, count));
    }
}
