using System.Globalization;
using System.Text;

namespace PyDeepTensorNet;

/// <summary>Prints a tape as an aligned table; a column of which nothing is known is left out.</summary>
internal static class TapeText
{
    private readonly record struct Column(string Name, bool Right, Func<TapeNode, string> Cell);

    public static string Print(TapeGraph graph)
    {
        TapeNode[] nodes = [.. graph.Nodes.Where(node => node.Kind != TapeNodeKind.Outer)];
        var columns = new List<Column>
        {
            new("#", true, node => Number(node.Number)),
            new("op", false, node => node.Op ?? (node.Kind == TapeNodeKind.Constant ? "constant" : "leaf")),
            new("inputs", false, node => node.Op is null ? node.Name ?? "" : string.Join(", ", node.Inputs.Select(input => input < 0 ? "outer" : "#" + Number(input)))),
            new("value", false, node => node.DType.Name() + node.Shape),
            new("bytes kept", true, node => node.Op is null ? "" : Number(node.BytesKept)),
        };
        AddKnown(new("forward", true, node => node.Forward is { } time ? Quantities.Time(time) : ""));
        AddKnown(new("backward", true, node => node.Backward is { } time ? Quantities.Time(time) : ""));
        AddKnown(new("|gradient|", true, node => node.GradientNorm is { } norm ? Quantities.Significant(norm) : ""));
        AddKnown(new("module", false, node => node.Scope is not { } scope ? "" : scope.Path.Length > 0 ? scope.Path : scope.Type));
        AddKnown(new("at", false, node => node.Op is null ? "" : node.Site?.ToString(node.Op) ?? ""));
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Tape: {nodes.Length} entries, {Number(nodes.Sum(node => node.BytesKept))} bytes kept for the backward sweep");
        if (nodes.Length == 0) return text.ToString();
        string[][] rows = [[.. columns.Select(column => column.Name)], .. nodes.Select(node => columns.Select(column => column.Cell(node)).ToArray())];
        return text.AppendTable(rows, [.. Enumerable.Range(0, columns.Count).Where(i => columns[i].Right)]).ToString();

        void AddKnown(Column column)
        {
            if (nodes.Any(node => column.Cell(node).Length > 0)) columns.Add(column);
        }
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
