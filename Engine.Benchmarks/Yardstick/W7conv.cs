using System.Diagnostics;

namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>One convolution of a middle layer, 3 x 3 and 1 x 1, forward and backward apart.</summary>
internal sealed class W7conv : Workload
{
    private const int Warm = 10;

    /// <summary>The other scripts' lines start so.</summary>
    public override string Label => "W7";

    public override void Run(Report report)
    {
        Run(report, 3);
        Run(report, 1);
    }

    private static void Run(Report report, int kernel)
    {
        const int Batch = 16, Channels = 64, Filters = 64, Pixels = 28;
        var generator = new Generator(1);
        Tensor x = Tensor.Randn([Batch, Channels, Pixels, Pixels], generator: generator), weight = Tensor.Randn([Filters, Channels, kernel, kernel], generator: generator) * 0.05;
        Tensor seed = Tensor.Randn([Batch, Filters, Pixels, Pixels], generator: generator);
        double operations = 2.0 * Batch * Filters * Pixels * Pixels * Channels * kernel * kernel;
        string what = $"eager conv{kernel}x{kernel}_{Batch}x{Channels}x{Pixels}x{Pixels}";
        Line("forward", Timing.Of(() => Convolve(), 3, 0), operations);

        double[] backward = new double[50];
        for (int i = -Warm; i < backward.Length; i++)
        {
            using var tape = new Tape();
            Tensor y = Convolve();
            long start = Stopwatch.GetTimestamp();
            tape.Gradient(y, [x, weight], seed);
            if (i >= 0) backward[i] = Timing.Since(start);
        }
        Line("backward", Timing.From(backward), 2 * operations);

        Tensor Convolve() => x.Conv2d(weight, padding: kernel / 2);

        void Line(string part, Timing timing, double operations) =>
            report.Line($"{what} {part} median_ms={timing.Median * 1e3:F3} min_ms={timing.Least * 1e3:F3} gflops={operations / timing.Median / 1e9:F1}");
    }
}
