namespace PyDeepTensorNet;

/// <summary>The instructions that repeat a recorded step.</summary>
internal sealed class Program
{
    private readonly Instruction[] _instructions;
    private readonly Tensor[] _results;

    public Program(Recorder recorder, Tensor[] results)
    {
        _instructions = [.. recorder.Instructions];
        _results = results;
    }

    public void Run()
    {
        Journal journal = Journal.OfThread;
        bool paused = journal.Pause();
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        try
        {
            foreach (Instruction instruction in _instructions) instruction.Run();
        }
        finally
        {
            journal.Resume(paused);
        }
        // A tape that has saved a result of the last run learns that it is gone.
        foreach (Tensor result in _results) result.Storage.Version++;
    }

    public override string ToString() => string.Join('\n', _instructions.Select(instruction => "  " + instruction.Describe()));
}
