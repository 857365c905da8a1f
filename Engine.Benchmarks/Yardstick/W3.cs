namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>The lab's loop in batches of 32.</summary>
internal sealed class W3 : Workload
{
    private readonly LabLoop _loop = new(hidden: 0, batch: 32);

    public override IReadOnlyList<string> Modes => _loop.Modes;

    public override void Run(Report report) => _loop.Run(report);
}
