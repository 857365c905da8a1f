using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PyDeepTensorNet;

/// <summary>
/// Writes down the instructions of a step while it runs, with all the memory that each was seen to touch, so that nothing depends on what operations say of themselves. What touches memory between two of them is the host,
/// whose reads could not be repeated, and is refused. Given a recording of an earlier run, it compares each instruction with the one that stands there, and runs that one too: it must give the same bits.
/// </summary>
internal sealed class Recorder(Journal journal, Tensor[] inputs, Recorder? reference) : MemoryWatch
{
    private readonly List<Instruction> _instructions = [];

    /// <summary>What is known of the storages that were made in this step. They stay alive by the instructions alone, of which a run that is only compared keeps none.</summary>
    private readonly ConditionalWeakTable<Storage, Origin> _made = [];

    /// <summary>The instructions so far.</summary>
    private int _count;

    private sealed class Origin
    {
        /// <summary>The instruction that made its values first; -1 where none did.</summary>
        public int Producer = -1;

        /// <summary>How many instructions write to it.</summary>
        public int Writers;
    }

    /// <summary>Touched since the last instruction, inside an operation and outside of any.</summary>
    private readonly HashSet<Storage> _inside = new(ReferenceEqualityComparer.Instance), _outside = new(ReferenceEqualityComparer.Instance);

    /// <summary>Allocated since the last instruction inside an operation.</summary>
    private readonly List<Storage> _allocated = [];

    public IReadOnlyList<Instruction> Instructions => _instructions;

    /// <summary>What the step is given: tensors of its own, whose memory a replay sets.</summary>
    public Tensor[] Inputs { get; } = inputs;

    /// <summary>Leaves whose <see cref="Tensor.Grad"/> the step has set.</summary>
    public List<Tensor> WithGrad { get; } = [];

    /// <summary>Whether a storage came about in this step.</summary>
    public bool IsMade(Storage storage) => _made.TryGetValue(storage, out _);

    /// <summary>Whether an instruction made the storage's values.</summary>
    public bool IsProduced(Storage storage) => ProducerOf(storage) >= 0;

    private int ProducerOf(Storage storage) => _made.TryGetValue(storage, out Origin? origin) ? origin.Producer : -1;

    public override Storage<T>? Allocate<T>(int count, bool zeroed)
    {
        if (reference is not null) return null;
        // Not from the cache, whose buffers would be kept from others for as long as the recording lives.
        var storage = Storage<T>.Uncached(count);
        if (!journal.IsListening) _allocated.Add(storage);
        return storage;
    }

    protected override void Made(Storage storage) => _made.Add(storage, new());

    protected override void Touched(Storage storage) => (journal.IsListening ? _outside : _inside).Add(storage);

    /// <summary>An operation has run.</summary>
    public void Operation(Rule rule, ReadOnlySpan<Tensor> operands, Tensor output)
    {
        Tensor[] arguments = operands.ToArray();
        foreach (Tensor operand in arguments)
        {
            // A view costs nothing at any time.
            if (ReferenceEquals(operand.Storage, output.Storage))
            {
                CheckHost(arguments, output, rule.Name);
                Forget();
                return;
            }
        }
        Add(rule.Instruct(arguments, output));
    }

    /// <summary>Something else has been done that must be done again.</summary>
    public void Action(string name, Effect effect, Tensor[] operands, Tensor? output, Action action) => Add(new ActionInstruction(name, effect, operands, output, action));

    /// <summary>Changes state now and at each replay.</summary>
    public void Act(string name, Tensor[] operands, Tensor target, Action action) => Act(new ActionInstruction(name, Effect.Writes, operands, target, action));

    /// <inheritdoc cref="Act(string, Tensor[], Tensor, System.Action)"/>
    public void Act(Instruction instruction)
    {
        // First, so that state is never changed by values that the earlier run did not have here.
        if (reference is not null) Match(instruction, _count);
        Inside(instruction.Run);
        Add(instruction);
    }

    /// <summary>Numbers that the host takes from tensors for the settings of operations: at each replay they are taken again, into the same array.</summary>
    public T[] Numbers<T>(string op, Tensor[] sources, Func<T[]> take)
    {
        T[] numbers = [];
        Inside(() => numbers = take());
        Action(op, Effect.Reads, sources, null, () =>
        {
            T[] now = take();
            if (now.Length != numbers.Length) throw new CaptureException($"{op}: there are {now.Length} places now, {numbers.Length} when the step was recorded; a captured step has fixed shapes, leave this part out of it");
            now.CopyTo(numbers, 0);
        });
        return numbers;
    }

    /// <summary>The same of so many numbers, which <paramref name="fill"/> writes into the array.</summary>
    public T[] Numbers<T>(string op, Tensor[] sources, int count, Action<T[]> fill)
    {
        var numbers = new T[count];
        Inside(() => fill(numbers));
        Action(op, Effect.Reads, sources, null, () => fill(numbers));
        return numbers;
    }

