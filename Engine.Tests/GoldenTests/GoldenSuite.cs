using System.Text;
using System.Text.Json;

namespace PyDeepTensorNet.Tests.GoldenTests;

/// <summary>The cases of a folder that are more than a call of an operator, computed once.</summary>
internal sealed class GoldenSuite
{
    private readonly string _title;
    private readonly Lazy<Case[]> _cases;
    private readonly Lazy<Entry[]> _entries;

    private GoldenSuite(string title, string folder, Func<Case, bool> offers, Func<Case, DType, GoldenResult> run, params DType[] precisions)
    {
        (_title, Precisions) = (title, precisions);
        string path = Path.Combine(GoldenRun.SelectedFolder, folder);
        _cases = new(() => !Directory.Exists(path) ? [] : [.. Directory.GetFiles(path, "*.jsonl.gz").Order(StringComparer.Ordinal).SelectMany(Read)]);
        _entries = new(() => [.. _cases.Value.SelectMany(item => precisions, (item, precision) => (Case: item, Precision: precision)).AsParallel().AsOrdered()
            .Select(item => new Entry(item.Case, item.Precision, offers(item.Case) ? Guard(() => run(item.Case, item.Precision)) : new(GoldenVerdict.Missing)))]);
    }

    public static GoldenSuite Modules { get; } = new("modules", "modules", item => GoldenModules.Offers(item.Name), GoldenModuleCheck.Run, DType.Float64, DType.Float32);

    public static GoldenSuite Training { get; } = new("training", "optim", GoldenTraining.Offers, GoldenTraining.Run, DType.Float64);

    /// <param name="File">The file's name.</param>
    /// <param name="Id">The case's name.</param>
    /// <param name="Name">What it is a case of: a module, an optimiser, a scheduler, an initialiser.</param>
    /// <param name="Json">The line.</param>
    public sealed record Case(string File, string Id, string Name, JsonElement Json);

    public sealed record Entry(Case Case, DType Precision, GoldenResult Result);

    public DType[] Precisions { get; }

    public IReadOnlyList<Case> Cases => _cases.Value;

    public IReadOnlyList<Entry> Entries => _entries.Value;

    /// <summary>Everything of which there is a case that the engine offers.</summary>
    public IEnumerable<string> Names => _entries.Value.Where(entry => entry.Result.Verdict != GoldenVerdict.Missing).Select(entry => entry.Case.Name).Distinct();

    /// <summary>Fails with every difference of the cases of one name.</summary>
    public void Check(string name, DType precision)
    {
        Entry[] entries = [.. Entries.Where(entry => entry.Case.Name == name && entry.Precision == precision)];
        string failures = string.Concat(entries.Select(Describe));
        if (failures.Length > 0) Assert.Fail($"{name} ({precision.Name()}):\n{failures}");
        Assert.IsTrue(entries.Any(entry => entry.Result.Verdict == GoldenVerdict.Passed), $"{name}: {entries[0].Result.Detail}");
    }

    /// <summary>The figures, what is missing and what failed; a case counts once, for all its precisions.</summary>
    public string Summary()
    {
        Entry[][] cases = [.. Entries.GroupBy(entry => entry.Case).Select(group => group.ToArray())];
        bool Is(Entry[] entries, GoldenVerdict verdict) => entries.Any(entry => entry.Result.Verdict == verdict);
        Entry[][] failed = [.. cases.Where(entries => Is(entries, GoldenVerdict.Failed))], missing = [.. cases.Where(entries => Is(entries, GoldenVerdict.Missing) && !Is(entries, GoldenVerdict.Failed))];
        // What is not offered at all has no detail; else it is a form that is not.
        string[] names = [.. missing.Where(entries => entries[0].Result.Detail.Length == 0).Select(entries => entries[0].Case.Name).Distinct().Order(StringComparer.Ordinal)];
        string[] forms = [.. missing.Where(entries => entries[0].Result.Detail.Length > 0).Select(entries => $"{entries[0].Case.Id} ({entries[0].Result.Detail})")];
        var text = new StringBuilder();
        text.AppendLine($"{_title}: {cases.Length - failed.Length - missing.Length} passed, {failed.Length} failed, {names.Length} missing");
        text.AppendLine($"{_title} missing ({missing.Length - forms.Length} cases): {string.Join(", ", names)}");
        text.AppendLine($"{_title}, forms missing ({forms.Length} cases): {string.Join(", ", forms)}");
        text.AppendLine($"{_title} failed: {string.Join(", ", failed.Select(entries => entries[0].Case.Id))}");
        foreach (Entry entry in failed.SelectMany(entries => entries)) text.Append(Describe(entry));
        return text.ToString();
    }

    private static string Describe(Entry entry) => entry.Result.Verdict == GoldenVerdict.Failed ? $"  {entry.Case.Id} {entry.Precision.Name()}: {entry.Result.Detail}\n" : "";

    private static GoldenResult Guard(Func<GoldenResult> run)
    {
        try
        {
            return run();
        }
        catch (NotOfferedException missing)
        {
            return new(GoldenVerdict.Missing, missing.Message);
        }
        catch (Exception exception)
        {
            return new(GoldenVerdict.Failed, $"threw {exception.GetType().Name}: {exception.Message}");
        }
    }

    private static IEnumerable<Case> Read(string path)
    {
        string file = Path.GetFileName(path)[..^".jsonl.gz".Length];
        foreach (string line in GoldenCase.Lines(path))
        {
            using var document = JsonDocument.Parse(line);
            JsonElement json = document.RootElement.Clone();
            string name = new[] { "module", "scheduler", "optimizer", "init" }.Where(key => json.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String).Select(key => json.GetProperty(key).GetString()!).First();
            yield return new(file, json.GetProperty("id").GetString()!, name, json);
        }
    }
}
