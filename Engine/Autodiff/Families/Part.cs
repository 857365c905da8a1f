namespace PyDeepTensorNet;

/// <summary>
/// Elements taken out of a tensor, as a view or a copy, some perhaps several times. They all have one derivative: the cotangent is added to where the elements came from, among zeros
/// (<see cref="Apply.Embed"/>), and the derivative of that is the op again.
/// </summary>
internal interface IPartOp : IOp
{
    /// <summary>The stretch of an axis that the op takes, as a view; null where it takes something else.</summary>
    Stretch? Stretch { get; }

    /// <summary>The elements; runs unrecorded and returns a new tensor (an alias is fine), never its argument.</summary>
    Tensor Forward(Tensor x);

    /// <summary>Adds each element of <paramref name="part"/> in place to the element of <paramref name="x"/> that the op takes it from.</summary>
    void AddTo(Tensor x, Tensor part);
}

internal static partial class Apply
{
    public static Tensor Part<TOp>(TOp op, Tensor x) where TOp : struct, IPartOp
    {
        Slice? slice = Profile.Begin();
        Journal journal = Journal.OfThread;
        using MemoryEpoch.Pinned pinned = journal.Memory.Pins.Pin();
        Tensor y;
        if (!journal.IsListening)
        {
            y = op.Forward(x);
            slice?.End(op, y, x);
            return y;
        }
        bool paused = journal.Pause();
        try
        {
            y = op.Forward(x);
        }
        finally
        {
            journal.Resume(paused);
        }
        if (x.DType.IsFloating()) journal.Record(PartRule<TOp>.For(op, journal), x, y);
        else if (journal.IsWatched) journal.Note(new PartRule<TOp>(op), [x], y);
        slice?.End(op, y, x);
        return y;
    }

    /// <summary>Zeros of <paramref name="shape"/> with <paramref name="part"/> added where the op takes it from.</summary>
    public static Tensor Embed<TOp>(TOp op, Tensor part, Shape shape) where TOp : struct, IPartOp => Transform(new EmbedOp<TOp>(op, shape), part);

    private sealed class PartRule<TOp>(TOp op) : Rule<TOp>(op) where TOp : struct, IPartOp
    {
        public static PartRule<TOp> For(TOp op, Journal journal) => journal.Former is PartRule<TOp> former && former.Has(op) ? former : new(op);

        public override void Pull(in Entry entry, Tensor dy, Sweep sweep)
        {
            // Nobody differentiates a sweep that is not recorded, so that its sums may be written in place.
            if (!Journal.IsDifferentiating) sweep.AddPart(entry.NodeA, Op, dy);
            else sweep.Add(entry.NodeA, Embed(Op, dy, sweep.ShapeOf(entry.NodeA)));
        }

        public override Tensor Replay(ReadOnlySpan<Tensor> inputs) => Part(Op, inputs[0]);
    }
}

internal readonly record struct EmbedOp<TOp>(TOp Source, Shape Target) : ITransformOp where TOp : struct, IPartOp
{
    public string Name => Source.Name + "Embed";

    public Residuals Residuals => Residuals.None;

    public Tensor Forward(Tensor x)
    {
        Tensor y = Tensor.Zeros(Target, x.DType);
        Source.AddTo(y, x);
        return y;
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => Apply.Part(Source, dy);
}
