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

    /// <summary>Trains a net by captured steps, then another one eagerly, and reports time, memory, garbage, and the loss of the first batch before and after. Returns the second net.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="what">The net.</param>
    /// <param name="build">Makes it: the loss of a batch, and what updates its parameters.</param>
    /// <param name="data">The batches, taken in turn.</param>
    /// <param name="warm">Steps before the first that counts.</param>
    /// <param name="budget">Seconds to spend on each.</param>
    public static (Func<Tensor, Tensor, Tensor> Loss, Optimizer Optimizer) Measure(
        Report report, string what, Func<(Func<Tensor, Tensor, Tensor> Loss, Optimizer Optimizer)> build, (Tensor X, Tensor Y)[] data, int warm, double budget)
    {
        var net = build();
        // First, so that the peak of memory is its own.
        PyDeepTensorNet.Step step = PyDeepTensorNet.Step.Capture((x, y) => Train(net, x, y));
        Measure(report, $"captured {what}", (x, y) => step.Run(x, y), net.Loss, data, warm, budget);
        var second = build();
        Measure(report, $"eager {what}", (x, y) => Train(second, x, y), second.Loss, data, warm, budget);
        return second;
    }

    private static Tensor Train((Func<Tensor, Tensor, Tensor> Loss, Optimizer Optimizer) net, Tensor x, Tensor y)
    {
        using var tape = new Tape();
        Tensor loss = net.Loss(x, y);
        net.Optimizer.Step(tape.Gradient(loss, net.Optimizer.Parameters));
        return loss;
    }

    private static void Measure(Report report, string what, Func<Tensor, Tensor, Tensor> train, Func<Tensor, Tensor, Tensor> loss, (Tensor X, Tensor Y)[] data, int warm, double budget)
    {
        int at = 0;
        double first = loss(data[0].X, data[0].Y).Item();
        for (int i = 0; i < warm; i++) Step();
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        Step();
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        Timing timing = Timing.Of(Step, budget, 0, 301);
        double memory = Report.PeakMemory(), last = loss(data[0].X, data[0].Y).Item();
        report.Line($"{what} median_ms={timing.Median * 1e3:F3} min_ms={timing.Least * 1e3:F3} reps={timing.Repetitions} rss_mb={memory:F0} managed_bytes_per_step={bytes} loss_first={first:F4} loss_last={last:F4}");

        void Step()
        {
            var (x, y) = data[at++ % data.Length];
            train(x, y);
        }
    }
}
