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

    /// <summary>The nodes by the modules that recorded them: those of none, and the outermost modules with what is inside them.</summary>
    public TapeGroup Grouped()
    {
        var groups = new Dictionary<Scope, TapeGroup>();
        var root = new TapeGroup(null, 0);
        foreach (TapeNode node in Nodes) Group(node.Scope).Nodes.Add(node);
        return root;

        TapeGroup Group(Scope? scope)
        {
            if (scope is null) return root;
            if (groups.TryGetValue(scope, out TapeGroup? known)) return known;
            TapeGroup outer = Group(scope.Parent), group = new(scope, groups.Count + 1);
            outer.Inner.Add(group);
            groups.Add(scope, group);
            return group;
        }
    }

    /// <summary>A module's data comes from outside: only what it uses after it has begun to compute, and parameters that nothing else uses, count as its own.</summary>
    private static Scope?[] PlaceLeaves(Journal journal, Scope?[] scopes)
    {
        var begun = new HashSet<Scope>();
        for (int node = 0; node < scopes.Length; node++)
        {
            if (journal[node].IsLeaf)
            {
                if (journal[node].Output is { RequiresGrad: true }) continue;
                while (scopes[node] is { } scope && !begun.Contains(scope)) scopes[node] = scope.Parent;
            }
            else
            {
                for (Scope? scope = scopes[node]; scope is not null && begun.Add(scope);) scope = scope.Parent;
                foreach (int input in journal[node].Inputs())
                {
                    if (journal[input] is { IsLeaf: true, Output.RequiresGrad: true }) scopes[input] = Scope.Common(scopes[input], scopes[node]);
                }
            }
        }
        return scopes;
    }

    /// <param name="journal">With open tapes.</param>
    /// <param name="start">The tape's first entry.</param>
    /// <param name="profile">Where times are taken from.</param>
    /// <param name="gradientNorms">By entry of the journal.</param>
    public static TapeGraph Of(Journal journal, int start, Profile? profile, IReadOnlyDictionary<int, double>? gradientNorms)
    {
        Dictionary<long, (TimeSpan Forward, TimeSpan Backward)>? times = profile is null ? null : ProfileSums.ByRecord(profile);
        Scope?[] scopes = PlaceLeaves(journal, journal.Scopes.ByEntry());
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
        return new()
        {
            Nodes = [.. outer.Concat(Enumerable.Range(start, journal.Count - start)).Select(Node)],
            Results = Enumerable.Range(start, journal.Count - start).Where(node => !journal[node].IsLeaf && !used.Contains(node)).Select(node => node - start).ToHashSet(),
        };

        TapeNode Node(int number)
        {
            Entry entry = journal[number];
            bool isOuter = number < start;
            Tensor? leaf = journal.LeafAt(number);
            TapeNodeKind kind = isOuter ? TapeNodeKind.Outer : !entry.IsLeaf ? TapeNodeKind.Op : leaf is null ? TapeNodeKind.Constant : leaf.RequiresGrad ? TapeNodeKind.Parameter : TapeNodeKind.Leaf;
            (TimeSpan Forward, TimeSpan Backward) time = default;
            bool timed = times is not null && times.TryGetValue(journal.RecordOf(number), out time);
            return new()
            {
                Number = number - start,
                Kind = kind,
                Op = entry.Rule?.Name,
                Name = (leaf ?? entry.Output)?.Name,
                DType = entry.DType,
                Shape = entry.Shape,
                Inputs = isOuter ? [] : [.. entry.Inputs().Select(input => input - start)],
                BytesKept = isOuter ? 0 : entry.BytesKept,
                Scope = isOuter ? null : scopes[number],
                Site = isOuter ? null : journal.SiteOf(number),
                Forward = timed && !entry.IsLeaf ? time.Forward : null,
                Backward = timed && time.Backward > TimeSpan.Zero ? time.Backward : null,
                GradientNorm = gradientNorms is not null && gradientNorms.TryGetValue(number, out double norm) ? norm : null,
            };
        }
    }
}

/// <summary>What one module recorded, in the order of its first entries.</summary>
/// <param name="Scope">The module; null around all.</param>
/// <param name="Number">From 1, which groups are told apart by; 0 around all.</param>
internal sealed record TapeGroup(Scope? Scope, int Number)
{
    /// <summary>What it recorded itself.</summary>
    public List<TapeNode> Nodes { get; } = [];

    /// <summary>The modules in it.</summary>
    public List<TapeGroup> Inner { get; } = [];

    /// <summary>What was recorded in it at any depth.</summary>
    public IEnumerable<TapeNode> All() => Nodes.Concat(Inner.SelectMany(inner => inner.All()));

    /// <summary>Its name in what contains it, and its class.</summary>
    public string Title => Scope is null ? "" : (Scope.Name.Length == 0 ? Scope.Type : $"{Scope.Name}: {Scope.Type}") + (Scope.Call == 1 ? "" : $", call {Scope.Call}");
}

/// <summary>What an entry of the tape is.</summary>
internal enum TapeNodeKind
{
    Op,

    /// <summary>A tensor that operations used and that none on the tape made.</summary>
    Leaf,

    /// <summary>A leaf that is trained.</summary>
    Parameter,

    /// <summary>The result of a tape that ran while this one was paused, or what a checkpointed segment made of nothing.</summary>
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

    /// <summary>The module that recorded it.</summary>
    public required Scope? Scope { get; init; }

    /// <summary>The line that asked for it, in debug mode.</summary>
    public required Site? Site { get; init; }

    /// <summary>What it took, where that was measured.</summary>
    public required TimeSpan? Forward { get; init; }

    /// <summary>What its derivative took, where that was taken and measured.</summary>
    public required TimeSpan? Backward { get; init; }

    /// <summary>The root of the sum of the squares of the gradient, where one was given.</summary>
    public required double? GradientNorm { get; init; }

    /// <summary>An identifier that every language of graphs takes.</summary>
    public string Id => IdOf(Number);

    public static string IdOf(int number) => number < 0 ? $"outer{-number}" : $"n{number}";

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
        if (Forward is { } forward) yield return Backward is { } backward ? $"{Quantities.Time(forward)} + {Quantities.Time(backward)} backward" : Quantities.Time(forward);
        if (GradientNorm is { } norm) yield return $"|gradient| {Quantities.Significant(norm)}";
    }
}
