namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>The lab's loop, one sample a step.</summary>
internal sealed class W1 : Workload
{
    private readonly LabLoop _loop = new(hidden: 0, batch: 1);

    public override IReadOnlyList<string> Modes => _loop.Modes;

    public override void Run(Report report) => _loop.Run(report);
}
