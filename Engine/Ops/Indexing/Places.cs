namespace PyDeepTensorNet;

/// <summary>
/// What all indexing comes down to: a list of places in a row-major tensor, each a run of consecutive elements. Index tensors are checked and copied when the list is made, so that
/// writing to them later changes nothing, and the derivative needs no check.
/// </summary>
/// <param name="Offsets">Where each run begins; -1 is no place (it reads as zeros and takes nothing).</param>
/// <param name="Run">The number of elements in each run.</param>
internal readonly record struct Places(int[] Offsets, int Run)
{
    /// <summary>One element for each of <paramref name="index"/>: its own coordinates, but on axis <paramref name="dim"/> what the index says. What Gather reads and Scatter writes.</summary>
    public static Places Along(string op, Shape shape, int dim, Tensor index) =>
        new(Journal.Capturing is { } recorder ? recorder.Numbers(op, [index], () => AlongOffsets(op, shape, dim, index)) : AlongOffsets(op, shape, dim, index), 1);

    private static int[] AlongOffsets(string op, Shape shape, int dim, Tensor index)
    {
        int axis = shape.Axis(op, dim);
        (Shape box, Shape own) = (AtLeastOneAxis(index.Shape), AtLeastOneAxis(shape));
        if (box.Rank != own.Rank) throw new ShapeException($"{op}: {shape} by index {index.Shape}: {own.Rank} and {box.Rank} axes; index and tensor must have as many, Unsqueeze and Expand the index");
        for (int i = 0; i < box.Rank; i++)
        {
            if (i != axis && box[i] > own[i]) throw new ShapeException($"{op}: {shape} by index {index.Shape}: size {box[i]} of axis {i} exceeds {own[i]}; the index may be larger only along axis {axis}");
        }
        long[] values = Read(op, index);
        int[] offsets = Corner(box, own, without: axis);
        for (int i = 0; i < offsets.Length; i++) offsets[i] += Check(op, values[i], i, index, own[axis], axis, shape) * own.Strides[axis];
        return offsets;
    }

    /// <summary>For each index, in order, the slice of that number on one axis; the axes before it outermost.</summary>
    public static Places Slices(string op, Shape shape, int axis, Tensor index)
    {
        Shape own = AtLeastOneAxis(shape);
        int outer = 1, run = RunAfter(own, axis);
        for (int i = 0; i < axis; i++) outer *= own[i];
        return new(Found(op, index, outer * index.ElementCount, offsets => FindSlices(op, shape, axis, index, outer, run, offsets)), run);
    }

    /// <summary>Numbers that are found from a tensor, now and at each replay.</summary>
    public static int[] Found(string op, Tensor source, int count, Action<int[]> find)
    {
        if (Journal.Capturing is { } recorder) return recorder.Numbers(op, [source], count, find);
        int[] found = new int[count];
        find(found);
        return found;
    }

    private static void FindSlices(string op, Shape shape, int axis, Tensor index, int outer, int run, int[] offsets)
    {
        Shape own = AtLeastOneAxis(shape);
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        ReadOnlySpan<long> values = Look(op, index);
        for (int i = 0; i < values.Length; i++)
        {
            int value = Check(op, values[i], i, index, own[axis], axis, shape);
            for (int j = 0; j < outer; j++) offsets[j * values.Length + i] = (j * own[axis] + value) * run;
        }
    }

    /// <summary>One element for each index into the flattened tensor; negative ones count from the end.</summary>
    public static Places Flat(string op, Shape shape, Tensor index) =>
        new(Journal.Capturing is { } recorder ? recorder.Numbers(op, [index], () => FlatOffsets(op, shape, index)) : FlatOffsets(op, shape, index), 1);

    private static int[] FlatOffsets(string op, Shape shape, Tensor index)
    {
        long[] values = Read(op, index);
        int[] offsets = new int[values.Length];
        int count = shape.ElementCount;
        for (int i = 0; i < offsets.Length; i++)
        {
            long value = values[i] < 0 ? values[i] + count : values[i];
            if ((ulong)value >= (ulong)count) throw OutOfRange(op, values[i], i, index, $"the elements of {shape}", -count, count);
            offsets[i] = (int)value;
        }
        return offsets;
    }

    /// <summary>The places where a contiguous mask is true.</summary>
    public static Places Where(ReadOnlySpan<bool> mask)
    {
        int[] offsets = new int[mask.Count(true)];
        for (int i = 0, next = 0; i < mask.Length; i++)
        {
            if (mask[i]) offsets[next++] = i;
        }
        return new(offsets, 1);
    }

    /// <summary>Places that follow from these: in a captured step they are found anew at each replay, as these are.</summary>
    public Places Derive(string op, Func<int[], int[]> offsets)
    {
        int[] own = Offsets;
        return this with { Offsets = Journal.Capturing is { } recorder ? recorder.Numbers(op, [], () => offsets(own)) : offsets(own) };
    }

    /// <summary>The place of every element.</summary>
    public int[] Elements()
    {
        if (Run == 1) return Offsets;
        int[] elements = new int[Offsets.Length * Run];
        for (int i = 0; i < elements.Length; i++) elements[i] = Offsets[i / Run] < 0 ? -1 : Offsets[i / Run] + i % Run;
        return elements;
    }

    /// <summary>Without the places that a later one in the list overwrites.</summary>
    public Places LastWriters(int elements) => Derive("Put", offsets => LastWriters(offsets, elements));

    private static int[] LastWriters(int[] places, int elements)
    {
        int[] offsets = (int[])places.Clone();
        bool[] written = new bool[elements];
        for (int i = offsets.Length - 1; i >= 0; i--)
        {
            if (offsets[i] < 0) continue;
            if (written[offsets[i]]) offsets[i] = -1;
            else written[offsets[i]] = true;
        }
        return offsets;
    }

    /// <summary>The indices as a copy.</summary>
    /// <exception cref="DTypeException">The tensor is not int64 or int32.</exception>
    public static long[] Read(string op, Tensor index)
    {
        CheckDType(op, index);
        return index.To(DType.Int64).ToArray<long>();
    }

    /// <summary>The indices where they lie, if they can be read there; the caller has a pin.</summary>
    /// <exception cref="DTypeException">The tensor is not int64 or int32.</exception>
    public static ReadOnlySpan<long> Look(string op, Tensor index)
    {
        CheckDType(op, index);
        return index.DType == DType.Int64 && index.IsContiguous ? index.Span<long>() : index.To(DType.Int64).ToArray<long>();
    }

    private static void CheckDType(string op, Tensor index)
    {
        if (!index.DType.IsInteger()) throw new DTypeException($"{op}: the index {index.Describe()} must be int64 or int32; {(index.DType == DType.Bool ? "turn a mask into indices with Nonzero()" : "cast it with To(DType.Int64)")}");
    }

    /// <summary>Coordinates of element number <paramref name="position"/>, as messages give them.</summary>
    public static string Position(int position, Shape shape)
    {
        int[] at = new int[shape.Rank];
        for (int i = at.Length - 1; i >= 0; i--) (position, at[i]) = Math.DivRem(position, shape[i]);
        return Shape.Format(at);
    }

    /// <summary>Where in <paramref name="shape"/> the elements of a tensor of sizes <paramref name="box"/> would lie by their coordinates, but that on axis <paramref name="without"/> taken as 0.</summary>
    private static int[] Corner(Shape box, Shape shape, int without)
    {
        int[] offsets = new int[box.ElementCount], at = new int[box.Rank];
        int offset = 0;
        for (int i = 0; i < offsets.Length; i++)
        {
            offsets[i] = offset;
            int axis = box.Rank - 1;
            while (axis >= 0 && ++at[axis] == box[axis])
            {
                if (axis != without) offset -= (box[axis] - 1) * shape.Strides[axis];
                at[axis--] = 0;
            }
            if (axis >= 0 && axis != without) offset += shape.Strides[axis];
        }
        return offsets;
    }

    private static int Check(string op, long value, int position, Tensor index, int size, int axis, Shape shape) =>
        (ulong)value < (ulong)size ? (int)value : throw OutOfRange(op, value, position, index, $"axis {axis} of {shape}", 0, size);

    private static TensorIndexException OutOfRange(string op, long value, int position, Tensor index, string where, int lowest, int size) =>
        new($"{op}: index {value} at {Position(position, index.Shape)} of the index tensor is out of range for {where}: {(size == 0 ? "there are none" : $"indices run from {lowest} to {size - 1}")}");

    private static int RunAfter(Shape shape, int axis)
    {
        int run = 1;
        for (int i = axis + 1; i < shape.Rank; i++) run *= shape[i];
        return run;
    }

    private static Shape AtLeastOneAxis(Shape shape) => shape.Rank == 0 ? [1] : shape;
}
