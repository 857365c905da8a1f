namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The slices of one axis that a list of indices names, in its order: y[.., j, ..] = x[.., index[j], ..]. Slices selected several times add up their gradients.</summary>
    /// <exception cref="ShapeException">The axis does not exist, or the index is not a list.</exception>
    /// <exception cref="DTypeException">The index is not int64 or int32.</exception>
    /// <exception cref="TensorIndexException">An index is negative or not below the size of the axis.</exception>
    public Tensor IndexSelect(int dim, Tensor index)
    {
        Shape result = SlicesShape("IndexSelect", dim, index, out Places places);
        return Apply.Part(new PickOp("IndexSelect", places, result), this);
    }

    /// <summary>A copy to which, for each j, alpha * source[.., j, ..] is added at slice index[j]; several to one slice add up.</summary>
    /// <exception cref="ShapeException">The axis does not exist, the index is not a list, or the source has not the shape of the indexed slices.</exception>
    /// <exception cref="DTypeException">The index is not int64 or int32, or the source is of another dtype or bool.</exception>
    /// <exception cref="TensorIndexException">An index is negative or not below the size of the axis.</exception>
    public Tensor IndexAdd(int dim, Tensor index, Tensor source, double alpha = 1)
    {
        Places places = Slices("IndexAdd", dim, index, ref source);
        return AddAt("IndexAdd", places, alpha == 1 ? source : source * alpha);
    }

    /// <summary>A copy whose slice index[j] is source[.., j, ..]; of several to one slice the last stays, and it alone receives the gradient.</summary>
    /// <exception cref="ShapeException">The axis does not exist, the index is not a list, or the source has not the shape of the indexed slices.</exception>
    /// <exception cref="DTypeException">The index is not int64 or int32, or the source is of another dtype.</exception>
    /// <exception cref="TensorIndexException">An index is negative or not below the size of the axis.</exception>
    public Tensor IndexCopy(int dim, Tensor index, Tensor source)
    {
        Places places = Slices("IndexCopy", dim, index, ref source);
        return Apply.Nary(new PutOp("IndexCopy", places), this, source);
    }

    /// <summary>A copy whose indexed slices hold one value.</summary>
    /// <exception cref="ShapeException">The axis does not exist, or the index is not a list.</exception>
    /// <exception cref="DTypeException">The index is not int64 or int32.</exception>
    /// <exception cref="TensorIndexException">An index is negative or not below the size of the axis.</exception>
    public Tensor IndexFill(int dim, Tensor index, double value) => IndexFill(dim, index, Full("IndexFill", Shape.Scalar, value, DType));

    /// <summary>A copy whose indexed slices hold one value, which receives the sum of their gradients.</summary>
    /// <exception cref="ShapeException">The axis does not exist, the index is not a list, or the value is not 0-d.</exception>
    /// <exception cref="DTypeException">The index is not int64 or int32, or the value is of another dtype.</exception>
    /// <exception cref="TensorIndexException">An index is negative or not below the size of the axis.</exception>
    public Tensor IndexFill(int dim, Tensor index, Tensor value)
    {
        if (value.Rank != 0) throw new ShapeException($"IndexFill: the value {value.Shape} must be 0-d; use IndexCopy for different values");
        Shape slices = SlicesShape("IndexFill", dim, index, out Places places);
        return Apply.Nary(new PutOp("IndexFill", places), this, AsOwnDType("IndexFill", value).Expand(slices));
    }

    private Places Slices(string op, int dim, Tensor index, ref Tensor source)
    {
        Shape slices = SlicesShape(op, dim, index, out Places places);
        if (source.Shape != slices) throw new ShapeException($"{op}: the source {source.Shape} does not fit: {index.ElementCount} slices of {Shape} along axis {dim} are {slices}");
        source = AsOwnDType(op, source);
        return places;
    }

    /// <summary>The shape of the slices that a list names, and where they are.</summary>
    private Shape SlicesShape(string op, int dim, Tensor index, out Places places)
    {
        int axis = Shape.Axis(op, dim);
        if (index.Rank > 1) throw new ShapeException($"{op}: the index {index.Shape} has {index.Rank} axes; it must be a list: Flatten it, or use Gather or Scatter with an index for each element");
        if (Rank == 0 && index.ElementCount != 1) throw new ShapeException($"{op}: a 0-d tensor takes one index, not the {index.ElementCount} of {index.Shape}; Reshape it to [1] first");
        places = Places.Slices(op, Shape, axis, index);
        if (Rank == 0) return Shape;
        int[] dims = Shape.ToArray();
        dims[axis] = index.ElementCount;
        return dims;
    }

    /// <summary>This plus <paramref name="source"/> at places.</summary>
    private Tensor AddAt(string op, Places places, Tensor source)
    {
        if (DType == DType.Bool) throw new DTypeException($"{op}: {Describe()} holds truth values, which do not add up; cast it with To(DType.Int64)");
        return this + Apply.Transform(new PlaceOp(places, Shape), source);
    }
}
