namespace PyDeepTensorNet;

/// <summary>
/// Follows a parameter through the journal, in the order of recording, and in debug mode through what was not recorded: to the loss, or as far as its results go.
/// </summary>
internal sealed class Explainer
{
    private readonly Journal _journal;
    private readonly int _start;
    private readonly Tensor _loss, _parameter;

    /// <summary>By entry, from the tape's first on: how its value was reached.</summary>
    private readonly Station?[] _stations;

    /// <summary>The same of tensors that were not recorded, and of memory.</summary>
    private readonly Dictionary<object, Station> _outside = new(ReferenceEqualityComparer.Instance);

    private readonly List<Station> _all = [];

    /// <summary>A value that depends on the parameter, and the one before it on the way with the fewest cuts.</summary>
    private sealed record Station(Station? From, int Node, Cut? Cut, int Cuts)
    {
        public bool Used { get; set; }
    }

    private Explainer(Journal journal, int start, Tensor loss, Tensor parameter)
    {
        (_journal, _start, _loss, _parameter) = (journal, start, loss, parameter);
        _stations = new Station?[journal.Count - start];
    }

    /// <summary>Explains on the tape that starts at an entry.</summary>
    public static GradientExplanation Explain(Journal journal, int start, Tensor loss, Tensor parameter) => new Explainer(journal, start, loss, parameter).Explain();

    private GradientExplanation Explain()
    {
        if (!_parameter.DType.IsFloating()) return Missing(GradientCause.NotFloating, $"it is {_parameter.DType.Name()}, and only float32 and float64 tensors are differentiable", "cast it with To(DType.Float32) before the tape uses it");
        Follow();
        if (StationOf(_loss) is { } end)
        {
            if (end.Cuts > 0) return Cut(end);
            return ZeroGradient.Explain(_journal, _start, _loss, _parameter);
        }
        // What a cut ends leads on more likely than what an op ends.
        Station? last = _all.FindLast(station => station is { Used: false, Cut: not null }) ?? _all.FindLast(station => station is { Used: false, From: not null });
        if (last?.Cut is not null) return Cut(last);
        if (last is not null) return Missing(GradientCause.NotConnected, Unconnected(last), "make the loss from it", last);
        return Unused();
    }

    private void Follow()
    {
        var root = new Station(null, _journal.Find(_parameter), null, 0);
        _outside[_parameter] = root;
        IReadOnlyList<Cut> cuts = _journal.Debug?.Cuts ?? [];
        int next = 0;
        for (int node = _start; node <= _journal.Count; node++)
        {
            for (; next < cuts.Count && cuts[next].After <= node; next++) Visit(cuts[next]);
            if (node < _journal.Count && !_journal[node].IsLeaf) Visit(node);
        }

        void Visit(object at)
        {
            Station? from = null;
            if (at is Cut cut)
            {
                foreach (Tensor input in cut.Inputs) from = Nearer(from, StationOf(input));
                if (from is not null) _outside[cut.Output] = Add(new(from, Entry.NoNode, cut, from.Cuts + 1));
                return;
            }
            int node = (int)at;
            Entry entry = _journal[node];
            foreach (int input in entry.Inputs()) from = Nearer(from, StationAt(input));
            foreach (Tensor? saved in (ReadOnlySpan<Tensor?>)[entry.A, entry.B, entry.C, .. entry.Rest?.Saved ?? []])
            {
                // Masks and indices have no entries.
                if (saved is not null && !saved.DType.IsFloating()) from = Nearer(from, StationOf(saved));
            }
            if (from is null) return;
            Station station = _stations[node - _start] = Add(new(from, node, null, from.Cuts));
            if (entry.Output is { } output) _outside.TryAdd(output.Storage, station);
            if (entry.A is { } a && entry.NodeA >= _start && _stations[entry.NodeA - _start] is { } before) _outside.TryAdd(a.Storage, before);
        }
    }

    private Station Add(Station station)
    {
        station.From!.Used = true;
        _all.Add(station);
        return station;
    }

    private static Station? Nearer(Station? one, Station? other) => one is null || (other is not null && other.Cuts < one.Cuts) ? other : one;

