using System.Globalization;
using System.Text;

namespace PyDeepTensorNet;

/// <summary>Why a gradient is missing or zero.</summary>
public enum GradientCause
{
    /// <summary>The gradient is there, and not zero.</summary>
    None,

    /// <summary>The parameter holds integers or truth values.</summary>
    NotFloating,

    /// <summary>Nothing has used it since the tape was opened.</summary>
    NeverUsed,

    /// <summary>It, or the loss, was last used on another tape: one that is closed, or of another thread.</summary>
    OutsideTape,

    /// <summary>It was used, but the loss depends on none of the results.</summary>
    NotConnected,

    /// <summary>A value on the way was detached.</summary>
    Detached,

    /// <summary>A value on the way became an integer or a truth value, by a cast, a comparison or a choice.</summary>
    NotDifferentiable,

    /// <summary>An operation on the way ran while the tape was paused.</summary>
    Paused,

    /// <summary>A value on the way was written into other memory in place.</summary>
    Overwritten,

    /// <summary>A function on the way has derivative zero, everywhere or where it was evaluated.</summary>
    ZeroDerivative,

    /// <summary>All units of an activation are on its flat side.</summary>
    DeadUnits,

    /// <summary>A factor is zero throughout.</summary>
    MultipliedByZero,

    /// <summary>A choice on the way took none of its elements.</summary>
    NotSelected,

    /// <summary>Contributions of several paths add up to zero.</summary>
    Cancelled,
}

/// <summary>A station on the way from a parameter to a loss.</summary>
/// <param name="Entry">Its number on the tape; null where it was not recorded.</param>
/// <param name="Operation">The operation, or what else the entry is.</param>
/// <param name="Value">Name, dtype and shape of the value.</param>
/// <param name="Site">The line that asked for it; null without debug mode.</param>
/// <param name="CotangentNorm">The norm of the loss's derivative by this value; null where none arrives.</param>
public sealed record GradientStep(int? Entry, string Operation, string Value, Site? Site, double? CotangentNorm);

/// <summary>
/// What <see cref="Tape.Explain"/> found: the way from a parameter to a loss, and where and why the gradient is lost on it.
/// </summary>
public sealed class GradientExplanation
{
    private readonly string _parameter, _loss;

    internal GradientExplanation(Tensor loss, Tensor parameter, GradientCause cause, string reason, string remedy, IReadOnlyList<GradientStep> path, GradientStep? cut)
    {
        (_loss, _parameter) = (loss.Describe(), parameter.Describe());
        (Cause, Reason, Remedy, Path, Cut) = (cause, reason, remedy, path, cut);
    }

    /// <summary>Why the gradient is missing or zero; <see cref="GradientCause.None"/> where it is neither.</summary>
    public GradientCause Cause { get; }

    /// <summary>Whether the parameter has a gradient that is not zero.</summary>
    public bool HasGradient => Cause == GradientCause.None;

    /// <summary>What happened and where, as a clause.</summary>
    public string Reason { get; }

    /// <summary>What to do about it, as a clause; empty where there is nothing to do.</summary>
    public string Remedy { get; }

    /// <summary>A way from the parameter to the loss, as far as it goes.</summary>
    public IReadOnlyList<GradientStep> Path { get; }

    /// <summary>The station of <see cref="Path"/> at which the gradient is lost; null where it is none of them.</summary>
    public GradientStep? Cut { get; }

    /// <summary>The reason, the remedy and a table of the path.</summary>
    public override string ToString()
    {
        string verdict = HasGradient ? "has a gradient" : Cause >= GradientCause.ZeroDerivative ? "has a gradient of zeros" : "has no gradient";
        var text = new StringBuilder($"Explain: {_parameter} {verdict} of the loss {_loss}: {Reason}");
        if (Remedy.Length > 0) text.Append("; ").Append(Remedy);
        if (Path.Count == 0) return text.ToString();
        var rows = new List<string[]> { new[] { "#", "op", "value", "|cotangent|", "", Path.Any(step => step.Site is not null) ? "at" : "" } };
        foreach (GradientStep step in Path)
        {
            rows.Add(
            [
                step.Entry?.ToString(CultureInfo.InvariantCulture) ?? "-",
                step.Operation,
                step.Value,
                step.CotangentNorm is { } norm ? Quantities.Significant(norm) : "",
                ReferenceEquals(step, Cut) ? "<- cut" : "",
                step.Site?.ToString(step.Operation) ?? "",
            ]);
        }
        return text.AppendTable(rows, 0, 3).ToString();
    }
}
