namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>A copy in which <paramref name="source"/> stands for the part that <see cref="Slice"/> would give; that part gets no gradient, the source gets its cotangent.</summary>
    /// <exception cref="ShapeException">The tensor is 0-d, the axis does not exist, the step is not positive, or the source has not the shape of the part.</exception>
    /// <exception cref="DTypeException">The source is of another dtype.</exception>
    public Tensor SliceScatter(Tensor source, int dim = 0, int? start = null, int? end = null, int step = 1)
    {
        int axis = SliceAxis(nameof(SliceScatter), dim);
        (int first, int length) = SliceBounds(nameof(SliceScatter), axis, start, end, step);
        return Replace(new SliceOp(axis, first, length, step, Drop: false), "SliceScatter", source);
    }

    /// <summary>A copy in which <paramref name="source"/> stands at one place of an axis; a negative <paramref name="index"/> counts from the end.</summary>
    /// <exception cref="ShapeException">The tensor is 0-d, the axis does not exist, or the source has not the shape of the place.</exception>
    /// <exception cref="DTypeException">The source is of another dtype.</exception>
    /// <exception cref="TensorIndexException">The index is out of range.</exception>
    public Tensor SelectScatter(Tensor source, int dim, int index)
    {
        int axis = SliceAxis(nameof(SelectScatter), dim), size = Shape[axis], place = index < 0 ? index + size : index;
        if ((uint)place >= (uint)size) throw OutOfRange("SelectScatter", index, axis);
        return Replace(new SliceOp(axis, place, 1, 1, Drop: true), "SelectScatter", source);
    }

    /// <summary>A copy in which <paramref name="source"/> stands for the diagonal that <see cref="Diagonal"/> would give.</summary>
    /// <exception cref="ShapeException">The tensor has fewer than two axes, an axis does not exist, both are the same, or the source has not the shape of the diagonal.</exception>
    /// <exception cref="DTypeException">The source is of another dtype.</exception>
    public Tensor DiagonalScatter(Tensor source, int offset = 0, int dim1 = 0, int dim2 = 1)
    {
        (int axis1, int axis2) = MatrixAxes("DiagonalScatter", dim1, dim2);
        return Replace(new DiagonalOp(offset, axis1, axis2), "DiagonalScatter", source);
    }

    private Tensor Replace<TPart>(TPart part, string op, Tensor source) where TPart : struct, IPartOp
    {
        Shape shape = part.Forward(this).Shape;
        if (source.Shape != shape) throw new ShapeException($"{op}: the source {source.Shape} does not replace a part {shape} of {Shape}; give it that shape, say with Expand or Reshape");
        return Apply.Nary(new ReplaceOp<TPart>(part, op), this, AsOwnDType(op, source));
    }
}

/// <summary>A copy of a tensor with one view of it, whose elements do not share memory, overwritten by a source.</summary>
internal readonly record struct ReplaceOp<TPart>(TPart Part, string Name) : INaryOp where TPart : struct, IPartOp
{
    public Residuals Residuals => Residuals.None;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        Tensor y = inputs[0].Clone();
        Part.Forward(y).Write(inputs[1]);
        return y;
    }

    public void Vjp(Pullback pull)
    {
        if (pull.Needs(0)) pull.Add(0, Apply.Nary(this, pull.Dy, Tensor.Zeros(pull.Shape(1), pull.Dy.DType)));
        if (pull.Needs(1)) pull.Add(1, Apply.Part(Part, pull.Dy));
    }
}
