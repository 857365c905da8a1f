using System.Diagnostics;

namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>This program, started once more.</summary>
internal static class Child
{
    /// <summary>How to start it with these arguments.</summary>
    public static ProcessStartInfo Start(params IEnumerable<string> arguments)
    {
        string path = Environment.ProcessPath!;
        // Started as `dotnet Engine.Benchmarks.dll`, the process is dotnet's.
        return new(path, Path.GetFileNameWithoutExtension(path) == "dotnet" ? arguments.Prepend(typeof(Child).Assembly.Location) : arguments);
    }
}
