namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// Along one axis, the elements that an index tensor names: for three axes and dim 1, y[i, j, k] = x[i, index[i, j, k], k]. The result has the shape of the index, which may be smaller than
    /// this on the other axes, and of any size on <paramref name="dim"/>. Elements gathered several times add up their gradients.
    /// </summary>
    /// <exception cref="ShapeException">The axis does not exist, or the index has other axes or exceeds this on another axis.</exception>
    /// <exception cref="DTypeException">The index is not int64 or int32.</exception>
    /// <exception cref="TensorIndexException">An index is negative or not below the size of the axis.</exception>
    public Tensor Gather(int dim, Tensor index) => Apply.Part(new PickOp("Gather", Places.Along("Gather", Shape, dim, index), index.Shape), this);

    /// <summary>
    /// As <see cref="Gather"/>, but index and tensor broadcast on the other axes; the flattened tensor where <paramref name="dim"/> is null. What ArgMax and ArgSort return fits here.
    /// </summary>
    /// <exception cref="ShapeException">The axis does not exist, or the other axes do not broadcast.</exception>
    /// <exception cref="DTypeException">The index is not int64 or int32.</exception>
    /// <exception cref="TensorIndexException">An index is negative or not below the size of the axis.</exception>
    public Tensor TakeAlongDim(Tensor indices, int? dim = null)
    {
        if (dim is null) return Reshape(-1).Gather(0, indices.Reshape(-1));
        int axis = Shape.Axis("TakeAlongDim", dim.Value);
        if (Rank != indices.Rank) throw new ShapeException($"TakeAlongDim: {Shape} by index {indices.Shape}: {Rank} and {indices.Rank} axes; index and tensor must have as many, Unsqueeze one of them");
        if (Rank == 0) return Gather(0, indices);
        int[] own = Shape.ToArray(), index = indices.Shape.ToArray();
        own[axis] = index[axis] = 1;
        int[] common = Shape.Broadcast("TakeAlongDim", own, index).ToArray();
        common[axis] = Shape[axis];
        Tensor x = Expand(common);
        common[axis] = indices.Shape[axis];
        return x.Gather(axis, indices.Expand(common));
    }
}
