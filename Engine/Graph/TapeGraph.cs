namespace PyDeepTensorNet;

/// <summary>What a tape holds, copied out of the journal for those that draw it.</summary>
internal sealed class TapeGraph
{
    /// <summary>The entries in the order of recording, after those of outer tapes that they use.</summary>
    public required IReadOnlyList<TapeNode> Nodes { get; init; }

    /// <summary>The nodes whose value nothing on the tape uses: results.</summary>
    public required IReadOnlySet<int> Results { get; init; }

    /// <summary>Which value goes where, once for each time that an operation reads it.</summary>
    public IEnumerable<(TapeNode From, TapeNode To, Shape Shape)> Edges()
    {
        Dictionary<int, TapeNode> byNumber = Nodes.ToDictionary(node => node.Number);
        return Nodes.SelectMany(node => node.Inputs.Select(input => (byNumber[input], node, byNumber[input].Shape)));
    }

    /// <param name="tape">An open tape of this thread.</param>
    /// <param name="gradients">Whose norms to show.</param>
    /// <param name="member">Who asks, for the error of a disposed tape.</param>
    public static TapeGraph Of(Tape tape, Gradients? gradients, string member)
    {
        tape.CheckUsable(member);
        Journal journal = Journal.OfThread;
        int start = tape.Start;
        Dictionary<int, double> norms = Norms(journal, gradients);
        var outer = new SortedSet<int>();
        var used = new HashSet<int>();
        for (int node = start; node < journal.Count; node++)
        {
            foreach (int input in journal[node].Inputs())
            {
                used.Add(input);
                if (input < start) outer.Add(input);
            }
        }
        int[] numbers = [.. outer, .. Enumerable.Range(start, journal.Count - start)];
        return new()
        {
            Nodes = [.. numbers.Select(Node)],
            Results = numbers.Where(node => node >= start && !journal[node].IsLeaf && !used.Contains(node)).Select(node => node - start).ToHashSet(),
        };

        TapeNode Node(int number)
        {
            Entry entry = journal[number];
            bool isOuter = number < start;
            return new()
            {
                Number = number - start,
                Kind = isOuter ? TapeNodeKind.Outer : !entry.IsLeaf ? TapeNodeKind.Op : entry.Output is null ? TapeNodeKind.Constant : entry.Output.RequiresGrad ? TapeNodeKind.Parameter : TapeNodeKind.Leaf,
                Op = entry.Rule?.Name,
                Name = entry.Output?.Name,
                DType = entry.DType,
                Shape = entry.Shape,
                Inputs = isOuter ? [] : [.. entry.Inputs().Select(input => input - start)],
                BytesKept = isOuter ? 0 : entry.BytesKept,
                GradientNorm = norms.TryGetValue(number, out double norm) ? norm : null,
            };
        }
    }

    private static Dictionary<int, double> Norms(Journal journal, Gradients? gradients)
    {
        var norms = new Dictionary<int, double>();
        foreach (var (tensor, gradient) in gradients ?? Enumerable.Empty<KeyValuePair<Tensor, Tensor>>())
        {
            int node = journal.Find(tensor);
            if (node != Entry.NoNode) norms[node] = GradCheck.Unrecorded(() => Math.Sqrt(gradient.To(DType.Float64).Square().Sum().Item()));
        }
        return norms;
    }
}

/// <summary>What an entry of the tape is.</summary>
internal enum TapeNodeKind
{
    Op,

    /// <summary>A tensor that operations used and that none on the tape made.</summary>
    Leaf,

    /// <summary>A leaf that is trained.</summary>
    Parameter,

    /// <summary>The result of a tape that ran while this one was paused.</summary>
    Constant,

    /// <summary>An entry of a tape around this one.</summary>
    Outer,
}

/// <summary>An entry of the tape, numbered from the tape's first; entries of outer tapes have negative numbers.</summary>
internal sealed record TapeNode
{
    public required int Number { get; init; }

    public required TapeNodeKind Kind { get; init; }

    /// <summary>The operation's name, null for what no operation made.</summary>
    public required string? Op { get; init; }

    public required string? Name { get; init; }

    public required DType DType { get; init; }

    public required Shape Shape { get; init; }

    public required IReadOnlyList<int> Inputs { get; init; }

    public required long BytesKept { get; init; }

    /// <summary>The root of the sum of the squares of the gradient, where one was given.</summary>
    public required double? GradientNorm { get; init; }

    /// <summary>An identifier that every language of graphs takes.</summary>
    public string Id => Number < 0 ? $"outer{-Number}" : $"n{Number}";

    /// <summary>What to call it: the op, or the tensor's name.</summary>
    public string Title => Kind switch
    {
        TapeNodeKind.Op => Op!,
        TapeNodeKind.Outer => Name ?? $"outer {Op ?? "leaf"}",
        TapeNodeKind.Constant => "constant",
        _ => Name ?? "leaf",
    };

    /// <summary>Its value's dtype and shape, what it keeps, its gradient: a line each.</summary>
    public IEnumerable<string> Details()
    {
        yield return DType.Name() + Shape;
        if (BytesKept > 0) yield return $"keeps {Quantities.Bytes(BytesKept)}";
        if (GradientNorm is { } norm) yield return $"|gradient| {Quantities.Significant(norm)}";
    }
}
