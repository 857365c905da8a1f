using PyDeepTensorNet.Optim;

namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>Training steps of a net, one batch after the other, timed whole.</summary>
internal static class TrainingRun
{
    private const int Batches = 16;
    private const int Classes = 10;

    /// <summary>Batches of normal values, with the class that a random linear map gives each row.</summary>
    public static (Tensor X, Tensor Y)[] Data(params int[] shape)
    {
        var generator = new Generator(1);
        Tensor[] x = [.. Enumerable.Range(0, Batches).Select(_ => Tensor.Randn(Shape.Create(shape), generator: generator))];
        Tensor map = Tensor.Randn([x[0].ElementCount / shape[0], Classes], generator: generator);
        return [.. x.Select(batch => (batch, batch.Reshape(shape[0], -1).MatMul(map).ArgMax(1)))];
    }

    /// <summary>Trains, and reports time, memory, garbage, and the loss of the first batch before and after.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="what">The net.</param>
    /// <param name="loss">The loss of a batch.</param>
    /// <param name="data">The batches, taken in turn.</param>
    /// <param name="optimizer">Updates the parameters.</param>
    /// <param name="warm">Steps before the first that counts.</param>
    /// <param name="budget">Seconds to spend.</param>
    public static void Measure(Report report, string what, Func<Tensor, Tensor, Tensor> loss, (Tensor X, Tensor Y)[] data, Optimizer optimizer, int warm, double budget)
    {
        int at = 0;
        double first = loss(data[0].X, data[0].Y).Item();
        for (int i = 0; i < warm; i++) Step();
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        Step();
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        Timing timing = Timing.Of(Step, budget, 0, 301);
        double last = loss(data[0].X, data[0].Y).Item();
        report.Line($"{what} median_ms={timing.Median * 1e3:F3} min_ms={timing.Least * 1e3:F3} reps={timing.Repetitions} rss_mb={Report.PeakMemory():F0} managed_bytes_per_step={bytes} loss_first={first:F4} loss_last={last:F4}");

        void Step()
        {
            var (x, y) = data[at++ % data.Length];
            using var tape = new Tape();
            optimizer.Step(tape.Gradient(loss(x, y), optimizer.Parameters));
        }
    }
}
