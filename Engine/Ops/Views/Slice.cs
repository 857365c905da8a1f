namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// A view of every <paramref name="step"/>-th element along an axis from <paramref name="start"/> up to <paramref name="end"/> (excluded), by Python's rules: a negative bound counts from
    /// the end, a missing or too far one is the end of the axis. The gradient is zero outside the slice.
    /// </summary>
    /// <exception cref="ShapeException">The axis does not exist, or the step is not positive.</exception>
    public Tensor Slice(int dim, int? start = null, int? end = null, int step = 1)
    {
        int axis = SliceAxis(nameof(Slice), dim);
        (int first, int length) = SliceBounds(nameof(Slice), axis, start, end, step);
        return Stretch(axis, first, length, step);
    }

    /// <summary>Where a slice begins on an axis, and how many elements it takes.</summary>
    private (int First, int Length) SliceBounds(string op, int axis, int? start, int? end, int step)
    {
        if (step < 1) throw new ShapeException($"{op}: step {step} is not positive; slice forwards and reverse with Flip({axis})");
        int size = Shape[axis], first = Clamp(start ?? 0, size), length = Math.Max(0, Clamp(end ?? size, size) - first);
        return (first, (int)(((long)length + step - 1) / step));

        static int Clamp(int bound, int size) => Math.Clamp(bound < 0 ? bound + size : bound, 0, size);
    }

    /// <summary>A view of <paramref name="length"/> elements along an axis from <paramref name="start"/> on, which may be counted from the end; the gradient is zero outside.</summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    /// <exception cref="TensorIndexException">The elements do not lie within the axis.</exception>
    public Tensor Narrow(int dim, int start, int length)
    {
        int axis = SliceAxis(nameof(Narrow), dim), size = Shape[axis];
        int first = start < 0 ? start + size : start;
        if (first < 0 || length < 0 || first > size - length)
        {
            throw new TensorIndexException($"Narrow: {length} elements from {start} on do not lie within axis {axis} of {Describe()}, size {size}; start + length may be {size} at most");
        }
        return Stretch(axis, first, length, 1);
    }

    /// <summary>A view of the elements at one place of an axis, which falls away; a negative <paramref name="index"/> counts from the end. The gradient is zero elsewhere.</summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    /// <exception cref="TensorIndexException">The index is out of range.</exception>
    public Tensor Select(int dim, int index)
    {
        int axis = SliceAxis(nameof(Select), dim), size = Shape[axis], place = index < 0 ? index + size : index;
        if ((uint)place >= (uint)size) throw OutOfRange("Select", index, axis);
        return Apply.Part(new SliceOp(axis, place, 1, 1, Drop: true), this);
    }

    /// <summary>The error for one place, an integer or C# index, that is not on an axis.</summary>
    internal TensorIndexException OutOfRange(string op, object index, int axis) => new(Shape[axis] == 0
        ? $"{op}: index {index} is out of range: axis {axis} of {Describe()} has no elements"
        : $"{op}: index {index} is out of range for axis {axis} of {Describe()}, size {Shape[axis]}; valid are {-Shape[axis]} to {Shape[axis] - 1}");

    private Tensor Stretch(int axis, int start, int length, int step) =>
        length == Shape[axis] ? this : Apply.Part(new SliceOp(axis, start, length, step, Drop: false), this);

    private int SliceAxis(string op, int dim)
    {
        if (Rank == 0) throw new ShapeException($"{op}: the 0-d tensor {Describe()} has no axis to index; take its value with Item(), or add an axis with Unsqueeze(0)");
        return Shape.Axis(op, dim);
    }
}

/// <summary>Places Start, Start + Step, ... of one axis, which falls away where <paramref name="Drop"/> is set (and Length is 1).</summary>
internal readonly record struct SliceOp(int Axis, int Start, int Length, int Step, bool Drop) : IPartOp
{
    public string Name => Drop ? "Select" : "Slice";

    public Residuals Residuals => Residuals.None;

    public Stretch? Stretch => Step == 1 ? new(Axis, Start, Start + Length) : null;

    public Tensor Forward(Tensor x)
    {
        ReadOnlySpan<int> oldDims = x.Shape, oldStrides = x.Strides;
        int kept = Drop ? 0 : 1;
        int[] dims = new int[oldDims.Length - 1 + kept];
        oldDims[..Axis].CopyTo(dims);
        oldDims[(Axis + 1)..].CopyTo(dims.AsSpan(Axis + kept));
        if (!Drop) dims[Axis] = Length;
        int offset = x.Offset + Start * oldStrides[Axis];
        // Along the outermost axis a contiguous tensor stays so: the common case, without strides to write down.
        if (Axis == 0 && x.IsContiguous && (Step == 1 || Drop)) return x.Alias(Shape.Owning(dims), null, offset);
        int[] strides = new int[dims.Length];
        oldStrides[..Axis].CopyTo(strides);
        oldStrides[(Axis + 1)..].CopyTo(strides.AsSpan(Axis + kept));
        if (!Drop) strides[Axis] = oldStrides[Axis] * Step;
        return x.Alias(Shape.Owning(dims), strides, offset);
    }

    public void AddTo(Tensor x, Tensor part) => Forward(x).Accumulate(part);
}
