using System.Diagnostics;
using System.Globalization;

namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary><c>yardstick ID... [--threads N] [--mode NAME]</c>: quick figures that can be laid beside other libraries' of the same hour.</summary>
internal static class YardstickCommand
{
    public static int Run(string[] args)
    {
        int threads = 1;
        string mode = "";
        var ids = new List<string>();
        for (int i = 0; i < args.Length; i++)
        {
            string arg = args[i];
            switch (arg)
            {
                case "--help" or "-h":
                    Console.WriteLine(Usage());
                    return 0;
                case "--threads":
                    if (++i == args.Length) return Fail("--threads needs a number");
                    if (!int.TryParse(args[i], NumberStyles.None, CultureInfo.InvariantCulture, out threads) || threads < 1 || threads > Environment.ProcessorCount)
                    {
                        return Fail($"--threads {args[i]}: give a whole number from 1 to {Environment.ProcessorCount}, the processors of this machine");
                    }
                    break;
                case "--mode":
                    if (++i == args.Length) return Fail("--mode needs a name");
                    mode = args[i];
                    break;
                case ['-', ..]:
                    return Fail($"{arg}: there is no such option");
                default:
                    string? id = Workload.Titles.FirstOrDefault(workload => workload.Id.Equals(arg, StringComparison.OrdinalIgnoreCase)).Id;
                    if (id is null) return Fail($"{arg}: there is no such workload");
                    ids.Add(id);
                    break;
            }
        }
        if (ids.Count == 0) return Fail("which workload?");
        Parallelism.ThreadCount = threads;
        foreach (string id in ids)
        {
            if (Workload.Find(id) is not { } workload) Console.WriteLine($"{id} engine: not yet");
            else if (mode.Length > 0 && !workload.Modes.Contains(mode)) return Fail($"--mode {mode}: {id} has {(workload.Modes.Count == 0 ? "no modes" : string.Join(", ", workload.Modes))}");
            else if (mode.Length > 0 || workload.Modes.Count == 0) workload.Run(new(workload.Label, threads, mode));
            else if (!workload.Modes.All(each => RunApart(id, each, threads))) return 1;
        }
        return 0;
    }

    /// <summary>Measures a mode in a process of its own; false where that fails.</summary>
    private static bool RunApart(string id, string mode, int threads)
    {
        using Process process = Process.Start(Child.Start("yardstick", id, "--mode", mode, "--threads", threads.ToString(CultureInfo.InvariantCulture)))!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static string Usage() => $"""
        usage: yardstick ID... [--threads N] [--mode NAME]
        Times workloads that other libraries are timed on too and prints a line for each figure: median and least of the repetitions.
        Figures of a shared machine mean little alone: run the other library in the same sitting and compare best with best.

        {string.Join('\n', Workload.Titles.Select(workload => $"  {workload.Id,-8}{workload.Title}{(Workload.Find(workload.Id) is null ? " (not yet)" : "")}"))}

          --threads N   how many threads the engine may use (1)
          --mode NAME   of W1 to W4 and W9: only captured, recycle, eager, by_hand, ...; without it each mode runs in a process of its own
        """;

    private static int Fail(string reason)
    {
        Console.Error.WriteLine($"yardstick: {reason}\n\n{Usage()}");
        return 2;
    }
}
