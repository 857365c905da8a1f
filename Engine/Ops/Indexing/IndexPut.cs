namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// A copy with elements replaced at the places that index tensors and masks name, as <c>x[..]</c> reads them; of several to one place the last stays and gets the gradient, or all are added to
    /// what was there where <paramref name="accumulate"/> is true. Recorded, where writing to <c>x[..]</c> is not.
    /// </summary>
    /// <param name="indices">An index tensor for each axis from the first on, a mask for as many as it has, null for a whole axis.</param>
    /// <param name="values">What to write; it broadcasts to the part.</param>
    /// <param name="accumulate">Whether to add.</param>
    /// <exception cref="ShapeException">A mask's shape is not that of its axes, index tensors do not broadcast, or the values do not broadcast to the part.</exception>
    /// <exception cref="DTypeException">An index tensor is not int32, int64 or bool, or the values are of another dtype.</exception>
    /// <exception cref="TensorIndexException">There is no index or there are more than axes, or an index is out of range.</exception>
    public Tensor IndexPut(IReadOnlyList<Tensor?> indices, Tensor values, bool accumulate = false)
    {
        var items = new List<AdvancedIndex.Item>(indices.Count);
        int axis = 0;
        foreach (Tensor? index in indices)
        {
            if (index is not null) items.Add(new(axis, axis, index));
            axis += index is { DType: DType.Bool } ? index.Rank : 1;
        }
        if (axis > Rank || items.Count == 0) throw new TensorIndexException($"IndexPut: {items.Count} index tensors that cover {axis} axes of {Describe()}; give one or more, for {Rank} axes at most");
        Places places = AdvancedIndex.Resolve(this, this, items, out Shape part);
        values = ForPart("IndexPut", values, part).Expand(part);
        return accumulate ? AddAt("IndexPut", places, values) : Apply.Nary(new PutOp("IndexPut", places), this, values);
    }
}
