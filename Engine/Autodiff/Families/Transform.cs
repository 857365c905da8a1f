namespace PyDeepTensorNet;

/// <summary>
/// A function of one tensor to one of any shape: views, reductions, scans, selections. Index tensors and settings are fields of the struct.
/// <see cref="Forward"/> runs unrecorded and must return a new tensor (an alias is fine), never its argument.
/// </summary>
internal interface ITransformOp : IOp
{
    Tensor Forward(Tensor x);

    /// <summary>The cotangent of the input, of shape <paramref name="shape"/>; <paramref name="x"/> and <paramref name="y"/> are there if the residuals name them.</summary>
    Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape);
}

internal static partial class Apply
{
    public static Tensor Transform<TOp>(TOp op, Tensor x) where TOp : struct, ITransformOp
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
        if (x.DType.IsFloating() && y.DType.IsFloating()) journal.Record(TransformRule<TOp>.For(op, journal), x, y);
        else if (journal.IsWatched) journal.Note(new TransformRule<TOp>(op), [x], y);
        slice?.End(op, y, x);
        return y;
    }

    private sealed class TransformRule<TOp>(TOp op) : Rule<TOp>(op) where TOp : struct, ITransformOp
    {
        public static TransformRule<TOp> For(TOp op, Journal journal) => journal.Former is TransformRule<TOp> former && former.Has(op) ? former : new(op);

        public override void Pull(in Entry entry, Tensor dy, Sweep sweep) =>
            sweep.Add(entry.NodeA, Op.Vjp(entry.A!, entry.Output!, dy, sweep.ShapeOf(entry.NodeA)));

        public override Tensor Replay(ReadOnlySpan<Tensor> inputs) => Transform(Op, inputs[0]);

        public override Instruction Instruct(Tensor[] inputs, Tensor output) => Op is IInstructedOp op ? op.Instruct(this, inputs, output) : base.Instruct(inputs, output);
    }
}