    private Station? StationOf(Tensor tensor)
    {
        int node = _journal.Find(tensor);
        return node >= 0 ? StationAt(node) : Outside(tensor, node);
    }

    private Station? StationAt(int node)
    {
        if (node >= _start && _stations[node - _start] is { } station) return station;
        return _journal.LeafAt(node) is { } leaf ? Outside(leaf, node) : null;
    }

    private Station? Outside(Tensor tensor, int node)
    {
        if (_outside.TryGetValue(tensor, out Station? station)) return station;
        if (_outside.TryGetValue(tensor.Storage, out station))
        {
            if (station.Cut is not null) return station;
        }
        else if (Overlap(tensor, _parameter))
        {
            station = _outside[_parameter];
        }
        if (station is null) return null;
        // A constant in the memory of a value on the way: a Detach or a view that was not seen.
        Site? site = _journal.SiteOf(node);
        var alias = new Cut(GradientCause.Detached, "constant", [], tensor, tensor.Describe(), site, node);
        return _outside[tensor] = Add(new(station, node, alias, station.Cuts + 1));
    }

    private static bool Overlap(Tensor a, Tensor b)
    {
        return ReferenceEquals(a.Storage, b.Storage) && a.Offset < End(b) && b.Offset < End(a);

        static int End(Tensor tensor)
        {
            int end = tensor.Offset + 1;
            for (int i = 0; i < tensor.Rank; i++) end += (tensor.Shape[i] - 1) * tensor.Strides[i];
            return end;
        }
    }

    /// <summary>The first cut on the way to <paramref name="end"/>: the one that is to be mended first.</summary>
    private GradientExplanation Cut(Station end)
    {
        Station first = end;
        for (Station? station = end; station is not null; station = station.From)
        {
            if (station.Cut is not null) first = station;
        }
        Cut cut = first.Cut!;
        return Missing(cut.Cause, cut.Reason, cut.Remedy, end, first);
    }

    private GradientExplanation Missing(GradientCause cause, string reason, string remedy, Station? end = null, Station? cutAt = null)
    {
        var path = new List<GradientStep>();
        GradientStep? cut = null;
        for (Station? station = end; station is not null; station = station.From)
        {
            GradientStep step = station.Cut?.Step ?? (station.Node == Entry.NoNode ? new(null, "leaf", _parameter.Describe(), null, null) : StepAt(_journal, station.Node, null));
            if (ReferenceEquals(station, cutAt)) cut = step;
            path.Insert(0, step);
        }
        return new(_loss, _parameter, cause, reason, remedy, path, cut ?? (end is null ? null : path[^1]));
    }

    /// <summary>An entry as a station of the way.</summary>
    public static GradientStep StepAt(Journal journal, int node, double? cotangentNorm)
    {
        Entry entry = journal[node];
        string value = journal.LeafAt(node) is { } leaf ? leaf.Describe() : entry.DType.Name() + entry.Shape;
        return new(node, entry.Rule?.Name ?? "leaf", value, entry.IsLeaf ? null : journal.SiteOf(node), cotangentNorm);
    }

    private string Unconnected(Station last) =>
        $"operations on this tape used it, but no path of differentiable operations leads from it to the loss (through a gradient only with createGraph: true); the last of them, {_journal[last.Node].Rule!.Name}, entry {last.Node}{_journal.At(last.Node)}, is used by nothing that was recorded";

    private GradientExplanation Unused()
    {
        const string Since = "no differentiable operation has used it since the tape was opened";
        string namesake = _parameter.Name is { } name && FindLeaf(leaf => leaf.Name == name) ? $" (but another tensor named {name}: it may have been replaced after the list of parameters was made)" : "";
        if (_parameter.Record == 0) return Missing(GradientCause.NeverUsed, Since + namesake, "use it while the tape is open");
        return Missing(GradientCause.OutsideTape, $"{Since}{namesake}; it was last used on {(_journal.IsForeign(_parameter) ? "another thread" : "a tape that is closed")}, whose results are constants here", "compute them while this tape is open, on its thread");
    }

    private bool FindLeaf(Predicate<Tensor> matches)
    {
        for (int node = _start; node < _journal.Count; node++)
        {
            if (_journal.LeafAt(node) is { } leaf && matches(leaf)) return true;
        }
        return false;
    }
}
