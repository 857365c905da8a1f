using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet;

/// <summary>
/// A training step, or any other function of tensors, that is written down when it first runs and from then on replayed: a flat list of instructions in memory that stays, without tapes, tensors or garbage being made.
/// <code>
/// var step = Step.Capture((x, y) =>
/// {
///     using var tape = new Tape();
///     Tensor loss = model.Forward(x).CrossEntropy(y);
///     optimizer.Step(tape.Gradient(loss, model.Parameters()));
///     return loss;
/// });
/// foreach (Batch batch in loader) Console.WriteLine(step.Run(batch.X, batch.Y).Item());
/// </code>
/// The bits are those of the function itself. Random operations draw anew each time; optimisers count their steps and take their present learning rate.
/// </summary>
/// <remarks>
/// <para>
/// The first two runs with arguments of new shapes call the function: the first is written down, the second compared with it, each operation with its counterpart, and that one's replay. So a number of the host that
/// has changed meanwhile, another order of operations, or a value read on the host (<see cref="Tensor.Item()"/>) is an error that names the operation and the line. What changes only later cannot be seen so:
/// numbers that do are to be arguments, and <see cref="Validate"/> looks again.
/// </para>
/// <para>
/// The step owns what it computes: the result is overwritten by the next run, so Clone what is to be kept. Tensors that the function captures (parameters, running statistics) are state, and live on.
/// One thread at a time; which one does not matter.
/// </para>
/// </remarks>
[SuppressMessage("Naming", "CA1716:Identifiers should not match keywords", Justification = "The field's word; Visual Basic writes [Step].")]
public sealed class Step
{
    private readonly Func<Tensor[], Tensor[]> _function;

    /// <summary>How many arguments the function takes; -1 where any number.</summary>
    private readonly int _arity;
    private readonly List<Recording> _recordings = [];
    private Recording? _last;
    private volatile bool _isRunning;

    private Step(int arity, Func<Tensor[], Tensor[]> function) => (_arity, _function) = (arity, function);

    /// <summary>Captures a function without arguments.</summary>
    public static Step Capture(Func<Tensor> function) => new(0, _ => [function()]);

    /// <summary>Captures a function of one tensor.</summary>
    public static Step Capture(Func<Tensor, Tensor> function) => new(1, x => [function(x[0])]);

    /// <summary>Captures a function of two tensors, as a batch and its targets.</summary>
    public static Step Capture(Func<Tensor, Tensor, Tensor> function) => new(2, x => [function(x[0], x[1])]);

    /// <summary>Captures a function of three tensors.</summary>
    public static Step Capture(Func<Tensor, Tensor, Tensor, Tensor> function) => new(3, x => [function(x[0], x[1], x[2])]);

    /// <summary>Captures a function of any number of tensors with any number of results, of which <see cref="Run"/> returns the first and <see cref="Results"/> all.</summary>
    public static Step Capture(Func<Tensor[], Tensor[]> function) => new(-1, function);

    /// <summary>What the last run gave; overwritten by the next. Empty before the first.</summary>
    public IReadOnlyList<Tensor> Results => _last?.Results ?? [];

    /// <summary>The number of different shapes of arguments met so far, each of which has a recording of its own.</summary>
    public int RecordingCount => _recordings.Count;

    /// <summary>
    /// Runs the step: by calling the function the first two times with arguments of these shapes, else by replaying it.
    /// </summary>
    /// <param name="inputs">The arguments, of any layout. C# numbers are taken too: <c>step.Run(x, y, 0.01)</c>.</param>
    /// <returns>The first result, which the next run overwrites.</returns>
    /// <exception cref="ArgumentException">Not as many arguments as the function takes.</exception>
    /// <exception cref="CaptureException">The step cannot be replayed as it was recorded; what it did to its state before it was refused is done.</exception>
    /// <exception cref="InvalidOperationException">The step is running already, on this thread or another.</exception>
    public Tensor Run(params ReadOnlySpan<Tensor> inputs)
    {
        if (_arity >= 0 && inputs.Length != _arity) throw new ArgumentException($"Step.Run: {inputs.Length} arguments for a function of {_arity}; pass one tensor for each of its parameters");
        // Not atomic: to find most mistakes is worth a read, not a fence.
        if (_isRunning) throw new InvalidOperationException("Step.Run: the step is running already; capture a step for each thread, each has memory of its own");
        _isRunning = true;
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        try
        {
            Recording? recording = _last is { } last && last.Fits(inputs) ? last : Find(inputs);
            if (recording is not { IsValidated: true }) recording = Record(recording, inputs);
            else recording.Replay(inputs);
            _last = recording;
            return recording.Results[0];
        }
        finally
        {
            _isRunning = false;
        }
    }

    /// <summary>Has the next run of each shape call the function again and compare it with the recording, operation by operation.</summary>
    public void Validate()
    {
        foreach (Recording recording in _recordings) recording.IsValidated = false;
    }

    /// <summary>Compiles now the loops that fused groups become after some runs.</summary>
    internal void Compile()
    {
        foreach (Recording recording in _recordings) recording.Compile();
    }

    /// <summary>What is replayed, for each shape of arguments: instructions, what was fused into one pass over memory, what was left out, and the memory planned.</summary>
    public override string ToString() => _recordings.Count == 0 ? "Step (not run yet)" : string.Join('\n', _recordings);

    private Recording? Find(ReadOnlySpan<Tensor> inputs)
    {
        foreach (Recording recording in _recordings)
        {
            if (recording.Fits(inputs)) return recording;
        }
        return null;
    }

    // Not inlined: a replay needs none of it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Recording Record(Recording? recording, ReadOnlySpan<Tensor> inputs)
    {
        if (recording is not null)
        {
            recording.Validate(_function, inputs);
            return recording;
        }
        recording = Recording.Of(_function, inputs);
        _recordings.Add(recording);
        return recording;
    }
}
