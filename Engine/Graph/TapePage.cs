using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace PyDeepTensorNet;

/// <summary>A tape as a page that needs nothing else: the drawing as SVG, laid out here, and a script that zooms, searches and tells details.</summary>
internal static class TapePage
{
    public static string Print(TapeGraph graph, Profile? profile, string title)
    {
        var layout = new TapeLayout(graph, Lines);
        var text = new StringBuilder();
        string name = Encode(title);
        text.Append(CultureInfo.InvariantCulture, $"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{name}</title>\n<style>\n{TapePageParts.Style}</style>\n</head>\n<body>\n");
        text.Append(CultureInfo.InvariantCulture, $"<header><h1>{name}</h1><span id=\"summary\">{Encode(Summary(graph, profile))}</span>\n{TapePageParts.Controls}</header>\n<main>\n");
        text.Append(CultureInfo.InvariantCulture, $"<svg id=\"tape\" xmlns=\"http://www.w3.org/2000/svg\" data-width=\"{N(layout.Width)}\" data-height=\"{N(layout.Height)}\" viewBox=\"0 0 {N(layout.Width)} {N(layout.Height)}\">\n{TapePageParts.Markers}<g id=\"view\">\n");
        TapeGroup root = graph.Grouped();
        foreach (TapeGroup group in root.Inner) AppendGroup(text, layout, group);
        AppendLinks(text, layout, graph);
        foreach (TapeGroup group in root.Inner) AppendTitle(text, layout, group);
        double longest = graph.Nodes.Max(node => (double?)Total(node).Ticks) ?? 0;
        foreach (TapeNode node in graph.Nodes) AppendNode(text, layout, graph, node, longest);
        text.Append("</g></svg>\n<aside>\n<div id=\"details\"><p class=\"hint\">Click a box for its details. Drag to move, turn the wheel to zoom, type / to search.</p></div>\n");
        if (profile is not null) AppendProfile(text, profile);
        text.Append(CultureInfo.InvariantCulture, $"</aside>\n</main>\n<script type=\"application/json\" id=\"data\">{Data(graph, root)}</script>\n<script>\n{TapePageParts.Script}</script>\n</body>\n</html>\n");
        return text.ToString();
    }

    private static IReadOnlyList<string> Lines(TapeNode node) => [node.Title, .. node.Details()];

    private static TimeSpan Total(TapeNode node) => (node.Forward ?? TimeSpan.Zero) + (node.Backward ?? TimeSpan.Zero);

    private static string Summary(TapeGraph graph, Profile? profile)
    {
        string summary = $"{graph.Nodes.Count(node => node.Kind == TapeNodeKind.Op)} operations, {graph.Nodes.Count(node => node.Kind == TapeNodeKind.Parameter)} parameters, {Quantities.Bytes(graph.Nodes.Sum(node => node.BytesKept))} kept for the backward sweep";
        return profile is null ? summary : $"{summary}, {Time(graph.Nodes)}";
    }

    private static string Time(IEnumerable<TapeNode> nodes)
    {
        TimeSpan forward = TimeSpan.Zero, backward = TimeSpan.Zero;
        foreach (TapeNode node in nodes) (forward, backward) = (forward + (node.Forward ?? TimeSpan.Zero), backward + (node.Backward ?? TimeSpan.Zero));
        return $"{Quantities.Time(forward)} forward, {Quantities.Time(backward)} backward";
    }

    private static void AppendGroup(StringBuilder text, TapeLayout layout, TapeGroup group)
    {
        LayerBox box = layout[group];
        text.Append(CultureInfo.InvariantCulture, $"<g class=\"group\" data-id=\"g{group.Number}\"><rect x=\"{N(box.X)}\" y=\"{N(box.Y)}\" width=\"{N(box.Width)}\" height=\"{N(box.Height)}\" rx=\"8\"/></g>\n");
        foreach (TapeGroup inner in group.Inner) AppendGroup(text, layout, inner);
    }

    // Above the links, that it can be read.
    private static void AppendTitle(StringBuilder text, TapeLayout layout, TapeGroup group)
    {
        LayerBox box = layout[group];
        text.Append(CultureInfo.InvariantCulture, $"<text class=\"title\" x=\"{N(box.X + 12)}\" y=\"{N(box.Y + 18)}\">{Encode(group.Title)}</text>\n");
        foreach (TapeGroup inner in group.Inner) AppendTitle(text, layout, inner);
    }

