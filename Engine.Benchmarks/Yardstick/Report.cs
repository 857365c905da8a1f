using System.Diagnostics;
using System.Globalization;

namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>Writes figures, a line each, in the words and keys that the scripts for other libraries use: <c>W1 engine threads=1 ... median_ns=...</c>.</summary>
internal sealed class Report(string label, int threads, string mode)
{
    /// <summary>Which of <see cref="Workload.Modes"/> it is of; empty where there are none.</summary>
    public string Mode => mode;

    public void Line(string rest)
    {
        Console.WriteLine($"{label} engine threads={threads} {rest}");
        Console.Out.Flush();
    }

    /// <summary>Times <paramref name="action"/> and reports a <paramref name="parts"/>-th of it in nanoseconds.</summary>
    public void Nanoseconds(string what, double parts, Action action, double budget = 1) => Nanoseconds(what, Timing.Of(action, budget, 0.004, 301) / parts);

    public void Nanoseconds(string what, Timing timing) => Line($"{what} median_ns={timing.Median * 1e9:F3} min_ns={timing.Least * 1e9:F3} reps={timing.Repetitions}");

    /// <summary>Times <paramref name="action"/> call by call and reports milliseconds.</summary>
    public void Milliseconds(string what, Action action, double budget)
    {
        Timing timing = Timing.Of(action, budget, 0, 201);
        Line($"{what} median_ms={timing.Median * 1e3:F3} min_ms={timing.Least * 1e3:F3} reps={timing.Repetitions} rss_mb={PeakMemory():F0}");
    }

    /// <summary>Times <paramref name="action"/>, which does so many floating-point operations.</summary>
    public void Gigaflops(string what, double operations, Action action)
    {
        Timing timing = Timing.Of(action, 0.6, 0.004, 201, 0.2);
        Line($"{what} median_gflops={operations / timing.Median / 1e9:F2} max_gflops={operations / timing.Least / 1e9:F2} median_us={timing.Median * 1e6:F2}");
    }

    /// <summary>The most memory that the process has held so far, in MB.</summary>
    public static double PeakMemory()
    {
        // .NET has no figure for this on Linux: Process.PeakWorkingSet64 is 0 there.
        const string Key = "VmHWM:";
        string? line = OperatingSystem.IsLinux() ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal)) : null;
        return line is null ? Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0 : double.Parse(line[Key.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1024;
    }
}
