using System.Globalization;
using System.Text;

namespace PyDeepTensorNet;

/// <summary>Prints a tape as an aligned table.</summary>
internal static class TapeText
{
    public static string Print(Journal journal, int start)
    {
        // Without sites the last column is empty, and not seen.
        var rows = new List<string[]> { new[] { "#", "op", "inputs", "value", "bytes kept", journal.HasSites ? "at" : "" } };
        long total = 0;
        for (int node = start; node < journal.Count; node++)
        {
            Entry entry = journal[node];
            total += entry.BytesKept;
            rows.Add(
            [
                Number(node - start),
                entry.Rule?.Name ?? (entry.Output is null ? "constant" : "leaf"),
                entry.IsLeaf ? entry.Output?.Name ?? "" : string.Join(", ", entry.Inputs().Select(input => input < start ? "outer" : "#" + Number(input - start))),
                entry.DType.Name() + entry.Shape,
                entry.IsLeaf ? "" : Number(entry.BytesKept),
                entry.IsLeaf ? "" : journal.SiteOf(node)?.ToString(entry.Rule!.Name) ?? "",
            ]);
        }
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Tape: {journal.Count - start} entries, {Number(total)} bytes kept for the backward sweep");
        return rows.Count == 1 ? text.ToString() : text.AppendTable(rows, 0, 4).ToString();
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
