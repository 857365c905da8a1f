namespace PyDeepTensorNet.Tests.GoldenTests;

/// <summary>The engine against PyTorch's recorded values and derivatives; see Golden/README.md.</summary>
[TestClass]
public sealed class GoldenOperatorTests
{
    public required TestContext TestContext { get; set; }

    /// <summary>Operators that the engine does not offer, or has no reason to refuse, have no test; the summary counts them.</summary>
    public static IEnumerable<object[]> Operators => GoldenRun.Operators()
        .Where(item => GoldenAdapter.Find(item.Op) is not null)
        .SelectMany(item => item.File == "errors" ? [DType.Float64] : new[] { DType.Float64, DType.Float32 }, (item, precision) => new object[] { item.File, item.Op, precision });

    [TestMethod]
    [DynamicData(nameof(Operators))]
    public void Operator_RecordedCalls_MatchPyTorch(string file, string op, DType precision)
    {
        GoldenRun.Entry[] entries = [.. GoldenRun.Selected.Of(file, op)];
        Assert.AreNotEqual(0, entries.Length);
        string failures = string.Concat(entries.Select(entry => GoldenRun.Describe(entry, precision)));
        if (failures.Length > 0) Assert.Fail($"{op} ({file}, {precision.Name()}):\n{failures}");
        if (!entries.Any(entry => entry.In(precision).Verdict == GoldenVerdict.Passed)) Assert.Inconclusive($"{op}: {entries[0].In(precision).Detail}");
    }

    [TestMethod]
    public void Summary_WholeFolder_CountsEveryCaseOnce()
    {
        string summary = GoldenRun.Selected.Summary() + GoldenSuite.Modules.Summary() + GoldenSuite.Training.Summary();
        TestContext.WriteLine(summary);
        if (Environment.GetEnvironmentVariable("GOLDEN_REPORT") is { Length: > 0 } path) File.WriteAllText(path, summary);
        int cases = Directory.GetFiles(Path.Combine(GoldenRun.SelectedFolder, "ops"), "*.jsonl.gz").Sum(file => GoldenCase.Lines(file).Count());
        Assert.HasCount(cases, GoldenRun.Selected.Entries);
        Assert.AreEqual(cases, GoldenRun.Selected.Entries.Select(entry => (entry.File, entry.Case.Id)).Distinct().Count());
    }
}
