using System.Text;
using System.Text.Json;

namespace PyDeepTensorNet.Tests.GoldenTests;

/// <summary>All cases of a folder in both precisions, computed once.</summary>
internal sealed class GoldenRun
{
    public static string DefaultFolder { get; } = Path.Combine(AppContext.BaseDirectory, "Golden");

    public static string SelectedFolder { get; } = Environment.GetEnvironmentVariable("GOLDEN_DIR") is { Length: > 0 } folder ? folder : DefaultFolder;

    private static readonly Lazy<GoldenRun> s_selected = new(() => new(SelectedFolder)), s_default = new(() => SelectedFolder == DefaultFolder ? Selected : new(DefaultFolder));

    private readonly ILookup<(string File, string Op), Entry> _entries;

    private GoldenRun(string folder) => _entries = Files(folder)
        .SelectMany(file => GoldenCase.Lines(file).Select(line => (File: NameOf(file), Line: line)))
        .AsParallel().AsOrdered()
        .Select(item => Evaluate(item.File, GoldenCase.Parse(item.Line)))
        .ToLookup(entry => (entry.File, entry.Case.Op));

    /// <param name="File">The file's name: the family.</param>
    /// <param name="Case">What was computed.</param>
    /// <param name="Double">The result in float64.</param>
    /// <param name="Single">The result in float32.</param>
    public sealed record Entry(string File, GoldenCase Case, GoldenResult Double, GoldenResult Single)
    {
        public GoldenResult In(DType precision) => precision == DType.Float64 ? Double : Single;

        /// <summary>A case counts once: it has passed when it has in every precision that it says something about.</summary>
        public GoldenVerdict Verdict => (Double.Verdict, Single.Verdict) switch
        {
            (GoldenVerdict.Failed, _) or (_, GoldenVerdict.Failed) => GoldenVerdict.Failed,
            (GoldenVerdict.Missing, _) or (_, GoldenVerdict.Missing) => GoldenVerdict.Missing,
            (GoldenVerdict.Skipped, GoldenVerdict.Skipped) => GoldenVerdict.Skipped,
            _ => GoldenVerdict.Passed,
        };
    }

    /// <summary>The folder that GOLDEN_DIR names, else the default one.</summary>
    public static GoldenRun Selected => s_selected.Value;

    public static GoldenRun Default => s_default.Value;

    public IEnumerable<Entry> Entries => _entries.SelectMany(group => group);

    public IEnumerable<Entry> Of(string file, string op) => _entries[(file, op)];

    /// <summary>Every operator of every file that there is something to compare for, without running anything.</summary>
    public static IEnumerable<(string File, string Op)> Operators() => Files(SelectedFolder)
        .SelectMany(file => GoldenCase.Lines(file).Where(line => NameOf(file) != "errors" || GoldenRefusal.WhyAllowed(GoldenCase.Parse(line)) is null).Select(line => (NameOf(file), OpOf(line))))
        .Distinct();

    /// <summary>The figures, the missing operators and the failing cases.</summary>
    public string Summary()
    {
        Entry[] entries = [.. Entries], failed = [.. entries.Where(entry => entry.Verdict == GoldenVerdict.Failed)];
        Entry[] conventions = [.. entries.Where(entry => (entry.Double.Convention ?? entry.Single.Convention) is not null)];
        // Operators of which nothing is offered, then forms of operators that are offered otherwise.
        ILookup<bool, Entry> missing = entries.Where(entry => entry.Verdict == GoldenVerdict.Missing).ToLookup(entry => GoldenAdapter.Find(entry.Case.Op) is null);
        string[] operators = [.. missing[true].Select(entry => entry.Case.Op).Distinct().Order(StringComparer.Ordinal)];
        string[] forms = [.. missing[false].Select(entry => $"{entry.Case.Op} ({entry.Double.Detail})").Distinct().Order(StringComparer.Ordinal)];
        var text = new StringBuilder();
        text.AppendLine($"golden: {entries.Count(entry => entry.Verdict == GoldenVerdict.Passed)} passed, {failed.Length} failed, {operators.Length} ops missing");
        text.AppendLine($"missing ({missing[true].Count()} cases): {string.Join(", ", operators)}");
        text.AppendLine($"forms missing ({missing[false].Count()} cases): {string.Join(", ", forms)}");
        Entry[] skipped = [.. entries.Where(entry => entry.Verdict == GoldenVerdict.Skipped)];
        text.AppendLine($"skipped: {skipped.Length} calls that PyTorch refuses and this engine has no reason to");
        foreach (IGrouping<string, Entry> reason in skipped.GroupBy(entry => entry.Double.Detail)) text.AppendLine($"  {reason.Key}: {string.Join(", ", reason.Select(entry => entry.Case.Id))}");
        text.AppendLine($"derivatives by another convention, no failure: {conventions.Length} cases");
        foreach (Entry entry in conventions) text.AppendLine($"  {entry.Case.Id}: {entry.Double.Convention ?? entry.Single.Convention}");
        text.AppendLine($"failed: {string.Join(", ", failed.Select(entry => entry.Case.Id))}");
        foreach (Entry entry in failed) text.Append($"{Describe(entry, DType.Float64)}{Describe(entry, DType.Float32)}");
        return text.ToString();
    }

    public static string Describe(Entry entry, DType precision) =>
        entry.In(precision) is { Verdict: GoldenVerdict.Failed } result ? $"  {entry.Case.Id} {precision.Name()}: {result.Detail}\n" : "";

    private static Entry Evaluate(string file, GoldenCase golden)
    {
        GoldenResult single = golden.Error is null ? GoldenCheck.Run(golden, DType.Float32) : new(GoldenVerdict.Skipped);
        return new(file, golden, GoldenCheck.Run(golden, DType.Float64), single);
    }

    private static string[] Files(string folder)
    {
        string[] files = Directory.GetFiles(Path.Combine(folder, "ops"), "*.jsonl.gz");
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    private static string NameOf(string file) => Path.GetFileName(file)[..^".jsonl.gz".Length];

    // Reads no further than the name, which stands near the beginning of the line.
    private static string OpOf(string line)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(line[..Math.Min(line.Length, 400)]), isFinalBlock: false, default);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("op")) continue;
            reader.Read();
            return reader.GetString()!;
        }
        return GoldenCase.Parse(line).Op;
    }
}
