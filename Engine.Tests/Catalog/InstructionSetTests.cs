using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace PyDeepTensorNet.Tests.Catalog;

/// <summary>
/// The forward of every elementwise op, and the kernels, on lesser processors: the tests of the category <see cref="Category"/> once more, in a process whose runtime leaves instructions out.
/// They hold to the same bounds.
/// </summary>
[TestClass]
public sealed class InstructionSetTests
{
    public const string Category = "InstructionSets";

    public required TestContext TestContext { get; set; }

    [TestMethod]
    [TestCategory(Category)]
    public void Vectors_WithoutInstructions_AreNotAccelerated()
    {
        if (Environment.GetEnvironmentVariable("DOTNET_EnableHWIntrinsic") == "0") Assert.IsFalse(Vector128.IsHardwareAccelerated);
        if (Environment.GetEnvironmentVariable("DOTNET_EnableAVX2") == "0") Assert.IsFalse(Vector256.IsHardwareAccelerated);
    }

    [TestMethod]
    [DataRow("DOTNET_EnableHWIntrinsic", DisplayName = "No SIMD at all")]
    [DataRow("DOTNET_EnableAVX2", DisplayName = "Registers of 128 bits, as under NativeAOT's defaults")]
    public async Task Category_WithoutInstructions_Passes(string setting)
    {
        string program = Environment.ProcessPath!, library = typeof(InstructionSetTests).Assembly.Location;
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = AppContext.BaseDirectory };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet") start.ArgumentList.Add(library);
        foreach (string argument in (string[])["--filter", $"TestCategory={Category}", "--minimum-expected-tests", "500", "--no-progress", "--no-ansi"]) start.ArgumentList.Add(argument);
        start.Environment[setting] = "0";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.CancellationToken), errors = process.StandardError.ReadToEndAsync(TestContext.CancellationToken);
        await process.WaitForExitAsync(TestContext.CancellationToken);
        if (process.ExitCode != 0) Assert.Fail($"{setting}=0: exit code {process.ExitCode}\n{await output}\n{await errors}");
    }
}
