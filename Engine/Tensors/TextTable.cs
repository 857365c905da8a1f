using System.Text;

namespace PyDeepTensorNet;

/// <summary>Prints rows of cells aligned in columns two spaces apart, a line a row, each after a line break.</summary>
internal static class TextTable
{
    /// <summary>Appends the rows; the columns named in <paramref name="right"/> end flush, the others start flush.</summary>
    public static StringBuilder AppendTable(this StringBuilder text, IReadOnlyList<string[]> rows, params ReadOnlySpan<int> right)
    {
        int[] widths = new int[rows[0].Length];
        foreach (string[] row in rows)
        {
            for (int column = 0; column < widths.Length; column++) widths[column] = Math.Max(widths[column], row[column].Length);
        }
        foreach (string[] row in rows)
        {
            text.Append('\n');
            for (int column = 0; column < widths.Length; column++)
            {
                text.Append("  ").Append(right.Contains(column) ? row[column].PadLeft(widths[column]) : row[column].PadRight(widths[column]));
            }
            while (text[^1] == ' ') text.Length--;
        }
        return text;
    }
}
