namespace PyDeepTensorNet;

/// <summary>What a journal keeps in debug mode beside its entries, which stay as they are.</summary>
internal sealed class DebugLog(Journal journal)
{
    /// <summary>By entry; those past the end belong to the call that is being recorded.</summary>
    private readonly List<Site?> _sites = [];
    private readonly List<Cut> _cuts = [];
    private int _open, _detecting;

    /// <summary>The value that the write in place takes which is about to happen.</summary>
    private Tensor? _source;

    /// <summary>Of the call that is being recorded.</summary>
    public Site? Current { get; private set; }

    /// <summary>Whether values that are not finite are errors.</summary>
    public bool DetectsAnomalies => _detecting > 0;

    /// <summary>Whether a sweep is checked, which blames the op whose derivative it computes, not the operations of that.</summary>
    public bool InSweep { get; set; }

    /// <summary>In the order in which they came.</summary>
    public IReadOnlyList<Cut> Cuts => _cuts;

    /// <summary>A tape with options was opened. What was recorded before it has no sites.</summary>
    public void Open(TapeOptions options)
    {
        Site.BeginQuoting();
        if (options.HasFlag(TapeOptions.DetectAnomalies)) _detecting++;
        if (_open++ == 0) FillTo(journal.Count);
    }

    /// <summary>A tape with options was closed; false where none is left.</summary>
    public bool Close(TapeOptions options)
    {
        if (options.HasFlag(TapeOptions.DetectAnomalies)) _detecting--;
        Site.EndQuoting();
        return --_open > 0;
    }

    /// <summary>An operation is about to be recorded, with the leaves that it is the first to use.</summary>
    public void Begin()
    {
        FillTo(journal.Count);
        Profile.Interlude interlude = Profile.Pause();
        Current = Site.Capture();
        interlude.Dispose();
    }

    public Site? SiteOf(int node) => node < 0 || node >= journal.Count ? null : node < _sites.Count ? _sites[node] : Current;

    /// <summary>A value was made without a record.</summary>
    public void Cut(GradientCause cause, string op, ReadOnlySpan<Tensor> inputs, Tensor output) =>
        _cuts.Add(new(cause, op, inputs.ToArray(), output, output.Describe(), Site.Capture(), journal.Count));

    /// <summary>What the next write in place takes.</summary>
    public void Source(Tensor value) => _source = value;

    /// <summary>A tensor's memory is about to be written to.</summary>
    public void Write(string op, Tensor target)
    {
        _cuts.Add(new(GradientCause.Overwritten, op, _source is null ? [] : [_source], target.Storage, target.Describe(), Site.Capture(), journal.Count));
        _source = null;
    }

    private void FillTo(int count)
    {
        while (_sites.Count < count) _sites.Add(Current);
    }
}
