namespace PyDeepTensorNet;

/// <summary>
/// The true class of each prediction, checked and copied. The classes lie along axis 1 of the input, or the only axis; a prediction to be ignored has the class -1.
/// </summary>
/// <param name="Classes">The classes in row-major order.</param>
/// <param name="Shape">The shape of the losses: the input's without the class axis.</param>
/// <param name="Axis">The class axis.</param>
internal readonly record struct ClassTargets(int[] Classes, Shape Shape, int Axis)
{
    /// <exception cref="ShapeException">The target has not the input's shape without the class axis.</exception>
    /// <exception cref="DTypeException">The target is not int64 or int32.</exception>
    /// <exception cref="TensorIndexException">A class does not exist.</exception>
    public static ClassTargets Of(string op, Shape input, Tensor target, int? ignoreIndex = null)
    {
        int axis = AxisOf(op, input);
        if (!target.DType.IsInteger()) throw new DTypeException($"{op}: the target {target.Describe()} must be int64 or int32, a class for each prediction; cast it with To(DType.Int64)");
        Shape shape = Shape.Owning([.. input.Dims[..axis], .. input.Dims[(axis + 1)..]]);
        if (target.Shape != shape) throw new ShapeException($"{op}: input {input} and target {target.Shape}: a target of class indices has the input's shape without axis {axis}, the classes: {shape}");
        return new(Places.Found(op, target, target.ElementCount, classes => Read(op, input, axis, target, ignoreIndex, classes)), shape, axis);
    }

    private static void Read(string op, Shape input, int axis, Tensor target, int? ignoreIndex, int[] classes)
    {
        int count = input[axis];
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        ReadOnlySpan<long> values = Places.Look(op, target);
        for (int i = 0; i < classes.Length; i++)
        {
            if (values[i] == ignoreIndex) classes[i] = -1;
            else if ((ulong)values[i] < (ulong)count) classes[i] = (int)values[i];
            else throw new TensorIndexException($"{op}: class {values[i]} at {Places.Position(i, target.Shape)} of the target is out of range: the input {input} has {count} classes on axis {axis}, {(count == 0 ? "none" : $"0 to {count - 1}")}{(ignoreIndex is null ? "" : $", and ignoreIndex is {ignoreIndex}")}");
        }
    }

    /// <summary>The axis of the classes: the second, or the only one.</summary>
    public static int AxisOf(string op, Shape input) =>
        input.Rank == 0 ? throw new ShapeException($"{op}: the input is 0-d and has no classes; it must be [classes], [batch, classes] or [batch, classes, ...]") : Math.Min(input.Rank - 1, 1);

    /// <summary>A class weight for each prediction, 0 where it is ignored.</summary>
    public Tensor WeightsOf(Tensor weight) => Apply.Part(new PickOp("ClassWeight", new Places(Classes, 1), Shape), weight);

    /// <summary>The places of the true classes in the input.</summary>
    public Places In(Shape input)
    {
        ClassTargets targets = this;
        return new(Journal.Capturing is { } recorder ? recorder.Numbers("Pick", [], () => targets.OffsetsIn(input)) : OffsetsIn(input), 1);
    }

    private int[] OffsetsIn(Shape input)
    {
        int length = input[Axis], inner = input.CountAfter(Axis);
        int[] offsets = new int[Classes.Length];
        for (int i = 0; i < offsets.Length; i++) offsets[i] = Classes[i] < 0 ? -1 : ((i / inner * length) + Classes[i]) * inner + (i % inner);
        return offsets;
    }

    /// <summary>Losses, 0 where they are ignored, times their weights and reduced; the mean is that of the weights, or of what is not ignored.</summary>
    public Tensor Reduce(string op, Tensor losses, Tensor? weights, Reduction reduction)
    {
        if (weights is not null) losses *= weights;
        if (reduction != Reduction.Mean) return Losses.Reduce(op, losses, reduction);
        return losses.Sum() / Total(weights, losses.DType);
    }

    /// <summary>What a weighted mean divides by.</summary>
    public Tensor Total(Tensor? weights, DType dtype)
    {
        if (weights is not null) return weights.Sum();
        int[] classes = Classes;
        return Journal.Capturing is { } recorder ? recorder.Computed("Count", [], () => Kept(classes, dtype)) : Kept(classes, dtype);

        static Tensor Kept(int[] classes, DType dtype)
        {
            Tensor count = Tensor.Empty(Shape.Scalar, dtype);
            int kept = classes.Length - classes.AsSpan().Count(-1);
            if (dtype == DType.Float32) count.Span<float>()[0] = kept;
            else count.Span<double>()[0] = kept;
            return count;
        }
    }

    /// <summary>Where there is a class.</summary>
    public static Tensor Mask(int[] classes, Shape shape)
    {
        return Journal.Capturing is { } recorder ? recorder.Computed("Mask", [], Make) : Make();

        Tensor Make() => Tensor.Owning(Array.ConvertAll(classes, c => c >= 0), shape);
    }

    /// <summary>Requires a number for each class.</summary>
    public static void CheckWeight(string op, Tensor? weight, Shape input, int axis, DType dtype)
    {
        if (weight is null) return;
        if (weight.DType != dtype) throw new DTypeException($"{op}: the weight {weight.Describe()} is not {dtype.Name()} like the input; cast it with To(DType.{dtype})");
        if (weight.Rank != 1 || weight.Shape[0] != input[axis]) throw new ShapeException($"{op}: the weight {weight.Shape} must be [{input[axis]}], a number for each class of the input {input} on axis {axis}");
    }
}
