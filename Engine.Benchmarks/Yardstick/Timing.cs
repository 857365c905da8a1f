using System.Diagnostics;

namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>Seconds that one call took: the median and the least of so many repetitions.</summary>
internal readonly record struct Timing(double Median, double Least, int Repetitions)
{
    /// <summary>Times <paramref name="action"/> after calling it for a while.</summary>
    /// <param name="action">What is timed.</param>
    /// <param name="budget">Seconds that all repetitions together should last.</param>
    /// <param name="repetition">Seconds that one should last at least: short actions are called several times in each.</param>
    /// <param name="most">The most repetitions; the least is 5.</param>
    /// <param name="warm">Seconds of calls before the first: the JIT has replaced its first code by then.</param>
    public static Timing Of(Action action, double budget = 1.5, double repetition = 0.02, int most = 101, double warm = 0.5)
    {
        long start = Stopwatch.GetTimestamp();
        int calls = 0;
        for (; calls < 2 || Since(start) < warm; calls++) action();
        double one = Repeat(action, 1);
        int inner = Inner();
        if (inner > 1)
        {
            one = Repeat(action, inner);
            inner = Inner();
        }
        double[] seconds = new double[(int)Math.Clamp(budget / (one * inner), 5, most)];
        for (int i = 0; i < seconds.Length; i++) seconds[i] = Repeat(action, inner);
        return From(seconds);

        int Inner() => Math.Max(1, (int)(repetition / Math.Max(one, 1e-9)));
    }

    /// <summary>From the seconds that single calls took.</summary>
    public static Timing From(double[] seconds)
    {
        Array.Sort(seconds);
        return new(seconds[seconds.Length / 2], seconds[0], seconds.Length);
    }

    /// <summary>The same for a call's <paramref name="parts"/>-th part.</summary>
    public static Timing operator /(Timing timing, double parts) => new(timing.Median / parts, timing.Least / parts, timing.Repetitions);

    /// <summary>Seconds since a timestamp; a TimeSpan would round to 100 ns.</summary>
    public static double Since(long timestamp) => (Stopwatch.GetTimestamp() - timestamp) / (double)Stopwatch.Frequency;

    private static double Repeat(Action action, int times)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < times; i++) action();
        return Since(start) / times;
    }
}
