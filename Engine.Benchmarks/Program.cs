using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Running;
using PyDeepTensorNet.Benchmarks.Roofline;
using PyDeepTensorNet.Benchmarks.Suites;
using PyDeepTensorNet.Benchmarks.Yardstick;

namespace PyDeepTensorNet.Benchmarks;

internal static class Program
{
    private static int Main(string[] args)
    {
        switch (args)
        {
            case ["yardstick", .. var rest]: return YardstickCommand.Run(rest);
            case ["roofline", .. var rest]: return RooflineCommand.Run(rest);
            case [FirstGradient.Verb]: return FirstGradient.Run();
            default: return RunSuites(args);
        }
    }

    /// <summary>A method of its own, so that the other modes do not load BenchmarkDotNet.</summary>
    private static int RunSuites(string[] args)
    {
        ManualConfig config = ManualConfig.Create(DefaultConfig.Instance).AddDiagnoser(MemoryDiagnoser.Default).WithBuildTimeout(TimeSpan.FromMinutes(10));
        if (!OpenBlas.IsAvailable)
        {
            Console.WriteLine("OpenBLAS is not installed (on Debian: apt-get install libopenblas0), so that its baselines are left out.");
            config.AddFilter(new SimpleFilter(benchmark => !benchmark.Descriptor.WorkloadMethod.Name.StartsWith(nameof(OpenBlas), StringComparison.Ordinal)));
        }
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
        return 0;
    }
}
