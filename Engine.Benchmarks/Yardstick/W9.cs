namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>An elementwise expression from the first-level cache to the memory beyond all caches.</summary>
internal sealed class W9 : Workload
{
    public override IReadOnlyList<string> Modes => ["engine", "by_hand"];

    public override void Run(Report report)
    {
        foreach (int n in new[] { 1000, 100_000, 1_000_000, 10_000_000 })
        {
            var generator = new Generator(1);
            Tensor x = Tensor.Randn([n], generator: generator), a = Tensor.Randn([n], generator: generator), b = Tensor.Randn([n], generator: generator);
            if (report.Mode == "by_hand") ByHand(report, x, a, b);
            else Engine(report, x, a, b);
        }
    }

    private static void Engine(Report report, Tensor x, Tensor a, Tensor b)
    {
        int n = x.ElementCount;
        Step step = Step.Capture(_ => Backward(x, a, b));
        step.Run();
        step.Run();
        report.Nanoseconds($"captured tanh(x*a+b)*sigmoid(x).sum fwd+bwd n={n} ns_per_element", n, () => step.Run(), n > 1_000_000 ? 5 : 2);
        report.Line($"captured n={n} rss_mb={Report.PeakMemory():F0}");
        report.Nanoseconds($"eager tanh(x*a+b)*sigmoid(x).sum fwd+bwd n={n} ns_per_element", n, () => Backward(x, a, b), n > 1_000_000 ? 5 : 2);
        report.Nanoseconds($"eager tanh(x*a+b)*sigmoid(x).sum fwd_nograd n={n} ns_per_element", n, () => Value(x, a, b), n > 1_000_000 ? 3 : 1);
        report.Line($"eager n={n} rss_mb={Report.PeakMemory():F0}");
    }

    private static void ByHand(Report report, Tensor x, Tensor a, Tensor b)
    {
        int n = x.ElementCount;
        using var floor = new ChainByHand(x, a, b);
        floor.Run();
        double worst = 0;
        Tensor[] engine = Backward(x, a, b);
        for (int i = 0; i < floor.Gradients.Length; i++) worst = Math.Max(worst, (engine[i + 1] - floor.Gradients[i]).Abs().AMax().Item());
        if (worst > 1e-5) throw new InvalidOperationException($"W9: by hand the gradients are {worst} from the engine's");
        report.Nanoseconds($"by_hand one_pass tanh(x*a+b)*sigmoid(x).sum fwd+bwd n={n} ns_per_element", n, () => floor.Run(), n > 1_000_000 ? 5 : 2);
    }

    private static Tensor[] Backward(Tensor x, Tensor a, Tensor b)
    {
        using var tape = new Tape();
        Tensor value = Value(x, a, b);
        Gradients gradients = tape.Gradient(value, [x, a, b]);
        return [value, gradients[0]!, gradients[1]!, gradients[2]!];
    }

    private static Tensor Value(Tensor x, Tensor a, Tensor b) => ((x * a + b).Tanh() * x.Sigmoid()).Sum();
}
