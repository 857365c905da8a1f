namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>The lab's loop with a hidden layer of 5.</summary>
internal sealed class W2 : Workload
{
    private readonly LabLoop _loop = new(hidden: 5, batch: 1);

    public override IReadOnlyList<string> Modes => _loop.Modes;

    public override void Run(Report report) => _loop.Run(report);
}
