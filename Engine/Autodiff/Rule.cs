namespace PyDeepTensorNet;

/// <summary>Which values an op keeps for its derivative; what is not named is released after the forward.</summary>
[Flags]
internal enum Residuals : byte
{
    None = 0,
    First = 1,
    Second = 2,
    Third = 4,
    Inputs = 7,
    Output = 8,
}

/// <summary>What every op has: a name for tapes, profiles and messages.</summary>
internal interface INamedOp
{
    string Name { get; }
}

/// <summary>What every recorded op has beside it: what its derivative reads.</summary>
internal interface IOp : INamedOp
{
    Residuals Residuals { get; }
}

/// <summary>An op that is not elementwise and whose derivative jumps.</summary>
internal interface IKinkedOp : IOp
{
    /// <summary>See <see cref="Rule.Margins"/>.</summary>
    IEnumerable<double> Margins(IReadOnlyList<Tensor> inputs);
}

/// <summary>
/// What the tape knows of an op: its name, and how to pull a cotangent back. Families implement it once for all their ops; one shared instance serves an op without settings.
/// </summary>
internal abstract class Rule
{
    public abstract string Name { get; }

    public abstract Residuals Residuals { get; }

    /// <summary>Hands the sweep the cotangent of each input that it needs, given that of the output, in Tensor operations.</summary>
    public abstract void Pull(in Entry entry, Tensor dy, Sweep sweep);

    /// <summary>The same op of other inputs, recorded as any call is; null where it cannot be called again.</summary>
    public virtual Tensor? Replay(ReadOnlySpan<Tensor> inputs) => null;

    /// <summary>Whether <see cref="Replay"/> calls code of the user's.</summary>
    public virtual bool IsUsers => false;

    /// <summary>How a captured step computes the op again.</summary>
    public virtual Instruction Instruct(Tensor[] inputs, Tensor output) => new CalledInstruction(this, inputs, output);

    /// <summary>
    /// Where the inputs stand beside the kinks of the op, if it has any: numbers in a fixed order that are 0 on a kink, change their sign across it, and are as large as the distance to it.
    /// </summary>
    public virtual IEnumerable<double> Margins(IReadOnlyList<Tensor> inputs) => [];

    /// <summary>Whether the other rule is this op with the same settings. Settings that are arrays or tensors are the same only where they are one object.</summary>
    public virtual bool IsSame(Rule other) => ReferenceEquals(this, other);
}

/// <summary>An op whose results carry no gradient, for those who watch the tape.</summary>
internal abstract class ConstantRule : Rule
{
    public override Residuals Residuals => Residuals.None;

    public override void Pull(in Entry entry, Tensor dy, Sweep sweep) => throw new System.Diagnostics.UnreachableException();
}

/// <summary>What the rules of all families share.</summary>
internal abstract class Rule<TOp>(TOp op) : Rule where TOp : struct, IOp
{
    protected readonly TOp Op = op;

    public sealed override string Name => Op.Name;

    public sealed override Residuals Residuals => Op.Residuals;

    public override IEnumerable<double> Margins(IReadOnlyList<Tensor> inputs) => Op is IKinkedOp kinked ? kinked.Margins(inputs) : [];

    public sealed override bool IsSame(Rule other) => other is Rule<TOp> rule && Has(rule.Op);

    /// <summary>Whether it is the rule of this op.</summary>
    public bool Has(TOp op) => EqualityComparer<TOp>.Default.Equals(Op, op);
}
