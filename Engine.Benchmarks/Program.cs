using PyDeepTensorNet.Benchmarks.Yardstick;

namespace PyDeepTensorNet.Benchmarks;

internal static class Program
{
    private static int Main(string[] args) => args is ["yardstick", .. var rest] ? YardstickCommand.Run(rest) : Suites(args);

    private static int Suites(string[] args)
    {
        BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
    }
}
