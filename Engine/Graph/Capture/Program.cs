using System.Globalization;
using System.Text;

namespace PyDeepTensorNet;

/// <summary>
/// The instructions that repeat a recorded step: without those whose results nobody reads or that repeat another, elementwise ones that follow each other as one pass over memory, and all in memory that is used again
/// as soon as it is read for the last time.
/// </summary>
internal sealed class Program
{
    private readonly Instruction[] _instructions;
    private readonly Tensor[] _results;
    private readonly MemoryPlan _memory;
    private readonly string _leftOut;

    /// <summary>Tensors from outside of the step with the memory that they had when it was planned.</summary>
    private readonly (Tensor Tensor, Storage Storage)[] _outside;
    private int _rebound = Tensor.ReboundCount;

    public Program(DataFlow flow, Tensor[] results)
    {
        _results = results;
        int recorded = flow.Instructions.Count;
        int repeated = CommonSubexpressions.Remove(flow), dead = DeadCode.Remove(flow), merged = Absorption.Merge(flow);
        _outside = [.. flow.Instructions.SelectMany(instruction => instruction.Output is { } output ? instruction.Inputs.Append(output) : instruction.Inputs).Where(tensor => flow.Outlives(tensor.Storage)).Distinct().Select(tensor => (tensor, tensor.Storage))];
        _instructions = Fusion.Fuse(flow);
        _memory = new MemoryPlan(flow, _instructions);
        _leftOut = string.Create(CultureInfo.InvariantCulture, $"{dead} that nobody reads and {repeated} repeated left out of {recorded}, {merged} done by the one before");
    }

    /// <summary>The caller has pinned the memory.</summary>
    public void Run()
    {
        if (Tensor.ReboundCount != _rebound) CheckOutside();
        if (Journal.Recording is null) Replay();
        else ReplayUnrecorded();
        // A tape that has saved a result of the last run learns that it is gone.
        foreach (Tensor result in _results) result.Storage.Version++;
    }

    /// <summary>Compiles the loops that fused groups become after some runs.</summary>
    public void Compile()
    {
        foreach (FusedInstruction fused in _instructions.OfType<FusedInstruction>()) fused.Compile();
    }

    private void Replay()
    {
        foreach (Instruction instruction in _instructions) instruction.Run();
    }

    private void ReplayUnrecorded()
    {
        Journal journal = Journal.OfThread;
        bool paused = journal.Pause();
        try
        {
            Replay();
        }
        finally
        {
            journal.Resume(paused);
        }
    }

    private void CheckOutside()
    {
        foreach ((Tensor tensor, Storage storage) in _outside)
        {
            if (!ReferenceEquals(tensor.Storage, storage)) throw new CaptureException($"Step.Run: {tensor.Describe()} has had its memory replaced since the step was captured, as To does with the parameters of a module; capture the step after that");
        }
        _rebound = Tensor.ReboundCount;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{_instructions.Length} instructions ({_leftOut}), {_memory}");
        foreach (Instruction instruction in _instructions) text.Append("\n  ").Append(instruction.Describe());
        return text.ToString();
    }
}
