namespace PyDeepTensorNet;

/// <summary>What <see cref="Tensor.Pad(PadMode, ReadOnlySpan{int})"/> puts before and after a tensor.</summary>
public enum PadMode
{
    /// <summary>Zeros.</summary>
    Constant,

    /// <summary>The elements mirrored at the border, which is not repeated: 1 2 3 is followed by 2 1.</summary>
    Reflect,

    /// <summary>The element on the border over and over: 1 2 3 is followed by 3 3.</summary>
    Replicate,

    /// <summary>The elements from the other end: 1 2 3 is followed by 1 2.</summary>
    Circular,
}

public sealed partial class Tensor
{
    /// <summary>
    /// The tensor with elements of its own put before and after it along its last axes; a negative number cuts elements off. Where an element appears several times its gradient is the sum.
    /// </summary>
    /// <param name="mode">Which elements.</param>
    /// <param name="padding">Pairs (before, after), the last axis first, as in PyTorch: left, right, top, bottom.</param>
    /// <exception cref="ShapeException">
    /// The numbers are not pairs, are more than the axes take, cut off more than there is, or ask for more than the mode can give: Reflect less than the size of the axis, Circular no more than it,
    /// Replicate nothing of an empty one.
    /// </exception>
    public Tensor Pad(PadMode mode, params ReadOnlySpan<int> padding) => Pad("Pad:", mode, padding);

    /// <summary>The same for an operation whose messages begin with <paramref name="what"/>.</summary>
    private Tensor Pad(string what, PadMode mode, ReadOnlySpan<int> padding)
    {
        (int[] before, int[] after) = Padding(padding);
        if (mode == PadMode.Constant) return Pad(padding);
        Tensor padded = this;
        for (int axis = Rank - 1; axis >= 0; axis--)
        {
            if (before[axis] != 0 || after[axis] != 0) padded = padded.Pad(axis, before[axis], after[axis], mode, what, padding, Shape);
        }
        return padded;
    }

    private Tensor Pad(int axis, int before, int after, PadMode mode, string what, ReadOnlySpan<int> padding, Shape unpadded)
    {
        int size = Shape[axis], first = Math.Max(-before, 0), length = size - first - Math.Max(-after, 0);
        Tensor inside = Narrow(axis, first, length);
        int most = mode switch
        {
            PadMode.Reflect => Math.Max(size - 1, 0),
            PadMode.Circular => length,
            _ => size == 0 ? 0 : int.MaxValue,
        };
        if (Math.Max(before, after) > most) throw new ShapeException($"{what} {Shape.Format(padding)} for {unpadded}: {mode} can put {most} elements on a side of axis {axis}, not {Math.Max(before, after)}; pad less, or with another mode");
        var parts = new List<Tensor>(3);
        if (before > 0) parts.Add(Border(0, before));
        parts.Add(inside);
        if (after > 0) parts.Add(Border(size - 1, after));
        return parts.Count == 1 ? inside : Cat(parts, axis);

        Tensor Border(int edge, int count)
        {
            bool front = edge == 0;
            if (mode == PadMode.Circular) return inside.Narrow(axis, front ? length - count : 0, count);
            if (mode == PadMode.Reflect) return Narrow(axis, front ? 1 : edge - count, count).Flip(axis);
            int[] dims = Shape.ToArray();
            dims[axis] = count;
            return Narrow(axis, edge, 1).Expand(dims);
        }
    }
}
