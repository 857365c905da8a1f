namespace PyDeepTensorNet;

/// <summary>An equation of <see cref="Tensor.Einsum"/>, fitted to its operands: each axis has a label, a letter's code or, for those of an ellipsis, -1 for the last one, -2 for that before it.</summary>
internal sealed class EinsumEquation
{
    private const string Ellipsis = "...";
    private readonly string _equation;
    private readonly Dictionary<int, (int Size, int Operand)> _sizes = [];

    public EinsumEquation(string equation, ReadOnlySpan<Tensor> operands)
    {
        _equation = equation;
        string[] sides = string.Concat(equation.Where(c => !char.IsWhiteSpace(c))).Split("->");
        if (sides.Length > 2) throw Error("has more than one ->; an equation has one output");
        string[] terms = sides[0].Split(',');
        if (terms.Length != operands.Length) throw Error($"names {terms.Length} operand{(terms.Length == 1 ? "" : "s")}, given are {operands.Length}; separate the subscripts of each operand by a comma");
        Inputs = new int[terms.Length][];
        int covered = 0;
        for (int i = 0; i < terms.Length; i++)
        {
            (int[] before, int[] after, bool ellipsis) = Parse(terms[i], $"operand {i}");
            Shape shape = operands[i].Shape;
            int letters = before.Length + after.Length, rest = shape.Rank - letters;
            if (ellipsis ? rest < 0 : rest != 0) throw Error($"operand {i}, {shape}, has {shape.Rank} axes, and \"{terms[i]}\" names {letters}{(ellipsis ? " beside ..." : "")}; name each axis once, or use ... for the rest");
            Inputs[i] = [.. before, .. Range(rest), .. after];
            covered = Math.Max(covered, rest);
            Measure(i, shape, operands);
        }
        Output = sides.Length == 2 ? Explicit(sides[1], covered) : [.. Range(covered), .. Once()];
        Sizes = _sizes.ToDictionary(pair => pair.Key, pair => pair.Value.Size);
    }

    /// <summary>The labels of each operand's axes.</summary>
    public int[][] Inputs { get; }

    /// <summary>The labels of the result's axes.</summary>
    public int[] Output { get; }

    /// <summary>The size of each label, after broadcasting.</summary>
    public IReadOnlyDictionary<int, int> Sizes { get; }

    /// <summary>Whether the result or an operand after number <paramref name="after"/> has the label, so that it cannot be summed over yet.</summary>
    public bool IsNeeded(int label, int after) => Output.Contains(label) || Inputs.Skip(after + 1).Any(labels => labels.Contains(label));

    /// <summary>The letters before and after the ellipsis.</summary>
    private (int[] Before, int[] After, bool Ellipsis) Parse(string term, string where)
    {
        int dots = term.IndexOf(Ellipsis, StringComparison.Ordinal);
        (string before, string after) = dots < 0 ? (term, "") : (term[..dots], term[(dots + Ellipsis.Length)..]);
        foreach (char c in before + after)
        {
            if (!char.IsAsciiLetter(c)) throw Error($"has '{c}' in the subscripts \"{term}\" of {where}; a subscript is a letter, or ... once for any further axes");
        }
        return ([.. before.Select(c => (int)c)], [.. after.Select(c => (int)c)], dots >= 0);
    }

    private void Measure(int operand, Shape shape, ReadOnlySpan<Tensor> operands)
    {
        int[] labels = Inputs[operand];
        for (int axis = 0; axis < labels.Length; axis++)
        {
            int label = labels[axis], size = shape[axis], first = Array.IndexOf(labels, label);
            if (size != shape[first]) throw Error($"subscript '{(char)label}' stands twice for operand {operand}, {shape}, whose sizes {shape[first]} and {size} of axes {first} and {axis} differ; a diagonal needs one size");
            if (!_sizes.TryGetValue(label, out (int Size, int Operand) known) || known.Size == 1) _sizes[label] = (size, operand);
            else if (size != 1 && size != known.Size) throw Error($"{Name(label)} has size {known.Size} in operand {known.Operand}, {operands[known.Operand].Shape}, and {size} in operand {operand}, {shape}; they must be equal, or one of them 1");
        }
    }

    private int[] Explicit(string term, int covered)
    {
        (int[] before, int[] after, bool ellipsis) = Parse(term, "the output");
        foreach (int label in (int[])[.. before, .. after])
        {
            if (!_sizes.ContainsKey(label)) throw Error($"the output has the subscript '{(char)label}', which no operand has; take it out");
            if (before.Concat(after).Count(other => other == label) > 1) throw Error($"the output has the subscript '{(char)label}' twice; name each axis of the result once");
        }
        return ellipsis ? [.. before, .. Range(covered), .. after] : [.. before, .. after];
    }

    /// <summary>The letters that occur once, in alphabetical order.</summary>
    private IEnumerable<int> Once() => Inputs.SelectMany(labels => labels).Where(label => label >= 0).GroupBy(label => label).Where(group => group.Count() == 1).Select(group => group.Key).Order();

    /// <summary>The labels of the axes that an ellipsis stands for.</summary>
    private static IEnumerable<int> Range(int count) => Enumerable.Range(-count, count);

    private static string Name(int label) => label >= 0 ? $"subscript '{(char)label}'" : $"axis {label} of those that ... stands for";

    private ShapeException Error(string problem) => new($"Einsum: \"{_equation}\": {problem}");
}
