namespace PyDeepTensorNet;

/// <summary>What all losses share: operands that fit, and the reduction.</summary>
internal static class Losses
{
    /// <summary>The losses of the elements reduced.</summary>
    public static Tensor Reduce(string op, Tensor losses, Reduction reduction) => reduction switch
    {
        Reduction.None => losses,
        Reduction.Mean => losses.Mean(),
        Reduction.Sum => losses.Sum(),
        Reduction.BatchMean => losses.Sum() / Batch(op, losses.Shape),
        _ => throw new ArgumentOutOfRangeException(nameof(reduction), $"{op}: {(int)reduction} is no Reduction; it is None, Mean, Sum or BatchMean"),
    };

    /// <summary>Requires operands of one shape and one floating dtype: broadcasting a loss silently compares everything with everything.</summary>
    public static void CheckPair(string op, Tensor a, Tensor b, string nameA = "input", string nameB = "target")
    {
        CheckDTypes(op, a, b, nameA, nameB);
        CheckShapes(op, a.Shape, b.Shape, nameA, nameB);
    }

    /// <exception cref="DTypeException">The dtypes differ, or are not floating.</exception>
    public static void CheckDTypes(string op, Tensor a, Tensor b, string nameA, string nameB)
    {
        CheckFloating(op, a, nameA);
        if (a.DType != b.DType) throw new DTypeException($"{op}: {nameA} {a.Describe()} and {nameB} {b.Describe()} differ in dtype; cast the {nameB} with To(DType.{a.DType})");
    }

    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public static void CheckFloating(string op, Tensor a, string name)
    {
        if (!a.DType.IsFloating()) throw new DTypeException($"{op}: {name} {a.Describe()} is not floating; cast it with To(DType.Float32)");
    }

    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static void CheckShapes(string op, Shape a, Shape b, string nameA, string nameB)
    {
        if (a == b) return;
        if (a.Rank != b.Rank) throw new ShapeException($"{op}: {nameA} {a} and {nameB} {b} have {a.Rank} and {b.Rank} axes; a loss does not broadcast: Reshape, Squeeze or Unsqueeze one of them");
        int axis = 0;
        while (a[axis] == b[axis]) axis++;
        throw new ShapeException($"{op}: {nameA} {a} and {nameB} {b} differ: sizes {a[axis]} and {b[axis]} of axis {axis}; a loss does not broadcast: compare equal shapes, or Expand one of them");
    }

    /// <summary>The losses times a weight that broadcasts to their shape, if there is one.</summary>
    public static Tensor Weigh(string op, Tensor losses, Tensor? weight)
    {
        if (weight is null) return losses;
        CheckWeight(op, weight, losses.Shape, losses.DType);
        return losses * weight;
    }

    /// <summary>Requires a weight that multiplies the losses without making them larger.</summary>
    public static void CheckWeight(string op, Tensor weight, Shape shape, DType dtype, string name = "weight")
    {
        if (weight.DType != dtype) throw new DTypeException($"{op}: {name} {weight.Describe()} is not {dtype.Name()} like the input; cast it with To(DType.{dtype})");
        if (Shape.Broadcast(op, shape, weight.Shape) != shape) throw new ShapeException($"{op}: {name} {weight.Shape} does not broadcast to the losses' shape {shape}");
    }

    /// <exception cref="ArgumentException">An element is below 0 or above 1.</exception>
    public static void CheckProbabilities(string op, Tensor values, string name, string remedy)
    {
        Tensor dense = values.Contiguous();
        int at = values.DType == DType.Float32 ? FirstOutside<float>(dense) : FirstOutside<double>(dense);
        if (at < 0) return;
        string value = (values.DType == DType.Float32 ? dense.Span<float>()[at] : dense.Span<double>()[at]).ToString(System.Globalization.CultureInfo.InvariantCulture);
        throw new ArgumentException($"{op}: {name} {values.Describe()} holds {value} at {Places.Position(at, values.Shape)}, which is not in [0, 1]; {remedy}");

        static int FirstOutside<T>(Tensor dense) where T : unmanaged, System.Numerics.INumber<T>
        {
            ReadOnlySpan<T> span = dense.Span<T>();
            for (int i = 0; i < span.Length; i++)
            {
                if (span[i] < T.Zero || span[i] > T.One) return i;
            }
            return -1;
        }
    }

    private static int Batch(string op, Shape shape) =>
        shape.Rank > 0 ? shape[0] : throw new ShapeException($"{op}: the losses are 0-d, and BatchMean divides by the size of the first axis; use Sum");
}
