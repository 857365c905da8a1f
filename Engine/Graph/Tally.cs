using System.Globalization;

namespace PyDeepTensorNet;

/// <summary>What the findings about one tensor amount to.</summary>
internal sealed class Tally(string name, Shape shape, double[]? gradient, Func<string?> whyNone)
{
    /// <summary>Reasons for skipping that a note gives.</summary>
    private const int MostReasons = 2;

    private int _compared, _undecided, _directions, _undecidedDirections;
    private double _absolute, _relative;
    private (int Entry, Finding Finding)? _worst;
    private Verdict _verdict = Verdict.Pass;
    private readonly Dictionary<string, int> _reasons = [];

    private readonly List<EntryError> _errors = [];

    /// <summary>The entries that were found wrong.</summary>
    public int Failures { get; private set; }

    /// <summary>Whether a direction was.</summary>
    public bool DirectionFailed { get; private set; }

    public void Add(int entry, in Finding finding)
    {
        if (finding is { Obstacle: { } obstacle, Verdict: Verdict.Inconclusive })
        {
            _reasons[obstacle.Text] = _reasons.GetValueOrDefault(obstacle.Text) + 1;
            return;
        }
        _errors.Add(new(entry, finding.Size > 0 ? finding.Error / finding.Size : 0, finding.Verdict));
        if (finding.Verdict == Verdict.Inconclusive)
        {
            _undecided++;
        }
        else
        {
            _compared++;
            _absolute = Max(_absolute, finding.Error);
            if (finding.Size > finding.Tolerance) _relative = Max(_relative, finding.Error / finding.Size);
        }
        if (_worst is null || finding.Verdict > _worst.Value.Finding.Verdict || (finding.Verdict == _worst.Value.Finding.Verdict && !(finding.Excess <= _worst.Value.Finding.Excess))) _worst = (entry, finding);
        if (finding.Verdict > _verdict) _verdict = finding.Verdict;
        if (finding.Verdict == Verdict.Fail) Failures++;

        // NaN is the largest error of all.
        static double Max(double a, double b) => double.IsNaN(a) || a > b ? a : b;
    }

    /// <summary>A direction through all entries says whether, not where.</summary>
    public void AddDirection(in Finding finding)
    {
        _directions++;
        DirectionFailed |= finding.Verdict == Verdict.Fail;
        if (finding.Verdict == Verdict.Inconclusive) _undecidedDirections++;
        else if (finding.Verdict > _verdict) _verdict = finding.Verdict;
    }

    /// <summary>The worst entry so far, -1 where there is none.</summary>
    public int Worst => _worst?.Entry ?? -1;

    public TensorCheck Report()
    {
        (int entry, Finding finding) = _worst ?? (-1, default);
        return new(name, shape)
        {
            Checked = _compared,
            Directions = _directions - _undecidedDirections,
            Undecided = _undecided,
            Skipped = shape.ElementCount - _compared,
            MaxAbsoluteError = _absolute,
            MaxRelativeError = _relative,
            WorstIndex = entry >= 0 ? IndexOf(entry) : [],
            TapeValue = finding.Tape,
            NumericValue = finding.Numeric,
            Verdict = _verdict == Verdict.Pass && _compared == 0 && shape.ElementCount > 0 ? Verdict.Inconclusive : _verdict,
            Errors = _errors,
            Note = string.Join("; ", Notes()),
        };
    }

    private int[] IndexOf(int entry)
    {
        int[] index = new int[shape.Rank];
        for (int axis = shape.Rank - 1; axis >= 0; axis--) (entry, index[axis]) = Math.DivRem(entry, shape[axis]);
        return index;
    }

    private IEnumerable<string> Notes()
    {
        bool none = gradient is null, zero = !none && _compared > 0 && !gradient.AsSpan().ContainsAnyExcept(0);
        if (none) yield return "no recorded path leads from it to the result";
        if (zero) yield return "the gradient is zero everywhere";
        if ((none || zero) && whyNone() is { } why) yield return why;
        if (_undecided > 0) yield return $"{_undecided} undecided: not smooth, or too noisy, within the step";
        foreach ((string reason, int count) in _reasons.OrderByDescending(reason => reason.Value).Take(MostReasons)) yield return $"{count} skipped: {reason}";
        if (_reasons.Count > MostReasons) yield return $"{_reasons.Skip(MostReasons).Sum(reason => reason.Value)} more skipped";
        if (_directions > 0) yield return string.Create(CultureInfo.InvariantCulture, $"{_directions - _undecidedDirections} directions through all {shape.ElementCount:N0} entries");
        if (_undecidedDirections > 0) yield return $"{_undecidedDirections} directions cross kinks";
    }
}
