namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Views of that many parts of an axis, as equal as can be: where it does not divide, the first parts have one element more.</summary>
    /// <exception cref="ShapeException">The axis does not exist, or the number is not positive.</exception>
    public Tensor[] TensorSplit(int sections, int dim = 0)
    {
        int axis = SliceAxis(nameof(TensorSplit), dim);
        if (sections < 1) throw new ShapeException($"TensorSplit: {sections} parts of axis {axis} of {Shape}; ask for 1 or more");
        (int least, int rest) = Math.DivRem(Shape[axis], sections);
        var parts = new Tensor[sections];
        for (int i = 0, start = 0; i < sections; i++)
        {
            int length = least + (i < rest ? 1 : 0);
            parts[i] = Stretch(axis, start, length, 1);
            start += length;
        }
        return parts;
    }

    /// <summary>Views of the parts of an axis between cuts: up to the first place, from there to the second, and so on, by the rules of <see cref="Slice"/>.</summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    public Tensor[] TensorSplit(ReadOnlySpan<int> places, int dim = 0)
    {
        int axis = SliceAxis(nameof(TensorSplit), dim);
        var parts = new Tensor[places.Length + 1];
        for (int i = 0; i < parts.Length; i++) parts[i] = Slice(axis, i == 0 ? null : places[i - 1], i == places.Length ? null : places[i]);
        return parts;
    }

    /// <summary>Views of that many equal parts of axis 1, or of axis 0 of a 1-d tensor.</summary>
    /// <exception cref="ShapeException">The tensor is 0-d, or the axis does not divide.</exception>
    public Tensor[] HSplit(int sections) => EqualSplit("HSplit", sections, 1);

    /// <summary>Views of the parts between cuts of axis 1, or of axis 0 of a 1-d tensor; see <see cref="TensorSplit(ReadOnlySpan{int}, int)"/>.</summary>
    /// <exception cref="ShapeException">The tensor is 0-d.</exception>
    public Tensor[] HSplit(ReadOnlySpan<int> places) => TensorSplit(places, NamedAxis("HSplit", 1));

    /// <summary>Views of that many equal parts of axis 0.</summary>
    /// <exception cref="ShapeException">The tensor has fewer than two axes, or the axis does not divide.</exception>
    public Tensor[] VSplit(int sections) => EqualSplit("VSplit", sections, 0);

    /// <summary>Views of the parts between cuts of axis 0; see <see cref="TensorSplit(ReadOnlySpan{int}, int)"/>.</summary>
    /// <exception cref="ShapeException">The tensor has fewer than two axes.</exception>
    public Tensor[] VSplit(ReadOnlySpan<int> places) => TensorSplit(places, NamedAxis("VSplit", 0));

    /// <summary>Views of that many equal parts of axis 2.</summary>
    /// <exception cref="ShapeException">The tensor has fewer than three axes, or the axis does not divide.</exception>
    public Tensor[] DSplit(int sections) => EqualSplit("DSplit", sections, 2);

    /// <summary>Views of the parts between cuts of axis 2; see <see cref="TensorSplit(ReadOnlySpan{int}, int)"/>.</summary>
    /// <exception cref="ShapeException">The tensor has fewer than three axes.</exception>
    public Tensor[] DSplit(ReadOnlySpan<int> places) => TensorSplit(places, NamedAxis("DSplit", 2));

    private Tensor[] EqualSplit(string op, int sections, int place)
    {
        int axis = NamedAxis(op, place);
        if (sections < 1 || Shape[axis] % sections != 0) throw new ShapeException($"{op}: axis {axis} of {Shape}, size {Shape[axis]}, does not divide into {sections} equal parts; take a divisor of {Shape[axis]}, or TensorSplit, whose parts may differ");
        return TensorSplit(sections, axis);
    }

    /// <summary>The axis that the horizontal (1), vertical (0) and depth (2) splits go along.</summary>
    private int NamedAxis(string op, int place)
    {
        int least = place switch { 0 => 2, 1 => 1, _ => 3 };
        if (Rank < least) throw new ShapeException($"{op}: {Shape} has {Rank} axes, and {op} takes {least} or more; Unsqueeze it, or name the axis with TensorSplit");
        return Rank == 1 ? 0 : place;
    }
}