    /// <summary>What else is computed on the host into a tensor, which each replay fills again.</summary>
    public Tensor Computed(string op, Tensor[] operands, Func<Tensor> compute)
    {
        Tensor? y = null;
        Inside(() => y = compute());
        Add(new CalledInstruction(op, Effect.Reads, operands, y!, compute));
        return y!;
    }

    /// <summary>What runs is an operation's own, and not recorded.</summary>
    private void Inside(Action action)
    {
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        bool paused = journal.Pause();
        try
        {
            action();
        }
        finally
        {
            journal.Resume(paused);
        }
    }

    protected override void Read(string member, Tensor tensor)
    {
        if (journal.IsListening && !(IsMade(tensor.Storage) && !IsProduced(tensor.Storage))) throw new CaptureException($"{member}: {tensor.Describe()} is read on the host inside a captured step{At(Site.Capture())}, which a replay would not do; return the tensor from the step and read it after Run, or compute with tensors");
    }

    /// <summary>An operation that works on the host as a whole.</summary>
    public static void Refuse(string op, string why) => throw new CaptureException($"{op}: it {why}{At(Site.Capture())}, which a captured step does not repeat; leave it out of the step");

    /// <summary>Memory is about to be written to in place: what is in it at the beginning must be there at each replay.</summary>
    public void BeforeWrite(string op, Tensor target)
    {
        if (Array.Exists(Inputs, input => ReferenceEquals(input.Storage, target.Storage))) throw new CaptureException($"{op}: a captured step writes to its argument {target.Describe()}{At(Site.Capture())}, which belongs to the caller; write to a Clone(), or let the step capture what it is to change as a variable");
        if (!IsMade(target.Storage) || IsProduced(target.Storage)) return;
        Tensor whole = new(target.Storage, [target.Storage.Length]);
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        MemoryWatch? before = Exchange(null);
        Tensor start = new CloneOp().Forward(whole);
        Exchange(before);
        Action("Restore", Effect.None, [], whole, () => whole.Write(start));
    }

    /// <summary>Nothing may be left that was touched without an instruction.</summary>
    public void End(IReadOnlyList<Tensor> results)
    {
        CheckHost([], null, "the end of the step");
        if (reference is not null && _count != reference._count) throw new CaptureException($"Step: this run has {_count} operations, the one before had {reference._count}, and went on with {reference._instructions[_count].Describe()}; a captured step does the same each time: capture a step for each case");
        foreach (Tensor result in results)
        {
            if (!IsProduced(result.Storage) && IsMade(result.Storage)) throw new CaptureException($"Step: the result {result.Describe()} was computed on the host; return what operations made");
        }
    }

    private void Add(Instruction instruction)
    {
        CheckHost(instruction.Inputs, instruction.Output, instruction.Name);
        var touched = new HashSet<Storage>(_inside, ReferenceEqualityComparer.Instance);
        touched.UnionWith(_outside);
        foreach (Tensor input in instruction.Inputs) touched.Add(input.Storage);
        if (instruction.Output is { } output)
        {
            touched.Add(output.Storage);
            if (_made.TryGetValue(output.Storage, out Origin? origin))
            {
                if (origin.Writers++ == 0) origin.Producer = _count;
            }
            else
            {
                output.Storage.IsState = true;
            }
        }
        instruction.Touched = [.. touched];
        // Whatever else allocates does so for longer, as an optimiser does for its averages.
        if (instruction is CalledInstruction) instruction.Allocated = [.. _allocated];
        // Another run's lines are those of this one, and only wanted if something is wrong.
        if (reference is null) instruction.Site = Site.Capture();
        Forget();
        _count++;
        if (reference is null) _instructions.Add(instruction);
        else Compare(instruction);
    }

    private void Forget()
    {
        _inside.Clear();
        _outside.Clear();
        _allocated.Clear();
    }

    /// <summary>Throws where the host touched what a replay changes. Memory made in this step that no instruction has filled is the host's own.</summary>
    private void CheckHost(Tensor[] operands, Tensor? output, string next)
    {
        foreach (Storage storage in _outside)
        {
            if (ReferenceEquals(storage, output?.Storage) || Array.Exists(operands, operand => ReferenceEquals(operand.Storage, storage)) || (IsMade(storage) && !IsProduced(storage))) continue;
            Forget();
            throw new CaptureException($"Step: memory of {storage.DType.Name()}[{storage.Length}] was read or written on the host before {next}{At(Site.Capture())}, which a replay would not do; do it before or after Run, or with tensor operations");
        }
    }

    private static string At(Site? site) => site is null ? "" : $" ({site})";

