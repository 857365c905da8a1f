namespace PyDeepTensorNet;

/// <summary>
/// What work on this thread changes that outlives it: where generators stand and, if asked for, memory that is written to in place. So it can be repeated from the same state, and leave nothing of its own behind.
/// Logs nest, and an outer one sees what inner ones do.
/// </summary>
internal sealed class StateLog : IDisposable
{
    /// <summary>Logs of all threads: asked at every write, where one read of a static field is all that can be afforded.</summary>
    private static int s_open;

    private readonly StateLog? _outer;
    private readonly bool _keepsMemory;
    private readonly Dictionary<Generator, GeneratorState> _generators = [];
    private readonly List<(Tensor Target, Tensor Before, int Version)> _writes = [];

    /// <summary>Begins a log, which ends with its disposal.</summary>
    /// <param name="keepsMemory">Whether memory is copied before it is written to.</param>
    public StateLog(bool keepsMemory)
    {
        ThreadMemory memory = ThreadMemory.Current;
        (_outer, _keepsMemory) = (memory.Log, keepsMemory);
        memory.Log = this;
        Interlocked.Increment(ref s_open);
    }

    /// <summary>Where each generator stood before it was first drawn from or set.</summary>
    public IReadOnlyDictionary<Generator, GeneratorState> Generators => _generators;

    private static StateLog? Innermost => s_open == 0 ? null : ThreadMemory.Current.Log;

    /// <summary>A generator is about to move.</summary>
    public static void Moving(Generator generator, GeneratorState from)
    {
        for (StateLog? log = Innermost; log is not null; log = log._outer) log._generators.TryAdd(generator, from);
    }

    /// <summary>A tensor is about to be written to in place.</summary>
    public static void Writing(Tensor target)
    {
        for (StateLog? log = Innermost; log is not null; log = log._outer)
        {
            if (!log._keepsMemory) continue;
            Tensor before = Tensor.Empty(target.Shape, target.DType);
            before.Write(target);
            log._writes.Add((target, before, target.Storage.Version));
        }
    }

    /// <summary>Makes all as it was when the log began. Who has saved a value that was written to meanwhile finds it unwritten.</summary>
    public void PutBack()
    {
        foreach (var (generator, state) in _generators) generator.State = state;
        for (int i = _writes.Count - 1; i >= 0; i--)
        {
            (Tensor target, Tensor before, int version) = _writes[i];
            target.Write(before);
            target.Storage.Version = version;
        }
    }

    public void Dispose()
    {
        ThreadMemory.Current.Log = _outer;
        Interlocked.Decrement(ref s_open);
    }
}
