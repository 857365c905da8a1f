namespace PyDeepTensorNet;

/// <summary>A stretch of elements that a fused group computes from its first instruction to its last, while they are in the cache.</summary>
/// <param name="Registers">Where what lives in the group alone has its place.</param>
/// <param name="RegisterBytes">The bytes of one register.</param>
/// <param name="Start">The first element.</param>
/// <param name="Count">The number of elements.</param>
internal readonly unsafe record struct Tile(nint Registers, int RegisterBytes, int Start, int Count)
{
    /// <summary>Elements of a tile; the last of a piece takes what is left over, up to twice as many. The sums of kernels come in blocks of as many.</summary>
    public const int Length = 2048;

    /// <summary>The elements of this stretch of an operand, in its register or, where that is negative, in its memory.</summary>
    public Span<T> Of<T>(Tensor tensor, int register) where T : unmanaged =>
        register < 0 ? tensor.Span<T>().Slice(Start, Count) : new((byte*)Registers + (nint)register * RegisterBytes, Count);
}

/// <summary>An instruction that computes any stretch of elements on its own, so that others can go on with them at once.</summary>
internal abstract class ElementwiseInstruction(string name, Effect effect, Tensor[] inputs, Tensor output) : Instruction(name, effect, inputs, output)
{
    /// <summary>The elements that it goes over.</summary>
    public virtual int Count => Output!.ElementCount;

    /// <summary>Whether the output has an element for each that it goes over; the others have none before the last tile.</summary>
    public virtual bool IsMap => true;

    /// <summary>Whether the output may take the memory of an input that is not read any more.</summary>
    public virtual bool MayOverwrite => true;

    /// <summary>The register of each input, and of the output last; negative where it is in memory.</summary>
    public int[] Registers { get; set; } = [.. Enumerable.Repeat(-1, inputs.Length + 1)];

    /// <summary>Whether an operand is read element by element beside the output, not repeated or rearranged.</summary>
    public bool IsDirect(int input) => Inputs[input].IsContiguous && Inputs[input].Shape == (IsMap ? Output!.Shape : Inputs[input].Shape);

    /// <summary>What it does with a register of each of <see cref="Operands"/>; null where it has no such form.</summary>
    public virtual Kernels.RegisterFunction? InRegisters => null;

    /// <summary>The operands of <see cref="InRegisters"/>: numbers of inputs, and behind the last that of the output.</summary>
    public virtual IEnumerable<int> Operands => Enumerable.Range(0, Inputs.Length);

    /// <summary>The same as <see cref="IsDirect"/> of an operand that may be the output.</summary>
    public bool IsDirectAt(int operand) => operand == Inputs.Length || IsDirect(operand);

    /// <summary>Computes a stretch.</summary>
    public abstract void Run(in Tile tile);

    /// <summary>After the last tile.</summary>
    public virtual void Finish() { }

    protected Span<T> InputOf<T>(in Tile tile, int input) where T : unmanaged => tile.Of<T>(Inputs[input], Registers[input]);

    protected Span<T> OutputOf<T>(in Tile tile) where T : unmanaged => tile.Of<T>(Output!, Registers[^1]);

    /// <summary>An operand of this stretch that is in a register; empty where it is not.</summary>
    protected ReadOnlySpan<T> RegisterOf<T>(in Tile tile, int input) where T : unmanaged => Registers[input] < 0 ? default : tile.Of<T>(Inputs[input], Registers[input]);
}

/// <summary>An op that can compute its result into memory that is there.</summary>
internal interface IWritingOp : INaryOp
{
    void Write(ReadOnlySpan<Tensor> inputs, Tensor y);
}

/// <summary>An op that can do a further operation on its result while it is at hand.</summary>
internal interface IAbsorbingOp : IOp
{
    /// <summary>See <see cref="Instruction.Absorb"/>.</summary>
    Instruction? Absorb(Instruction own, Instruction next);
}

/// <summary>An operation that writes its result where it was, without a tensor being made.</summary>
internal sealed class WritingInstruction<TOp>(TOp op, Tensor[] inputs, Tensor output) : Instruction(op.Name, Effect.None, inputs, output) where TOp : struct, IWritingOp
{
    private readonly TOp _op = op;

    public override void Run() => _op.Write(Inputs, Output!);

    public override Instruction? Absorb(Instruction next) => _op is IAbsorbingOp op ? op.Absorb(this, next) : null;

    public override bool IsSame(Instruction other) => other is WritingInstruction<TOp> writing && EqualityComparer<TOp>.Default.Equals(_op, writing._op);
}
