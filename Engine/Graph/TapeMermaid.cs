using System.Globalization;
using System.Text;

namespace PyDeepTensorNet;

/// <summary>A tape as a Mermaid flowchart, which GitHub and many editors draw inside Markdown.</summary>
internal static class TapeMermaid
{
    public static string Print(TapeGraph graph)
    {
        var text = new StringBuilder("flowchart TD\n");
        Append(text, graph.Grouped(), "  ");
        foreach (var (from, to, shape) in graph.Edges()) text.Append(CultureInfo.InvariantCulture, $"  {from.Id} -->|\"{shape}\"| {to.Id}\n");
        return text.Append(
            """
              classDef op fill:#e8f1fb,stroke:#5b8fc7
              classDef parameter fill:#fdefd5,stroke:#c9973b
              classDef leaf fill:#eef2e6,stroke:#8aa05c
              classDef other fill:#eeeeee,stroke:#888888

            """).ToString();
    }

    private static void Append(StringBuilder text, TapeGroup group, string indent)
    {
        foreach (TapeNode node in group.Nodes)
        {
            (string open, string close) = node.Kind == TapeNodeKind.Op ? ("[", "]") : ("([", "])");
            text.Append(CultureInfo.InvariantCulture, $"{indent}{node.Id}{open}\"{string.Join("<br/>", [Escape(node.Title), .. node.Details().Select(Escape)])}\"{close}:::{Class(node.Kind)}\n");
        }
        foreach (TapeGroup inner in group.Inner)
        {
            text.Append(CultureInfo.InvariantCulture, $"{indent}subgraph g{inner.Number}[\"{Escape(inner.Title)}\"]\n");
            Append(text, inner, indent + "  ");
            text.Append(indent).Append("end\n");
        }
    }

    private static string Class(TapeNodeKind kind) => kind switch
    {
        TapeNodeKind.Op => "op",
        TapeNodeKind.Parameter => "parameter",
        TapeNodeKind.Leaf => "leaf",
        _ => "other",
    };

    /// <summary>Mermaid's own entities: quotes end a label, and its letters could be markup.</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (char c in text)
        {
            if (c is '"' or '#' or '<' or '>' or '&' or '`' or '|' || char.IsControl(c)) escaped.Append(CultureInfo.InvariantCulture, $"#{(int)c};");
            else escaped.Append(c);
        }
        return escaped.ToString();
    }
}
