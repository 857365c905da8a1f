using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Running;
using PyDeepTensorNet.Benchmarks.Roofline;
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
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
        return 0;
    }
}
