namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>The lab's loop with a hidden layer of 5.</summary>
internal sealed class W2 : Workload
{
    public override void Run(Report report) => new LabLoop(hidden: 5, batch: 1).Run(report);
}
