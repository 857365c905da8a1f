namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>The lab's loop, one sample a step.</summary>
internal sealed class W1 : Workload
{
    public override void Run(Report report) => new LabLoop(hidden: 0, batch: 1).Run(report);
}
