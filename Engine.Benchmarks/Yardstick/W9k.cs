namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>Single kernels on rows of 1024, in the second-level cache and beyond all caches.</summary>
internal sealed class W9k : Workload
{
    private const int Row = 1024;

    /// <summary>The other scripts' lines start so.</summary>
    public override string Label => "W9";

    public override void Run(Report report)
    {
        foreach (int n in new[] { 65536, 4194304 })
        {
            Tensor x = Tensor.Randn([n / Row, Row], generator: new Generator(1)), positive = x.Abs() + 0.1;
            Kernel("exp", () => x.Exp());
            Kernel("tanh", () => x.Tanh());
            Kernel("sigmoid", () => x.Sigmoid());
            Kernel("log", () => positive.Log());
            Kernel("sum", () => x.Sum());
            Kernel($"softmax{Row}", () => x.Softmax(1));
            Kernel($"layernorm{Row}", () => x.LayerNorm([Row]));
            Kernel("add", () => x + positive);
            Kernel("gelu", () => x.Gelu());

            void Kernel(string name, Func<Tensor> kernel) => report.Nanoseconds($"eager kernel {name} n={n} ns_per_element", n, () => kernel());
        }
    }
}
