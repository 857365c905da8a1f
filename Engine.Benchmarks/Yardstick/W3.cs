namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>The lab's loop in batches of 32.</summary>
internal sealed class W3 : Workload
{
    public override void Run(Report report) => new LabLoop(hidden: 0, batch: 32).Run(report);
}
