using System.Globalization;
using System.Numerics;

namespace Examples;

/// <summary>A program of this project: its name on the command line, what it shows, and what runs it.</summary>
internal sealed record Example(string Name, string About, Action<Options> Run);

/// <summary>A command line that cannot be followed; the message says why in one line.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>
/// The options of an example. It asks for each by name, with the default and the values that make sense, and calls <see cref="Complete"/> when it has asked for all:
/// <code>
/// int epochs = options.Whole("epochs", 400, 1, 100_000, "how often to go through the data");
/// if (!options.Complete()) return;
/// </code>
/// </summary>
internal sealed class Options
{
    private readonly Example _example;
    private readonly Dictionary<string, string> _given = [];
    private readonly List<string[]> _known = [];
    private readonly bool _help;

    /// <summary>Options as <c>--name value</c> or <c>--name=value</c>.</summary>
    public Options(Example example, ReadOnlySpan<string> args)
    {
        _example = example;
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] is "--help" or "-h" or "-?")
            {
                _help = true;
                continue;
            }
            if (!args[i].StartsWith("--", StringComparison.Ordinal)) throw new UsageException($"'{args[i]}' is not an option; options start with --, as {example.Name} --help shows");
            string[] parts = args[i].Split('=', 2);
            if (parts.Length == 1 && i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal)) parts = [parts[0], args[++i]];
            if (!_given.TryAdd(parts[0], parts.Length == 2 ? parts[1] : "")) throw new UsageException($"{parts[0]} is given twice");
        }
    }

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public int Whole(string name, int fallback, int least, int most, string about)
    {
        if (Text(name, $"{fallback}", about) is not { } text) return fallback;
        if (!BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger value)) throw new UsageException($"--{name} takes a whole number, not '{text}'");
        return value >= least && value <= most ? (int)value : throw new UsageException($"--{name} {text} is out of range: from {least} to {most}");
    }

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public double Real(string name, double fallback, double least, double most, string about)
    {
        if (Text(name, $"{fallback}", about) is not { } text) return fallback;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || double.IsNaN(value)) throw new UsageException($"--{name} takes a number, not '{text}'");
        return value >= least && value <= most ? value : throw new UsageException($"--{name} {text} is out of range: from {least} to {most}");
    }

    /// <summary>A seed of random numbers.</summary>
    public ulong Seed() => (ulong)Whole("seed", 1, 0, int.MaxValue, "decides the random numbers; the same seed, the same run");

    /// <summary>A folder that can be written to, made if it does not exist.</summary>
    public string OutputFolder()
    {
        string folder = Text("out", ".", "the folder for pictures") ?? ".";
        if (_help) return folder;
        try
        {
            Directory.CreateDirectory(folder);
            string probe = Path.Combine(folder, Path.GetRandomFileName());
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"--out '{folder}' is not a folder that can be written to: {(exception is UnauthorizedAccessException ? "access is denied" : exception.Message)}");
        }
    }

    /// <summary>Whether the example should run: false where help was asked for, which is then printed.</summary>
    public bool Complete()
    {
        if (_help)
        {
            Show.Line($"{_example.Name}: {_example.About}");
            if (_known.Count > 0) Show.Table(["option", "default", "what it does"], _known);
            if (_example.Name == "lab") Show.Note("There are other examples: list names them.");
            return false;
        }
        if (_given.Keys.FirstOrDefault() is { } unknown)
        {
            throw new UsageException($"{_example.Name} has no option {unknown}{(_known.Count == 0 ? "; it has none at all" : $"; it has {string.Join(", ", _known.Select(row => row[0]))}")}");
        }
        return true;
    }

    /// <summary>The text given for an option, null where its default applies.</summary>
    private string? Text(string name, string fallback, string about)
    {
        _known.Add([$"--{name}", fallback, about]);
        if (!_given.Remove($"--{name}", out string? text) || _help) return null;
        return text.Length > 0 ? text : throw new UsageException($"--{name} needs a value: {about}");
    }
}