    /// <summary>Throws where an instruction is not that of the earlier run, or gives other bits than that when it is run again.</summary>
    private void Compare(Instruction instruction)
    {
        Instruction earlier = Match(instruction, _count - 1);
        if (instruction.Output is not { } output)
        {
            Repeat(earlier);
            return;
        }
        if (!IsMade(output.Storage))
        {
            // State: this run has changed it, and to do it twice would be wrong.
            if (!ReferenceEquals(output.Storage, earlier.Output!.Storage)) throw new CaptureException($"Step: {Here(instruction)} writes to another tensor, {output.Describe()}, than in the run before; a captured step changes the same tensors each time");
            return;
        }
        if (instruction.Effect == Effect.Draws) Quietly(() => earlier.Output!.Write(output));
        else Repeat(earlier);
        if (!SameBits(output, earlier.Output!)) throw new CaptureException($"Step: {Here(instruction)} gave other values than the same operation of the run before does when it is repeated, so that it depends on a number of the host that has changed; hand that to Run as an argument");
        // One place for the values of both runs, which read them in the same instructions, is enough.
        if (IsWhole(output) && IsWhole(earlier.Output!) && reference!.IsFinal(earlier.Output!)) output.Storage.ShareWith(earlier.Output!.Storage);

        static bool IsWhole(Tensor tensor) => tensor.Storage.IsMovable && tensor.IsContiguous && tensor.ElementCount == tensor.Storage.Length;
    }

    /// <summary>Whether a tensor's values are those of one instruction.</summary>
    private bool IsFinal(Tensor tensor) => _made.TryGetValue(tensor.Storage, out Origin? origin) && origin.Writers == 1;

    /// <summary>The instruction of the earlier run that stands at an index; throws where this one is not the same of the same operands.</summary>
    private Instruction Match(Instruction instruction, int index)
    {
        if (index >= reference!._instructions.Count) throw new CaptureException($"Step: this run goes on with {Here(instruction)} where the one before had ended after {index} operations; a captured step does the same each time: capture a step for each case");
        Instruction earlier = reference._instructions[index];
        if (instruction.Name != earlier.Name || instruction.Inputs.Length != earlier.Inputs.Length || instruction.Output is null != earlier.Output is null || instruction.Output?.HasLayoutOf(earlier.Output!) == false)
        {
            throw new CaptureException($"Step: operation {index} is {Text(instruction)} in this run, and was {Text(earlier)} in the one before; a captured step does the same each time: capture a step for each case, or choose with Tensor.Where");
        }
        for (int i = 0; i < instruction.Inputs.Length; i++) CompareOperand(instruction, i, instruction.Inputs[i], earlier.Inputs[i]);
        return earlier;
    }

    private void CompareOperand(Instruction instruction, int i, Tensor operand, Tensor earlier)
    {
        Storage storage = operand.Storage, other = earlier.Storage;
        bool same = operand.HasLayoutOf(earlier) && operand.Offset == earlier.Offset;
        if (same && (ReferenceEquals(storage, other) || IndexOf(Inputs, storage) is var input and >= 0 && input == IndexOf(reference!.Inputs, other))) return;
        if (same && ProducerOf(storage) is var producer and >= 0 && producer == reference!.ProducerOf(other)) return;
        if (reference!.IsMade(storage)) throw new CaptureException($"Step: input {i} of {Here(instruction)}, {operand.Describe()}, was made in an earlier run, and a replay could not hand it on in a variable; keep state in a tensor made before the capture, and write to it with CopyFrom");
        // A constant that is made anew each time.
        if (same && !IsProduced(storage) && !reference.IsProduced(other) && IndexOf(Inputs, storage) < 0 && SameBits(operand, earlier)) return;
        throw new CaptureException($"Step: input {i} of {Here(instruction)}, {operand.Describe()}, is not what it was in the run before, {earlier.Describe()}; hand values that change to Run as arguments");
    }

    private static int IndexOf(Tensor[] inputs, Storage storage) => Array.FindIndex(inputs, input => ReferenceEquals(input.Storage, storage));

    private static string Text(Instruction instruction) => instruction.Output is { } output ? $"{Here(instruction)} -> {output.DType.Name()}{output.Shape}" : Here(instruction);

    /// <summary>The instruction with its line, which is that being executed where it is not known.</summary>
    private static string Here(Instruction instruction)
    {
        instruction.Site ??= Site.Capture();
        return instruction.Describe();
    }

    private void Repeat(Instruction earlier) => Quietly(earlier.Run);

    /// <summary>Without being watched or recorded.</summary>
    private void Quietly(Action action)
    {
        MemoryWatch? before = Exchange(null);
        try
        {
            Inside(action);
        }
        finally
        {
            Exchange(before);
        }
    }

    private bool SameBits(Tensor a, Tensor b)
    {
        bool same = false;
        Quietly(() => same = a.DType switch
        {
            DType.Float32 => Same<float>(),
            DType.Float64 => Same<double>(),
            DType.Int64 => Same<long>(),
            DType.Int32 => Same<int>(),
            _ => Same<bool>(),
        });
        return same;

        bool Same<T>() where T : unmanaged => MemoryMarshal.AsBytes(Row<T>(a)).SequenceEqual(MemoryMarshal.AsBytes(Row<T>(b)));

        static ReadOnlySpan<T> Row<T>(Tensor x) where T : unmanaged => x.IsContiguous ? x.Span<T>() : x.ToArray<T>();
    }
}
