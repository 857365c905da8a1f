using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace PyDeepTensorNet;

[DebuggerDisplay("{DebuggerText,nq}")]
public sealed partial class Tensor
{
    /// <summary>The elements in nested brackets, aligned, with four decimals; see <see cref="ToString(int)"/>.</summary>
    public override string ToString() => ToString(4);

    /// <summary>
    /// The elements in nested brackets, aligned in columns. Where they need it, all are in scientific notation; floats without a fraction end in a point. Of more than 1000 elements the
    /// first and last three along each axis are shown. The dtype follows if it is not float32, and the shape if it cannot be read off.
    /// </summary>
    /// <param name="precision">Decimals of floating elements, 0 to 17.</param>
    /// <exception cref="ArgumentOutOfRangeException">The precision is negative or above 17.</exception>
    public string ToString(int precision)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(precision);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(precision, 17);
        var text = new TensorText(this, precision);
        bool hidden = text.Elided || (ElementCount == 0 && Rank > 1);
        string suffix = hidden ? $" {DType.Name()}{Shape}" : DType == DType.Float32 ? "" : $" {DType.Name()}";
        return text.Print() + suffix;
    }

    /// <summary>What a debugger shows in a line: the shape, and the elements if they are few.</summary>
    internal string DebuggerText => ElementCount > 16 ? Describe() : $"{Describe()} {string.Join(' ', new TensorText(this, 4).Print().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}";
}

/// <summary>Prints the elements of a tensor: first the texts of those shown, in order, then the brackets around them.</summary>
internal sealed class TensorText
{
    private const int LineWidth = 80;
    private const int MostShown = 1000;
    private const int Edge = 3;

    private readonly Tensor _tensor;
    private readonly string[] _cells;
    private readonly int _width;
    private readonly StringBuilder _text = new();
    private int _next;

    public TensorText(Tensor tensor, int precision)
    {
        _tensor = tensor;
        Elided = tensor.ElementCount > MostShown;
        var offsets = new List<int>();
        if (tensor.ElementCount > 0) Collect(0, tensor.Offset, offsets);
        _cells = tensor.DType switch
        {
            DType.Float32 => Floats(offsets.ConvertAll(at => (double)tensor.Memory<float>()[at]), precision),
            DType.Float64 => Floats(offsets.ConvertAll(at => tensor.Memory<double>()[at]), precision),
            DType.Int64 => [.. offsets.Select(at => tensor.Memory<long>()[at].ToString(CultureInfo.InvariantCulture))],
            DType.Int32 => [.. offsets.Select(at => tensor.Memory<int>()[at].ToString(CultureInfo.InvariantCulture))],
            _ => [.. offsets.Select(at => tensor.Memory<bool>()[at] ? "true" : "false")],
        };
        _width = _cells.Select(cell => cell.Length).DefaultIfEmpty().Max();
    }

    /// <summary>Whether elements are left out.</summary>
    public bool Elided { get; }

    public string Print()
    {
        if (_tensor.ElementCount == 0) return "[]";
        _next = 0;
        _text.Clear();
        if (_tensor.Rank == 0) _text.Append(_cells[0]);
        else Block(0);
        return _text.ToString();
    }

    /// <summary>The places shown along an axis, with -1 where some are left out.</summary>
    private IEnumerable<int> Shown(int size)
    {
        bool cut = Elided && size > 2 * Edge;
        for (int i = 0; i < size; i++)
        {
            if (cut && i == Edge)
            {
                yield return -1;
                i = size - Edge;
            }
            yield return i;
        }
    }

    private void Collect(int axis, int offset, List<int> offsets)
    {
        if (axis == _tensor.Rank)
        {
            offsets.Add(offset);
            return;
        }
        foreach (int i in Shown(_tensor.Shape[axis]))
        {
            if (i >= 0) Collect(axis + 1, offset + i * _tensor.Strides[axis], offsets);
        }
    }

    private void Block(int axis)
    {
        _text.Append('[');
        if (axis == _tensor.Rank - 1)
        {
            Row(axis + 1);
            return;
        }
        foreach (int i in Shown(_tensor.Shape[axis]))
        {
            // Rows follow each other, matrices are set apart by an empty line, and so on.
            if (i != 0) _text.Append(',').Append('\n', _tensor.Rank - 1 - axis).Append(' ', axis + 1);
            if (i < 0) _text.Append("...");
            else Block(axis + 1);
        }
        _text.Append(']');
    }

    private void Row(int indent)
    {
        int column = indent;
        foreach (int i in Shown(_tensor.Shape[^1]))
        {
            string item = i < 0 ? "..." : _cells[_next++].PadLeft(_width);
            if (i != 0)
            {
                // Room for the item and the comma or bracket after it.
                bool wrap = column + 2 + item.Length + 1 > LineWidth;
                _text.Append(wrap ? "," : ", ");
                if (wrap) _text.Append('\n').Append(' ', indent);
                column = wrap ? indent : column + 2;
            }
            _text.Append(item);
            column += item.Length;
        }
        _text.Append(']');
    }

    private static string[] Floats(List<double> values, int precision)
    {
        // One format for all, decided by the finite values that are not 0, as NumPy and PyTorch do.
        double least = double.PositiveInfinity, most = 0;
        bool whole = true;
        foreach (double value in values)
        {
            double size = Math.Abs(value);
            if (size == 0 || !double.IsFinite(size)) continue;
            (least, most) = (Math.Min(least, size), Math.Max(most, size));
            whole &= size == Math.Floor(size);
        }
        bool scientific = most >= 1e8 || (!whole && (least < 1e-4 || most / least > 1000));
        string format = scientific ? precision == 0 ? "0e+00" : $"0.{new string('0', precision)}e+00" : whole ? "F0" : $"F{precision}";
        string point = !scientific && (whole || precision == 0) ? "." : "";
        return [.. values.Select(Text)];

        string Text(double value) =>
            double.IsNaN(value) ? "nan"
            : double.IsInfinity(value) ? value > 0 ? "inf" : "-inf"
            : value.ToString(format, CultureInfo.InvariantCulture) + point;
    }
}