    private static void AppendLinks(StringBuilder text, TapeLayout layout, TapeGraph graph)
    {
        foreach (IGrouping<TapeNode, (TapeNode From, TapeNode To, Shape Shape)> links in graph.Edges().GroupBy(edge => edge.To))
        {
            // In the order in which they arrive, so that they do not cross at the end.
            (TapeNode From, TapeNode To, Shape Shape)[] sorted = [.. links.OrderBy(link => layout.Points(link.From, link.To, 0.5)[^2].X)];
            for (int i = 0; i < sorted.Length; i++)
            {
                List<(double X, double Y)> points = layout.Points(sorted[i].From, sorted[i].To, (i + 1.0) / (sorted.Length + 1));
                text.Append(CultureInfo.InvariantCulture, $"<path class=\"link\" data-from=\"{sorted[i].From.Id}\" data-to=\"{sorted[i].To.Id}\" d=\"{Curve(points)}\"/>");
                text.Append(CultureInfo.InvariantCulture, $"<text class=\"shape\" x=\"{N((points[^1].X + points[^2].X) / 2)}\" y=\"{N((points[^1].Y + points[^2].Y) / 2 + 3)}\">{sorted[i].Shape}</text>\n");
            }
        }
    }

    private static string Curve(List<(double X, double Y)> points)
    {
        var path = new StringBuilder();
        path.Append(CultureInfo.InvariantCulture, $"M{N(points[0].X)} {N(points[0].Y)}");
        for (int i = 1; i < points.Count; i++)
        {
            (double X, double Y) a = points[i - 1], b = points[i];
            double middle = (a.Y + b.Y) / 2;
            if (Math.Abs(a.X - b.X) < 0.5) path.Append(CultureInfo.InvariantCulture, $"L{N(b.X)} {N(b.Y)}");
            else path.Append(CultureInfo.InvariantCulture, $"C{N(a.X)} {N(middle)} {N(b.X)} {N(middle)} {N(b.X)} {N(b.Y)}");
        }
        return path.ToString();
    }

    private static void AppendNode(StringBuilder text, TapeLayout layout, TapeGraph graph, TapeNode node, double longest)
    {
        LayerBox box = layout[node];
        string kind = node.Kind.ToString().ToLowerInvariant();
        text.Append(CultureInfo.InvariantCulture, $"<g class=\"node {kind}{(graph.Results.Contains(node.Number) ? " result" : "")}\" data-id=\"{node.Id}\"><rect x=\"{N(box.X)}\" y=\"{N(box.Y)}\" width=\"{N(box.Width)}\" height=\"{N(box.Height)}\" rx=\"{(node.Kind == TapeNodeKind.Op ? 4 : 16)}\"/>");
        double y = box.Y + 19;
        foreach (string line in Lines(node))
        {
            text.Append(CultureInfo.InvariantCulture, $"<text x=\"{N(box.Center)}\" y=\"{N(y)}\">{Encode(line)}</text>");
            y += 15;
        }
        // How the op's time compares with the dearest one's.
        if (longest > 0 && Total(node) > TimeSpan.Zero)
        {
            double room = box.Width - 8, forward = room * (node.Forward?.Ticks ?? 0) / longest, backward = room * (node.Backward?.Ticks ?? 0) / longest;
            text.Append(CultureInfo.InvariantCulture, $"<rect class=\"forward\" x=\"{N(box.X + 4)}\" y=\"{N(box.Y + box.Height - 6)}\" width=\"{N(forward)}\" height=\"3\"/><rect class=\"backward\" x=\"{N(box.X + 4 + forward)}\" y=\"{N(box.Y + box.Height - 6)}\" width=\"{N(backward)}\" height=\"3\"/>");
        }
        text.Append("</g>\n");
    }

