namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>Matrix products: square ones, and those of training, where the two products of the backward sweep are NT and TN (T: the operand is a transposed view).</summary>
internal sealed class W5 : Workload
{
    private readonly Generator _generator = new(1);

    public override void Run(Report report)
    {
        foreach (int n in new[] { 16, 32, 64, 128, 256, 512, 1024, 2048 }) Run(report, $"square n={n}", n, n, n, "NN");
        foreach (var (m, n, k) in new[] { (128, 512, 784), (128, 256, 512), (128, 10, 256), (32, 4096, 1024), (1, 1024, 1024), (64, 64, 4096) })
        {
            foreach (string layout in new[] { "NN", "NT", "TN" }) Run(report, $"MNK={m}x{n}x{k}", m, n, k, layout);
        }
        const int Batch = 256, Size = 32;
        Tensor a = Tensor.Randn([Batch, Size, Size], generator: _generator), b = Tensor.Randn([Batch, Size, Size], generator: _generator);
        report.Gigaflops($"batched {Batch}x({Size}x{Size}x{Size}) NN", 2.0 * Batch * Size * Size * Size, () => a.MatMul(b));
    }

    private void Run(Report report, string what, int m, int n, int k, string layout)
    {
        Tensor a = Operand(m, k, layout[0]), b = Operand(k, n, layout[1]);
        report.Gigaflops($"{what} {layout}", 2.0 * m * n * k, () => a.MatMul(b));
    }

    private Tensor Operand(int rows, int columns, char layout) =>
        layout == 'N' ? Tensor.Randn([rows, columns], generator: _generator) : Tensor.Randn([columns, rows], generator: _generator).T;
}
