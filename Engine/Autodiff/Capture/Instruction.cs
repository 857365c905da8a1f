namespace PyDeepTensorNet;

/// <summary>What an instruction does beside computing its output from its inputs.</summary>
internal enum Effect : byte
{
    /// <summary>Nothing: the same inputs give the same output, in memory that nothing else writes to.</summary>
    None,

    /// <summary>It writes to memory that was there before it.</summary>
    Writes,

    /// <summary>It moves a random generator on.</summary>
    Draws,

    /// <summary>It reads numbers on the host, for operations that take them as settings.</summary>
    Reads,
}

/// <summary>One operation of a captured step, with its operands and its result in memory that stays: running it again computes the same from what the operands hold then.</summary>
internal abstract class Instruction(string name, Effect effect, Tensor[] inputs, Tensor? output)
{
    /// <summary>The operation.</summary>
    public string Name { get; } = name;

    public Effect Effect { get; } = effect;

    /// <summary>Its operands.</summary>
    public Tensor[] Inputs { get; } = inputs;

    /// <summary>Its result, or what it writes to.</summary>
    public Tensor? Output { get; } = output;

    /// <summary>The line that asked for it.</summary>
    public Site? Site { get; set; }

    /// <summary>Every storage that it was seen to touch, its operands' and its output's too.</summary>
    public Storage[] Touched { get; set; } = [];

    /// <summary>Memory that it allocated for itself, in the order in which it did.</summary>
    public Storage[] Allocated { get; set; } = [];

    /// <summary>Computes the output again, without recording anything.</summary>
    public abstract void Run();

    /// <summary>Whether the other one computes the same, given the same operands; false where that is not known.</summary>
    public virtual bool IsSame(Instruction other) => false;

    /// <summary>This instruction and the next, which alone reads its result, as one that computes the same bits; null where there is none.</summary>
    public virtual Instruction? Absorb(Instruction next) => null;

    /// <summary>As messages name it.</summary>
    public virtual string Describe() => Site is null ? Name : $"{Name} ({Site.ToString(Name)})";
}

/// <summary>An operation that is called again as it was, in the memory that it allocated the first time, with the same tensors over it each time but for code of the user's, who may keep them.</summary>
internal sealed class CalledInstruction(string name, Effect effect, Tensor[] inputs, Tensor output, Func<Tensor> call, Rule? rule = null) : Instruction(name, effect, inputs, output)
{
    private readonly Server _server = new();
    private readonly Recycler? _tensors = rule is { IsUsers: true } ? null : new(reuse: true, _ => "");

    public CalledInstruction(Rule rule, Tensor[] inputs, Tensor output) : this(rule.Name, Effect.None, inputs, output, () => rule.Replay(inputs) ?? throw new CaptureException($"{rule.Name} cannot be called again by a captured step; leave it out of the step"), rule) { }

    private Rule? Rule => rule;

    public override void Run()
    {
        _server.Begin(Allocated);
        MemoryWatch? before = MemoryWatch.Exchange(_server);
        try
        {
            if (_tensors is null) Call();
            else using (_tensors.Serve()) Call();
        }
        finally
        {
            MemoryWatch.Exchange(before);
        }
    }

    private void Call()
    {
        Tensor y = call();
        if (!ReferenceEquals(y.Storage, Output!.Storage)) Output.Write(y);
    }

    public override bool IsSame(Instruction other) => rule is not null && other is CalledInstruction { Rule: { } another } && rule.IsSame(another);

    /// <summary>Hands out the same storages in the same order.</summary>
    private sealed class Server : MemoryWatch
    {
        private Storage[] _storages = [];
        private int _next;

        public void Begin(Storage[] storages) => (_storages, _next) = (storages, 0);

        public override Storage<T>? Allocate<T>(int count, bool zeroed)
        {
            if (_next == _storages.Length || _storages[_next++] is not Storage<T> storage || storage.Length != count) return null;
            if (zeroed) storage.Elements.Clear();
            return storage;
        }

        protected override void Read(string member, Tensor tensor) { }

        protected override void Made(Storage storage) { }

        protected override void Touched(Storage storage) { }
    }
}

/// <summary>Something else that a step does to memory: an update in place, a draw, a look at numbers.</summary>
internal sealed class ActionInstruction(string name, Effect effect, Tensor[] inputs, Tensor? output, Action action) : Instruction(name, effect, inputs, output)
{
    public override void Run() => action();
}
