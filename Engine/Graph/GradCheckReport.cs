using System.Globalization;
using System.Text;

namespace PyDeepTensorNet;

/// <summary>What a gradient check found, worst last.</summary>
public enum Verdict
{
    /// <summary>Tape and differences agree.</summary>
    Pass,

    /// <summary>Nothing is refuted, but differences could not decide every entry.</summary>
    Inconclusive,

    /// <summary>An entry differs by more than differences can be off.</summary>
    Fail,
}

/// <summary>The error of one compared entry.</summary>
/// <param name="Entry">Its place in row-major order.</param>
/// <param name="RelativeError">The difference in parts of the derivative.</param>
/// <param name="Verdict">What was found.</param>
public readonly record struct EntryError(int Entry, double RelativeError, Verdict Verdict);

/// <summary>The error of a central difference with one step.</summary>
/// <param name="Step">The step.</param>
/// <param name="RelativeError">The difference to the tape's derivative in parts of it.</param>
public readonly record struct StepError(double Step, double RelativeError);

/// <summary>What a gradient check found for one tensor. Value by value it is the worst entry that is shown.</summary>
/// <param name="Name">The tensor's name, or its place among the inputs.</param>
/// <param name="Shape">Its shape.</param>
public sealed record TensorCheck(string Name, Shape Shape)
{
    /// <summary>The entries that were compared.</summary>
    public int Checked { get; init; }

    /// <summary>The entries that were not: beyond <see cref="GradCheckOptions.MaxEntries"/>, undecided, or at a kink.</summary>
    public int Skipped { get; init; }

    /// <summary>The random directions through all entries that were compared.</summary>
    public int Directions { get; init; }

    /// <summary>Those of the skipped entries where differences said nothing.</summary>
    public int Undecided { get; init; }

    /// <summary>The largest difference between tape and numeric derivative.</summary>
    public double MaxAbsoluteError { get; init; }

    /// <summary>The largest difference in parts of the derivative, of entries that are not zero for all that differences can tell.</summary>
    public double MaxRelativeError { get; init; }

    /// <summary>Where the difference exceeds its tolerance most, or comes closest to it; empty for a 0-d tensor and where nothing was compared.</summary>
    public IReadOnlyList<int> WorstIndex { get; init; } = [];

    /// <summary>The tape's derivative there.</summary>
    public double TapeValue { get; init; }

    /// <summary>The numeric derivative there.</summary>
    public double NumericValue { get; init; }

    /// <summary>Fail if one entry fails, Inconclusive if none does and one is undecided.</summary>
    public Verdict Verdict { get; init; }

    /// <summary>Every entry that was compared one by one.</summary>
    public IReadOnlyList<EntryError> Errors { get; init; } = [];

    /// <summary>At the worst entry, central differences of several steps; empty where the tensor passes. An error of the tape stays whatever the step, one of differences has a least.</summary>
    public IReadOnlyList<StepError> Steps { get; init; } = [];

    /// <summary>What is suspicious: no path, a gradient of zeros, undecided entries. Empty where nothing is.</summary>
    public string Note { get; init; } = "";
}

/// <summary>The result of <see cref="GradCheck"/> or <see cref="GradGradCheck"/>; prints as a table.</summary>
public sealed record GradCheckReport
{
    internal GradCheckReport(string title, GradCheckOptions options, bool deterministic, IReadOnlyList<TensorCheck> tensors) =>
        (Title, Options, Deterministic, Tensors) = (title, options, deterministic, tensors);

    /// <summary>The name of the check.</summary>
    public string Title { get; }

    /// <summary>The tolerances.</summary>
    public GradCheckOptions Options { get; }

    /// <summary>Whether two runs of forward and backward agreed bit for bit; if not, nothing was compared.</summary>
    public bool Deterministic { get; }

    /// <summary>A row for each floating input or parameter, in their order.</summary>
    public IReadOnlyList<TensorCheck> Tensors { get; }

    /// <summary>How far gradients in float32 lie from those in float64, in parts of each tensor's largest entry; null where no input was float32.</summary>
    public double? SinglePrecisionDifference { get; init; }

    /// <summary>Forward mode against reverse mode; null where that was not asked for, for second derivatives, and where the function is not deterministic.</summary>
    public ForwardCheck? ForwardMode { get; init; }

    /// <summary>The op that is wrong, if a tensor or forward mode failed and one was found.</summary>
    public Culprit? Culprit { get; init; }

    /// <summary>Whether every tensor passed, and forward mode did not fail.</summary>
    public bool Passed => Deterministic && Tensors.All(tensor => tensor.Verdict == Verdict.Pass) && ForwardMode is not { Verdict: Verdict.Fail };

    /// <summary>Throws unless the check passed, with the table as the message; for tests.</summary>
    /// <exception cref="GradCheckException">A tensor failed or stayed undecided, forward mode failed, or the function is not deterministic.</exception>
    public void ThrowIfFailed()
    {
        if (!Passed) throw new GradCheckException(ToString());
    }

    /// <summary>The verdict, and a line for each tensor.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        int passed = Tensors.Count(tensor => tensor.Verdict == Verdict.Pass);
        text.Append(CultureInfo.InvariantCulture, $"{Title}: {passed} of {Tensors.Count} tensors pass (float64, tolerance {Options.AbsoluteTolerance:g} + {Options.RelativeTolerance:g} of the value)");
        if (!Deterministic) text.Append("\n  not deterministic: two runs at the same values differ, so there is no derivative to compare with; fix the seed, or switch dropout off");
        if (Tensors.Count > 0)
        {
            var rows = new List<string[]> { new[] { "name", "shape", "checked", "skipped", "max abs error", "max rel error", "worst", "tape", "numeric", "verdict", "" } };
            foreach (TensorCheck tensor in Tensors)
            {
                bool any = tensor.Checked + tensor.Undecided > 0;
                rows.Add(
                [
                    tensor.Name,
                    tensor.Shape.ToString(),
                    tensor.Checked.ToString(CultureInfo.InvariantCulture),
                    tensor.Skipped.ToString(CultureInfo.InvariantCulture),
                    Power(tensor.MaxAbsoluteError),
                    Power(tensor.MaxRelativeError),
                    any ? $"[{string.Join(", ", tensor.WorstIndex)}]" : "",
                    any ? tensor.TapeValue.ToString("g9", CultureInfo.InvariantCulture) : "",
                    any ? tensor.NumericValue.ToString("g9", CultureInfo.InvariantCulture) : "",
                    tensor.Verdict.ToString(),
                    tensor.Note,
                ]);
            }
            text.AppendTable(rows, 2, 3, 4, 5, 7, 8);
        }
        if (ForwardMode is not null) text.Append(CultureInfo.InvariantCulture, $"\n  {ForwardMode}");
        if (Culprit is not null) text.Append(CultureInfo.InvariantCulture, $"\n  {Culprit}");
        if (SinglePrecisionDifference is { } difference) text.Append(CultureInfo.InvariantCulture, $"\n  float32 gradients differ from float64 ones by at most {Power(difference)} of a tensor's largest entry");
        return text.ToString();

        static string Power(double value) => value.ToString("0.0e+00", CultureInfo.InvariantCulture);
    }
}

/// <summary>A gradient check that did not pass; the message is the report.</summary>
public sealed class GradCheckException : Exception
{
    /// <summary>An exception without a message.</summary>
    public GradCheckException() { }

    /// <summary>An exception with its message.</summary>
    public GradCheckException(string message) : base(message) { }

    /// <summary>An exception with its message and cause.</summary>
    public GradCheckException(string message, Exception innerException) : base(message, innerException) { }
}
