using System.Diagnostics;

namespace PyDeepTensorNet.Benchmarks.Roofline;

/// <summary>Threads that start work together.</summary>
internal static class Team
{
    /// <summary>Runs <paramref name="work"/> on so many threads, which get their numbers; returns the seconds from the first one's start to the last one's end.</summary>
    public static double Run(int threads, Action<int> work)
    {
        long[] starts = new long[threads], ends = new long[threads];
        using var barrier = new Barrier(threads);
        Thread[] team = [.. Enumerable.Range(0, threads).Select(number => new Thread(() =>
        {
            barrier.SignalAndWait();
            starts[number] = Stopwatch.GetTimestamp();
            work(number);
            ends[number] = Stopwatch.GetTimestamp();
        }))];
        foreach (Thread thread in team) thread.Start();
        foreach (Thread thread in team) thread.Join();
        return (ends.Max() - starts.Min()) / (double)Stopwatch.Frequency;
    }
}
