namespace PyDeepTensorNet;

/// <summary>
/// One item of <c>x[...]</c>: an <c>int</c>, an index from the end (<c>^1</c>), a range (<c>2..5</c>), a stepped slice, a new axis, an ellipsis, or an index tensor or mask.
/// All but the last two convert from C#'s own notation: <c>x[^1, 2..5, TensorIndex.Ellipsis, mask]</c>.
/// </summary>
public readonly record struct TensorIndex
{
    internal enum Kind : byte
    {
        At,

        /// <summary>C#'s range: an end beyond the axis is an error.</summary>
        Range,

        /// <summary>Python's slice: bounds beyond the axis are cut.</summary>
        Slice,
        NewAxis,
        Ellipsis,
        Tensor,
    }

    internal readonly Index Start;
    internal readonly Index End;
    internal readonly int Step;
    internal readonly Tensor? Places;
    internal readonly Kind Which;

    private TensorIndex(Kind which, Index start = default, Index end = default, int step = 1, Tensor? places = null) =>
        (Which, Start, End, Step, Places) = (which, start, end, step, places);

    /// <summary>A whole axis, as <c>..</c>.</summary>
    public static TensorIndex All => new(Kind.Range, 0, ^0);

    /// <summary>A new axis of size 1 at this place of the result.</summary>
    public static TensorIndex NewAxis => new(Kind.NewAxis);

    /// <summary>As many whole axes as the other items leave; at most one in an index.</summary>
    public static TensorIndex Ellipsis => new(Kind.Ellipsis);

    /// <summary>Every <paramref name="step"/>-th place from <paramref name="start"/> up to <paramref name="end"/> (excluded), by Python's rules: negative bounds count from the end, those beyond the axis are cut.</summary>
    /// <exception cref="ShapeException">The step is not positive.</exception>
    public static TensorIndex Slice(int? start = null, int? end = null, int step = 1)
    {
        if (step < 1) throw new ShapeException($"TensorIndex.Slice: step {step} is not positive; slice forwards and reverse with Flip");
        return new(Kind.Slice, start is { } s ? Signed(s) : 0, end is { } e ? Signed(e) : ^0, step);
    }

    /// <summary>One place of an axis, which falls away; a negative one counts from the end.</summary>
    public static implicit operator TensorIndex(int place) => new(Kind.At, Signed(place));

    /// <summary>One place of an axis, which falls away; <c>^1</c> is the last.</summary>
    public static implicit operator TensorIndex(Index place) => new(Kind.At, place);

    /// <summary>The places of a range, which must lie within the axis.</summary>
    public static implicit operator TensorIndex(Range range) => new(Kind.Range, range.Start, range.End);

    /// <summary>The places that an int32 or int64 tensor lists, or those where a bool tensor, which covers as many axes as it has, is true.</summary>
    public static implicit operator TensorIndex(Tensor places) => new(Kind.Tensor, places: places);

    /// <summary>The listed places.</summary>
    public static implicit operator TensorIndex(int[] places) => (Tensor)places;

    /// <summary>The listed places.</summary>
    public static implicit operator TensorIndex(long[] places) => (Tensor)places;

    /// <summary>The places where the mask is true.</summary>
    public static implicit operator TensorIndex(bool[] mask) => (Tensor)mask;

    /// <summary>The number of axes that this item covers; an ellipsis is counted apart.</summary>
    internal int Axes => Which switch
    {
        Kind.NewAxis or Kind.Ellipsis => 0,
        Kind.Tensor when Places!.DType == DType.Bool => Places.Rank,
        _ => 1,
    };

    /// <summary>The item as C# writes it.</summary>
    public override string ToString() => Which switch
    {
        Kind.At => Start.ToString(),
        Kind.Range => $"{Start}..{End}",
        Kind.Slice => $"Slice({Start}..{End}, step {Step})",
        Kind.NewAxis => nameof(NewAxis),
        Kind.Ellipsis => nameof(Ellipsis),
        _ => Places!.Describe(),
    };

    private static Index Signed(int place) => place >= 0 ? place : new Index(place == int.MinValue ? int.MaxValue : -place, fromEnd: true);
}
