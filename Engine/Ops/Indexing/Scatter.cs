namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// A copy with elements replaced along one axis: for three axes and dim 1, y[i, index[i, j, k], k] = source[i, j, k]. The source may be larger than the index; what exceeds it is not used. Of
    /// several to one place the last in row-major order stays, and it alone receives the gradient; no gradient reaches what was replaced.
    /// </summary>
    /// <exception cref="ShapeException">The axis does not exist, or the index has other axes, exceeds this on another axis, or exceeds the source.</exception>
    /// <exception cref="DTypeException">The index is not int64 or int32, or the source is of another dtype.</exception>
    /// <exception cref="TensorIndexException">An index is negative or not below the size of the axis.</exception>
    public Tensor Scatter(int dim, Tensor index, Tensor source)
    {
        Places places = Places.Along("Scatter", Shape, dim, index);
        return Apply.Nary(new PutOp("Scatter", places), this, Corner("Scatter", index, source));
    }

    /// <summary>A copy in which one value replaces the elements that <see cref="Scatter(int, Tensor, Tensor)"/> would.</summary>
    /// <exception cref="ShapeException">The axis does not exist, or the index has other axes or exceeds this on another axis.</exception>
    /// <exception cref="DTypeException">The index is not int64 or int32.</exception>
    /// <exception cref="TensorIndexException">An index is negative or not below the size of the axis.</exception>
    public Tensor Scatter(int dim, Tensor index, double value) => Scatter(dim, index, Full("Scatter", index.Shape, value, DType));

    /// <summary>
    /// A copy with elements added along one axis: for three axes and dim 1, y[i, index[i, j, k], k] += source[i, j, k]. Several to one place add up; the source may be larger than the index.
    /// The derivative of <see cref="Gather"/>, as that is of this.
    /// </summary>
    /// <exception cref="ShapeException">The axis does not exist, or the index has other axes, exceeds this on another axis, or exceeds the source.</exception>
    /// <exception cref="DTypeException">The index is not int64 or int32, or the source is of another dtype or bool.</exception>
    /// <exception cref="TensorIndexException">An index is negative or not below the size of the axis.</exception>
    public Tensor ScatterAdd(int dim, Tensor index, Tensor source)
    {
        Places places = Places.Along("ScatterAdd", Shape, dim, index);
        return AddAt("ScatterAdd", places, Corner("ScatterAdd", index, source));
    }

    /// <summary>The part of the source that the index covers.</summary>
    private Tensor Corner(string op, Tensor index, Tensor source)
    {
        source = AsOwnDType(op, source);
        if (source.Shape == index.Shape) return source;
        if (source.Rank != index.Rank) throw new ShapeException($"{op}: index {index.Shape} and source {source.Shape} have {index.Rank} and {source.Rank} axes; they must have as many");
        Shape whole = source.Shape;
        for (int i = 0; i < index.Rank; i++)
        {
            if (index.Shape[i] > whole[i]) throw new ShapeException($"{op}: index {index.Shape} exceeds source {whole}: sizes {index.Shape[i]} and {whole[i]} of axis {i}; each index needs its source");
            source = source.Narrow(i, 0, index.Shape[i]);
        }
        return source;
    }
}
