using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;

namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>How long a program that uses the engine takes from its start to its first gradient, seen from outside, and what it needs in memory and on disk.</summary>
internal sealed class W11 : Workload
{
    private const int Starts = 30;

    public override void Run(Report report)
    {
        double memory = 0;
        double[] seconds = new double[Starts];
        for (int i = 0; i < Starts; i++) (seconds[i], memory) = Start();
        Timing timing = Timing.From(seconds);
        double disk = new[] { typeof(Tensor), typeof(TensorPrimitives) }.Sum(type => new FileInfo(type.Assembly.Location).Length) / 1048576.0;
        report.Line($"eager start_to_first_gradient median_ms={timing.Median * 1e3:F1} min_ms={timing.Least * 1e3:F1} reps={timing.Repetitions} rss_mb={memory:F0} disk_mb={disk:F1}");
    }

    private static (double Seconds, double Memory) Start()
    {
        ProcessStartInfo start = Child.Start(FirstGradient.Verb);
        start.RedirectStandardOutput = true;
        long timestamp = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        string? gradient = process.StandardOutput.ReadLine();
        double seconds = Timing.Since(timestamp);
        string? memory = process.StandardOutput.ReadLine();
        process.WaitForExit();
        if (gradient is null || memory is null || process.ExitCode != 0) throw new InvalidOperationException($"W11: {start.FileName} {FirstGradient.Verb} ended with {process.ExitCode} before its first gradient");
        return (seconds, double.Parse(memory, CultureInfo.InvariantCulture));
    }
}
