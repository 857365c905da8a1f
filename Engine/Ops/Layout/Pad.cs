namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The tensor with elements of one value put before and after it along its last axes; a negative number cuts elements off. The cotangent of the padding is dropped.
    /// </summary>
    /// <param name="padding">Pairs (before, after), the last axis first, as in PyTorch: <c>[left, right, top, bottom]</c>.</param>
    /// <param name="value">What to fill in.</param>
    /// <exception cref="ShapeException">The numbers are not pairs, are more than the axes take, or cut off more than there is.</exception>
    /// <exception cref="DTypeException">An integer or bool tensor would be padded with a value that it cannot hold.</exception>
    public Tensor Pad(ReadOnlySpan<int> padding, double value = 0)
    {
        (int[] before, int[] after) = Padding(padding);
        if (!DType.IsFloating() && (DType == DType.Bool ? value is not (0 or 1) : value != Math.Truncate(value))) throw new DTypeException($"Pad: {Describe()} does not hold {value.ToString(System.Globalization.CultureInfo.InvariantCulture)}; pad with a value of its dtype, or cast with To(DType.Float32)");
        if (!padding.ContainsAnyExcept(0)) return this;
        return Apply.Transform(new PadOp(before, after, value), this);
    }

    /// <summary>The numbers for each axis; a negative one cuts off.</summary>
    private (int[] Before, int[] After) Padding(ReadOnlySpan<int> padding)
    {
        if (padding.Length % 2 != 0 || padding.Length > 2 * Rank) throw new ShapeException($"Pad: {Shape.Format(padding)} for {Shape}: give a pair (before, after) for each of the last axes, at most {Rank}, the last axis first");
        int[] before = new int[Rank], after = new int[Rank];
        for (int i = 0; i < padding.Length / 2; i++) (before[^(i + 1)], after[^(i + 1)]) = (padding[2 * i], padding[2 * i + 1]);
        for (int axis = 0; axis < Rank; axis++)
        {
            if (Math.Max(-(long)before[axis], 0) + Math.Max(-(long)after[axis], 0) > Shape[axis]) throw new ShapeException($"Pad: {Shape.Format(padding)} cuts off more than the {Shape[axis]} elements that {Shape} has along axis {axis}; cut off less");
        }
        return (before, after);
    }
}

/// <summary>Elements to put before and after along each axis, negative to cut off.</summary>
internal readonly record struct PadOp(int[] Before, int[] After, double Value) : ITransformOp
{
    public string Name => "Pad";

    public Residuals Residuals => Residuals.None;

    public Tensor Forward(Tensor x)
    {
        int[] dims = x.Shape.ToArray();
        for (int i = 0; i < dims.Length; i++) dims[i] = Shape.Size("Pad", (long)dims[i] + Before[i] + After[i], i);
        Tensor y = Tensor.Full(Shape.Owning(dims), Value, x.DType), inside = y;
        for (int i = 0; i < dims.Length; i++)
        {
            int first = Math.Max(-Before[i], 0), length = x.Shape[i] - first - Math.Max(-After[i], 0);
            inside = inside.Narrow(i, Math.Max(Before[i], 0), length);
            x = x.Narrow(i, first, length);
        }
        inside.Write(x);
        return y;
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) =>
        Apply.Transform(new PadOp(Array.ConvertAll(Before, n => -n), Array.ConvertAll(After, n => -n), 0), dy);
}
