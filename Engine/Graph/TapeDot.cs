using System.Globalization;
using System.Text;

namespace PyDeepTensorNet;

/// <summary>A tape in the language of Graphviz.</summary>
internal static class TapeDot
{
    public static string Print(TapeGraph graph)
    {
        var text = new StringBuilder("digraph tape {\n  node [fontname=\"Helvetica\", fontsize=11, style=filled];\n  edge [fontname=\"Helvetica\", fontsize=9, color=\"#667085\"];\n");
        Append(text, graph, graph.Grouped(), "  ");
        foreach (var (from, to, shape) in graph.Edges()) text.Append(CultureInfo.InvariantCulture, $"  {from.Id} -> {to.Id} [label=\"{shape}\"];\n");
        return text.Append("}\n").ToString();
    }

    private static void Append(StringBuilder text, TapeGraph graph, TapeGroup group, string indent)
    {
        foreach (TapeNode node in group.Nodes)
        {
            text.Append(CultureInfo.InvariantCulture, $"{indent}{node.Id} [label=\"{Label(node)}\", {Style(node.Kind)}{(graph.Results.Contains(node.Number) ? ", penwidth=2" : "")}];\n");
        }
        foreach (TapeGroup inner in group.Inner)
        {
            text.Append(CultureInfo.InvariantCulture, $"{indent}subgraph cluster_{inner.Number} {{\n{indent}  label=\"{Escape(inner.Title)}\"; style=rounded; color=\"#98a2b3\"; fontname=\"Helvetica\"; fontsize=11;\n");
            Append(text, graph, inner, indent + "  ");
            text.Append(indent).Append("}\n");
        }
    }

    private static string Label(TapeNode node) => string.Join("\\n", [Escape(node.Title), .. node.Details()]);

    private static string Style(TapeNodeKind kind) => kind switch
    {
        TapeNodeKind.Op => "shape=box, fillcolor=\"#e8f1fb\"",
        TapeNodeKind.Parameter => "shape=ellipse, fillcolor=\"#fdefd5\"",
        TapeNodeKind.Leaf => "shape=ellipse, fillcolor=\"#eef2e6\"",
        _ => "shape=ellipse, fillcolor=\"#eeeeee\"",
    };

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
