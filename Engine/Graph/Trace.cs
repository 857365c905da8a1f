namespace PyDeepTensorNet;

/// <summary>
/// What a function did at one point: every op with all its inputs and its output. Two traces say what differs between two points that no derivative sees: the side of a kink, or the ops themselves.
/// </summary>
internal sealed class Trace
{
    private readonly Entry[] _entries;

    private Trace(Entry[] entries) => _entries = entries;

    public IReadOnlyList<Entry> Entries => _entries;

    /// <summary>Where each op was asked for, if that was wanted.</summary>
    public IReadOnlyList<Site?> Sites { get; private init; } = [];

    /// <summary>Where the function's results stand.</summary>
    public IReadOnlyList<int> Results { get; private init; } = [];

    /// <summary>Where the tensors stand that the function was traced for, as far as it uses them.</summary>
    public IReadOnlyList<int> Moving { get; private init; } = [];

    /// <summary>Runs the function and keeps what it records, values included; those in the memory of <paramref name="moving"/> tensors as copies.</summary>
    public static Trace Of(Func<IReadOnlyList<Tensor>> function, IReadOnlyList<Tensor> moving, TapeOptions options = TapeOptions.None)
    {
        Journal journal = Journal.OfThread;
        Residuals before = journal.Also;
        using var tape = new Tape(options);
        int start = journal.Count;
        HashSet<Storage> storages = [.. moving.Select(tensor => tensor.Storage)];
        journal.Also = Residuals.Inputs | Residuals.Output;
        try
        {
            IReadOnlyList<Tensor> results = function();
            var entries = new Entry[journal.Count - start];
            for (int i = 0; i < entries.Length; i++) entries[i] = Still(journal[start + i], storages);
            return new(entries)
            {
                Sites = journal.Debug is not null ? [.. entries.Select((_, i) => journal.SiteOf(start + i))] : [],
                Results = [.. results.Select(result => journal.Find(result) - start).Where(node => node >= 0)],
                Moving = [.. moving.Select(tensor => journal.Find(tensor) - start).Where(node => node >= 0)],
            };
        }
        finally
        {
            journal.Also = before;
        }
    }

    private static Entry Still(Entry entry, HashSet<Storage> moving)
    {
        (entry.A, entry.B, entry.C, entry.Output) = (Copy(entry.A), Copy(entry.B), Copy(entry.C), Copy(entry.Output));
        if (entry.Rest is { } rest) entry.Rest = new([.. rest.Saved.Select(saved => Copy(saved)!)], rest.Nodes, rest.Versions);
        return entry;

        Tensor? Copy(Tensor? tensor) => tensor is not null && moving.Contains(tensor.Storage) ? new CloneOp().Forward(tensor) : tensor;
    }

    /// <summary>The inputs of an op, in order.</summary>
    public static Tensor[] InputsOf(in Entry entry) => [.. new[] { entry.A, entry.B, entry.C }.OfType<Tensor>(), .. entry.Rest?.Saved ?? []];

    /// <summary>What stands between this point and another one, null where nothing does: the first of it, and how much there is.</summary>
    public Obstacle? Between(Trace other)
    {
        Obstacle? first = null;
        int count = 0;
        for (int i = 0; i < Math.Min(_entries.Length, other._entries.Length); i++)
        {
            ref readonly Entry here = ref _entries[i], there = ref other._entries[i];
            if (here.Rule?.Name != there.Rule?.Name || here.Shape != there.Shape || here.DType != there.DType) return first ?? Obstacle.ControlFlow(i, here, there);
            if (here.Rule is null || Between(i, here, there) is not { } obstacle) continue;
            first ??= obstacle;
            count += obstacle.Count;
        }
        if (_entries.Length == other._entries.Length) return first is null ? null : first with { Count = count };
        (Trace longer, int at) = _entries.Length > other._entries.Length ? (this, other._entries.Length) : (other, _entries.Length);
        return first ?? Obstacle.ControlFlow(at, longer._entries[at], null);
    }

    private static Obstacle? Between(int number, in Entry here, in Entry there)
    {
        Tensor[] inputs = InputsOf(here), others = InputsOf(there);
        for (int k = 0; k < inputs.Length; k++)
        {
            if (!inputs[k].DType.IsFloating() && !inputs[k].To(DType.Int64).ToArray<long>().AsSpan().SequenceEqual(others[k].To(DType.Int64).ToArray<long>())) return Obstacle.Choice(number, here);
        }
        (double distance, int count) = (double.PositiveInfinity, 0);
        foreach ((double left, double right) in here.Rule!.Margins(inputs).Zip(there.Rule!.Margins(others)))
        {
            if (left == right || (left != 0 && right != 0 && left > 0 == right > 0)) continue;
            distance = Math.Min(distance, Math.Min(Math.Abs(left), Math.Abs(right)));
            count++;
        }
        if (count > 0) return Obstacle.Kink(number, here, distance) with { Count = count };
        // Settings such as places that were looked up: the same where they choose the same.
        return here.Rule.IsSame(there.Rule) || there.Rule.Replay(inputs) is not { } again || SameBits(again, here.Output!) ? null : Obstacle.Choice(number, here);
    }

    public static bool SameBits(Tensor left, Tensor right) =>
        left.Shape == right.Shape && left.To(DType.Float64).ToArray<double>().AsSpan().SequenceEqual(right.To(DType.Float64).ToArray<double>());
}

/// <summary>Why differences across a point say nothing about the derivative there.</summary>
/// <param name="Number">The op's number among the recorded ones.</param>
/// <param name="Text">What happens, and at which op.</param>
internal sealed record Obstacle(int Number, string Text)
{
    /// <summary>How many kinks are crossed at once. Between two of them any slope may be right: each adds one of its own.</summary>
    public int Count { get; init; } = 1;

    /// <summary>An op has a kink between the two points, or at one of them.</summary>
    public static Obstacle Kink(int number, in Entry entry, double distance) =>
        new(number, distance == 0 ? $"on the kink of {entry.Rule!.Name}" : FormattableString.Invariant($"{distance:0.0e+00} from the kink of {entry.Rule!.Name}"));

    /// <summary>An op takes other elements.</summary>
    public static Obstacle Choice(int number, in Entry entry) => new(number, $"{entry.Rule!.Name} takes other elements");

    /// <summary>The ops are others.</summary>
    public static Obstacle ControlFlow(int number, in Entry here, in Entry? there) =>
        new(number, $"control flow: {(here.Rule?.Name, there?.Rule?.Name) switch
        {
            ({ } one, { } other) when one != other => $"{one} on one side, {other} on the other",
            ({ } one, _) when there is not null => $"{one} of other shapes on either side",
            var (one, other) => $"{one ?? other ?? "a leaf"} on one side only",
        }}");
}