    private static void AppendProfile(StringBuilder text, Profile profile)
    {
        TimeSpan all = TimeSpan.FromTicks(profile.Operations().Sum(sum => sum.Time.Ticks));
        text.Append("<table id=\"profile\"><caption>Operations</caption><thead><tr><th>op</th><th>count</th><th>forward</th><th>backward</th><th>share</th><th>GFLOP/s</th><th>GB/s</th></tr></thead><tbody>\n");
        foreach (OperationProfile sum in profile.Operations())
        {
            double share = all > TimeSpan.Zero ? 100 * (sum.Time / all) : 0;
            string[] cells =
            [
                sum.Count.ToString("N0", CultureInfo.InvariantCulture), Quantities.Time(sum.Forward), sum.BackwardCount == 0 ? "" : Quantities.Time(sum.Backward), share.ToString("F1", CultureInfo.InvariantCulture) + "%",
                sum.Flops == 0 ? "" : Quantities.Significant(sum.GigaflopsPerSecond), sum.BytesMoved == 0 ? "" : Quantities.Significant(sum.GigabytesPerSecond),
            ];
            text.Append(CultureInfo.InvariantCulture, $"<tr data-op=\"{Encode(sum.Name)}\" style=\"--share:{N(share)}%\"><td>{Encode(sum.Name)}</td>");
            foreach (string cell in cells) text.Append(CultureInfo.InvariantCulture, $"<td>{cell}</td>");
            text.Append("</tr>\n");
        }
        text.Append("</tbody></table>\n");
    }

    /// <summary>What the script shows of a box that is clicked: rows of names and values, and the boxes it is connected with.</summary>
    private static string Data(TapeGraph graph, TapeGroup root)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (TapeNode node in graph.Nodes)
            {
                json.WriteStartObject(node.Id);
                json.WriteString("title", node.Title);
                WriteRows(json, Rows(node));
                json.WriteStartArray("inputs");
                foreach (int input in node.Inputs) json.WriteStringValue(TapeNode.IdOf(input));
                json.WriteEndArray();
                json.WriteEndObject();
            }
            WriteGroups(json, root);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static IEnumerable<(string Name, string? Value)> Rows(TapeNode node) =>
    [
        ("entry", node.Kind == TapeNodeKind.Outer ? "of an outer tape" : $"#{node.Number}"),
        ("kind", node.Kind == TapeNodeKind.Op ? "operation" : node.Kind.ToString().ToLowerInvariant()),
        ("name", node.Name),
        ("value", node.DType.Name() + node.Shape),
        ("elements", node.Shape.ElementCount.ToString("N0", CultureInfo.InvariantCulture)),
        ("bytes kept", node.Kind == TapeNodeKind.Op ? node.BytesKept.ToString("N0", CultureInfo.InvariantCulture) : null),
        ("forward", node.Forward is { } forward ? Quantities.Time(forward) : null),
        ("backward", node.Backward is { } backward ? Quantities.Time(backward) : null),
        ("|gradient|", node.GradientNorm is { } norm ? Quantities.Significant(norm) : null),
        ("module", node.Scope is { } scope ? scope.Path.Length > 0 ? $"{scope.Path} ({scope.Type})" : scope.Type : null),
        ("line", node.Site?.Place),
        ("expression", node.Site?.Expression),
    ];

    private static void WriteGroups(Utf8JsonWriter json, TapeGroup group)
    {
        foreach (TapeGroup inner in group.Inner)
        {
            TapeNode[] all = [.. inner.All()];
            json.WriteStartObject($"g{inner.Number}");
            json.WriteString("title", inner.Title);
            WriteRows(json,
            [
                ("module", inner.Scope!.Path),
                ("class", inner.Scope.Type),
                ("operations", $"{all.Count(node => node.Kind == TapeNodeKind.Op)}"),
                ("parameters", all.Where(node => node.Kind == TapeNodeKind.Parameter).Sum(node => (long)node.Shape.ElementCount).ToString("N0", CultureInfo.InvariantCulture)),
                ("bytes kept", all.Sum(node => node.BytesKept).ToString("N0", CultureInfo.InvariantCulture)),
                ("time", all.Any(node => node.Forward is not null) ? Time(all) : null),
            ]);
            json.WriteStartArray("inputs");
            json.WriteEndArray();
            json.WriteEndObject();
            WriteGroups(json, inner);
        }
    }

    private static void WriteRows(Utf8JsonWriter json, IEnumerable<(string Name, string? Value)> rows)
    {
        json.WriteStartArray("rows");
        foreach (var (name, value) in rows)
        {
            if (string.IsNullOrEmpty(value)) continue;
            json.WriteStartArray();
            json.WriteStringValue(name);
            json.WriteStringValue(value);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    private static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
