using PyDeepTensorNet;
using Spectre.Console;

namespace Examples;

/// <summary>What the examples print. On a terminal there are colours and a progress bar; redirected, the same text in plain lines.</summary>
internal static class Show
{
    private static readonly Style s_quiet = new(Color.Grey), s_strong = new(decoration: Decoration.Bold);

    /// <summary>Whether somebody watches.</summary>
    public static bool OnTerminal { get; } = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;

    static Show()
    {
        // In a file nothing needs to wrap.
        if (!OnTerminal) AnsiConsole.Profile.Width = 120;
        // The progress bar hides it.
        else Console.CancelKeyPress += (_, _) => AnsiConsole.Cursor.Show();
    }

    /// <summary>The heading of a part.</summary>
    public static void Section(string title)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.Write(new Rule(Markup.Escape(title)) { Justification = Justify.Left, Style = s_quiet });
    }

    /// <summary>A line as it is.</summary>
    public static void Line(string text) => AnsiConsole.WriteLine(text);

    /// <summary>A line that matters.</summary>
    public static void Result(string text) => AnsiConsole.WriteLine(text, s_strong);

    /// <summary>An explanation.</summary>
    public static void Note(string text) => AnsiConsole.WriteLine(text, s_quiet);

    /// <summary>A named value, later lines of it beneath its first.</summary>
    public static void Value(string name, object value) => Line($"{name} = {value.ToString()!.Replace("\n", "\n" + new string(' ', name.Length + 3), StringComparison.Ordinal)}");

    /// <summary>A named tensor, to eight decimals as the lab prints.</summary>
    public static void Value(string name, Tensor tensor) => Value(name, (object)tensor.ToString(8));

    /// <summary>A table; columns whose cells are numbers are flush right.</summary>
    public static void Table(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows)
    {
        IReadOnlyList<string>[] cells = [.. rows];
        var table = new Table { Border = TableBorder.Simple };
        for (int column = 0; column < headers.Count; column++)
        {
            bool numbers = cells.All(row => row[column].Length == 0 || double.TryParse(row[column], out _));
            table.AddColumn(new TableColumn(Markup.Escape(headers[column])) { Alignment = numbers ? Justify.Right : Justify.Left, NoWrap = column == 0 });
        }
        foreach (IReadOnlyList<string> row in cells) table.AddRow([.. row.Select(cell => new Text(cell))]);
        AnsiConsole.Write(table);
    }

    /// <summary>A gradient check: of each tensor, the entry that is furthest off.</summary>
    public static void Check(GradCheckReport report)
    {
        Table(["tensor", "shape", "max error", "tape", "numeric", "verdict"], report.Tensors.Select(tensor => new[]
        {
            tensor.Name, $"{tensor.Shape}", $"{tensor.MaxAbsoluteError:0.0e-00}", $"{tensor.TapeValue:g8}", $"{tensor.NumericValue:g8}", $"{tensor.Verdict}",
        }));
        if (!report.Passed) Result("The check did not pass.");
    }
}
