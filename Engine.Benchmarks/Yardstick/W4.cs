using System.Diagnostics;

namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>Additions and multiplications on 16 floats, one after the other: next to no arithmetic, so that the cost of calling, recording and pulling back an operation shows.</summary>
internal sealed class W4 : Workload
{
    private const int Operations = 100;
    private const int Elements = 16;

    public override IReadOnlyList<string> Modes => ["captured", "eager", "recycle"];

    public override void Run(Report report)
    {
        Run(report, true);
        Run(report, false);
    }

    private static void Run(Report report, bool all)
    {
        string mode = report.Mode;
        using Tape? recycling = mode == "recycle" ? new(TapeOptions.Recycle) : null;
        var generator = new Generator(1);
        Tensor x = Tensor.Randn([Elements], generator: generator), addend = Tensor.Randn([Elements], generator: generator), factor = Tensor.Ones(Elements), seed = Tensor.Ones(Elements);
        Tensor[] parameters = all ? [x, addend, factor] : [x];
        string which = all ? "all_require_grad" : "x_requires_grad", what = $"{mode} {which}";
        if (mode == "captured")
        {
            PyDeepTensorNet.Step captured = PyDeepTensorNet.Step.Capture(_ =>
            {
                using var tape = new Tape();
                Gradients gradients = tape.Gradient(Chain(), parameters, seed);
                return [.. parameters.Select(tensor => gradients[tensor])];
            });
            report.Nanoseconds($"{what} forward+backward ns_per_op", Operations, () => captured.Run(), 2);
            return;
        }
        if (recycling is null) report.Nanoseconds($"{what} forward_nograd ns_per_op", Operations, () => Chain(), 2);
        report.Nanoseconds($"{what} forward_grad ns_per_op", Operations, () => Recorded(), 2);
        for (int i = 0; i < 2000; i++) Step();
        double[] backward = new double[5000];
        for (int i = 0; i < backward.Length; i++) backward[i] = Step();
        report.Nanoseconds($"{what} backward ns_per_op", Timing.From(backward) / Operations);
        report.Nanoseconds($"{what} forward+backward ns_per_op", Operations, () => Step(), 2);
        report.Line($"{what} managed_bytes_per_forward_op={Allocated(Recorded):F0}");
        report.Line($"{what} forward+backward managed_bytes_per_op={Allocated(() => Step()):F0}");

        Tensor Chain()
        {
            Tensor y = x;
            for (int i = 0; i < Operations / 2; i++)
            {
                y = y + addend;
                y = y * factor;
            }
            return y;
        }

        // A new tape, or the one that is kept.
        Tape Begin()
        {
            recycling?.Reset();
            return recycling ?? new();
        }

        void End(Tape tape)
        {
            if (recycling is null) tape.Dispose();
        }

        void Recorded()
        {
            Tape tape = Begin();
            Chain();
            End(tape);
        }

        // Seconds of the backward sweep.
        double Step()
        {
            Tape tape = Begin();
            Tensor y = Chain();
            long start = Stopwatch.GetTimestamp();
            tape.Gradient(y, parameters, seed);
            double seconds = Timing.Since(start);
            End(tape);
            return seconds;
        }
    }

    private static double Allocated(Action action)
    {
        const int Times = 100;
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Times; i++) action();
        return (GC.GetAllocatedBytesForCurrentThread() - bytes) / (double)(Times * Operations);
    }
}
