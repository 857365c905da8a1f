namespace PyDeepTensorNet;

/// <summary>
/// A function of several tensors to one of any shape: products, concatenation, scatter. <see cref="Forward"/> runs unrecorded and must return a new tensor.
/// </summary>
internal interface INaryOp : IOp
{
    Tensor Forward(ReadOnlySpan<Tensor> inputs);

    /// <summary>Adds the cotangent of each input that is needed.</summary>
    void Vjp(Pullback pull);
}

/// <summary>What an n-ary derivative works with.</summary>
internal readonly ref struct Pullback(in Entry entry, Tensor dy, Sweep sweep)
{
    private readonly ref readonly Entry _entry = ref entry;

    /// <summary>The cotangent of the output.</summary>
    public Tensor Dy => dy;

    /// <summary>The output, if the residuals name it.</summary>
    public Tensor Output => _entry.Output!;

    /// <summary>An input, if the residuals name it.</summary>
    public Tensor Input(int i) => i switch
    {
        0 => _entry.A!,
        1 => _entry.B!,
        2 => _entry.C!,
        _ => _entry.Rest!.Saved[i - 3],
    };

    /// <summary>The shape of an input, saved or not.</summary>
    public Shape Shape(int i) => sweep.ShapeOf(Node(i));

    /// <summary>Whether the op was given an input at this place that carries gradients.</summary>
    public bool HasInput(int i) => i < 3 + (_entry.Rest?.Nodes.Length ?? 0) && Node(i) != Entry.NoNode;

    /// <summary>Whether an input's cotangent is worth computing.</summary>
    public bool Needs(int i) => sweep.Needs(Node(i));

    /// <summary>Adds to the cotangent of an input; a broadcast shape is summed down.</summary>
    public void Add(int i, Tensor cotangent) => sweep.Add(Node(i), cotangent);

    private int Node(int i) => i switch
    {
        0 => _entry.NodeA,
        1 => _entry.NodeB,
        2 => _entry.NodeC,
        _ => _entry.Rest!.Nodes[i - 3],
    };
}

internal static partial class Apply
{
    public static Tensor Nary<TOp>(TOp op, params ReadOnlySpan<Tensor> inputs) where TOp : struct, INaryOp
    {
        Slice? slice = Profile.Begin();
        Journal journal = Journal.OfThread;
        using MemoryEpoch.Pinned pinned = journal.Memory.Pins.Pin();
        Tensor y;
        if (!journal.IsListening)
        {
            y = op.Forward(inputs);
            slice?.End(op, y, inputs);
            return y;
        }
        bool paused = journal.Pause();
        try
        {
            y = op.Forward(inputs);
        }
        finally
        {
            journal.Resume(paused);
        }
        if (y.DType.IsFloating()) journal.Record(NaryRule<TOp>.For(op), inputs, y);
        else if (journal.IsWatched) journal.Note(NaryRule<TOp>.For(op), inputs, y);
        slice?.End(op, y, inputs);
        return y;
    }

    private sealed class NaryRule<TOp>(TOp op) : Rule<TOp>(op) where TOp : struct, INaryOp
    {
        private static readonly NaryRule<TOp> s_default = new(default);

        public static NaryRule<TOp> For(TOp op) => EqualityComparer<TOp>.Default.Equals(op, default) ? s_default : new NaryRule<TOp>(op);

        public override void Pull(in Entry entry, Tensor dy, Sweep sweep) => Op.Vjp(new Pullback(in entry, dy, sweep));

        public override Tensor Replay(ReadOnlySpan<Tensor> inputs) => Nary(Op, inputs);

        public override Instruction Instruct(Tensor[] inputs, Tensor output) => Op is IInstructedOp op ? op.Instruct(this, inputs, output) : base.Instruct(inputs, output);
    }
}
