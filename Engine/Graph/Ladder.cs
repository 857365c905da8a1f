using System.Globalization;

namespace PyDeepTensorNet;

/// <summary>What was found along one line.</summary>
/// <param name="Verdict">Whether tape and differences agree.</param>
/// <param name="Tape">The tape's derivative.</param>
/// <param name="Numeric">The numeric derivative by the rung that decided.</param>
/// <param name="Tolerance">The difference that is accepted.</param>
/// <param name="Obstacle">Why differences say nothing here, null where they do.</param>
internal readonly record struct Finding(Verdict Verdict, double Tape, double Numeric, double Tolerance, Obstacle? Obstacle = null)
{
    public double Error => Math.Abs(Tape - Numeric);

    /// <summary>The difference in parts of what is accepted.</summary>
    public double Excess => Error / Tolerance;

    public double Size => Math.Max(Math.Abs(Tape), Math.Abs(Numeric));
}

/// <summary>
/// Numeric derivatives, each rung costlier and more exact than the one before: a central difference (8e-11), one of four points (5e-12), Ridders' extrapolation with an estimate of its own error (1e-12). A rung
/// that agrees with the tape decides; the last one refutes it only where the two differ by more than ten times the estimate, and the steps cross no kink and no change of the recorded ops.
/// </summary>
/// <remarks>C. J. F. Ridders, Accurate computation of F'(x) and F'(x) F''(x), Advances in Engineering Software 4 (1982).</remarks>
internal sealed class Ladder(Func<double[][]> values, Func<Trace> trace, double[][] at, double[][] cotangents, GradCheckOptions options)
{
    /// <summary>The cube root of the rounding unit: where rounding and curvature cost a central difference the same.</summary>
    private const double Step = 6e-6;

    /// <summary>Where they do so for four points.</summary>
    private const double WideStep = 1e-3;

    /// <summary>From where the extrapolation sets out; a finer start is for functions that bend on a finer scale, and for kinks nearby.</summary>
    private static readonly double[] s_starts = [0.05, 2e-3, 8e-5, Step, Step / 10, Step / 100];

    private const double RoundingUnit = 1.1e-16;
    private const double Shrink = 1.4;
    private const int Columns = 10;

    private Trace? _here;

    /// <summary>What the function records where it is differentiated.</summary>
    public Trace Here => _here ??= trace();

    /// <summary>A difference over a step to either side.</summary>
    /// <param name="Slope">The derivative.</param>
    /// <param name="Bend">How much the slopes to both sides differ.</param>
    /// <param name="Magnitude">The results that moved at all, whose rounding is what the difference carries.</param>
    internal readonly record struct Difference(double Slope, double Bend, double Magnitude);

    /// <summary>The derivative along a line against the tape's; no rung above the first is climbed <paramref name="quickly"/>, where others of the tensor are wrong already.</summary>
    public Finding Check(Line line, double tape, bool quickly = false)
    {
        try
        {
            return quickly ? Glance(line, tape) : Climb(line, tape);
        }
        finally
        {
            line.Restore();
        }
    }

    private Finding Glance(Line line, double tape)
    {
        double step = Step * line.Scale;
        Difference central = Central(line, step);
        Finding finding = Compare(central.Slope, tape, Floor(central));
        if (finding.Verdict == Verdict.Pass) return finding;
        // The error of a smooth function grows fourfold with the doubled step, that of a jump halves: four times the change bounds both.
        Difference twice = Central(line, 2 * step);
        double doubt = 4 * Math.Abs(twice.Slope - central.Slope) + Math.Abs(central.Bend) / 2;
        return finding.Error > finding.Tolerance + doubt || !double.IsFinite(tape) ? finding : finding with { Verdict = Verdict.Inconclusive };
    }

    private double Floor(in Difference central) => options.AbsoluteTolerance * Math.Max(1, central.Magnitude);

    private Finding Compare(double numeric, double tape, double floor)
    {
        double tolerance = floor + options.RelativeTolerance * Math.Max(Math.Abs(tape), Math.Abs(numeric));
        return new(Math.Abs(tape - numeric) <= tolerance ? Verdict.Pass : Verdict.Fail, tape, numeric, tolerance);
    }

    private Finding Climb(Line line, double tape)
    {
        double step = Step * line.Scale;
        Difference central = Central(line, step);
        double floor = Floor(central);
        Finding first = Compare(central.Slope);
        if (first.Verdict == Verdict.Pass) return first;
        if (!double.IsFinite(central.Slope)) return first with { Verdict = Verdict.Inconclusive };
        if (!double.IsFinite(tape)) return first;

        // Slopes to both sides that still differ where the step goes to 0: a kink that no op told of.
        double jump = Math.Abs(2 * central.Bend - Central(line, 2 * step).Bend) / 2;
        Obstacle? obstacle = Across(line, 2 * WideStep * line.Scale);
        if (obstacle is null && Compare(FourPoints(line, WideStep * line.Scale)) is { Verdict: Verdict.Pass } wide) return wide;
        Finding best = first with { Verdict = Verdict.Inconclusive };
        double bestError = double.PositiveInfinity;
        bool decidable = false;
        foreach (double start in s_starts)
        {
            if (Across(line, start * line.Scale) is { } across)
            {
                obstacle = across;
                continue;
            }
            decidable = true;
            (double slope, double error) = Ridders(line, start * line.Scale);
            Finding finding = Compare(slope);
            if (finding.Verdict == Verdict.Pass) return finding;
            if (!(error < bestError)) continue;
            (best, bestError) = (finding with { Verdict = Verdict.Inconclusive }, error);
            if (finding.Error > finding.Tolerance + 10 * error + jump) return finding;
        }
        if (decidable) return best;
        (double low, double high) = Slopes(line, step);
        // Every slope between those to both sides is one that a kink may have; of several kinks at once, each may have another.
        return obstacle is { Count: > 1 } || (tape >= low - 10 * first.Tolerance && tape <= high + 10 * first.Tolerance) ? first with { Verdict = Verdict.Inconclusive, Obstacle = obstacle } : first with { Obstacle = obstacle };

        Finding Compare(double numeric) => this.Compare(numeric, tape, floor);
    }

    /// <summary>The error of central differences against the step.</summary>
    public IReadOnlyList<StepError> Curve(Line line, double tape)
    {
        var errors = new List<StepError>();
        try
        {
            for (int power = -1; power >= -10; power--)
            {
                double step = Math.Pow(10, power), slope = Central(line, step * line.Scale).Slope, size = Math.Max(Math.Abs(slope), Math.Abs(tape));
                errors.Add(new(step, size > 0 ? Math.Abs(slope - tape) / size : 0));
            }
        }
        catch (ArgumentException)
        {
            // The function has no value so far away.
        }
        finally
        {
            line.Restore();
        }
        return errors;
    }

    /// <summary>What a step to either side crosses.</summary>
    private Obstacle? Across(Line line, double step)
    {
        Trace here = Here;
        try
        {
            line.Move(step);
            Trace above = trace();
            line.Move(-step);
            Trace below = trace();
            Obstacle? one = here.Between(above), other = here.Between(below), both = above.Between(below);
            return (one ?? other ?? both) is { } first ? first with { Count = new[] { one, other, both }.Max(obstacle => obstacle?.Count ?? 0) } : null;
        }
        catch (ArgumentException refusal)
        {
            return new(0, $"the function refuses a step of {step.ToString("0.0e+00", CultureInfo.InvariantCulture)}: {refusal.Message}");
        }
        finally
        {
            line.Restore();
        }
    }

    private Difference Central(Line line, double step)
    {
        double up = line.Move(step);
        double[][] above = values();
        double down = line.Move(-step);
        double[][] below = values();
        line.Restore();
        double rise = 0, bend = 0, magnitude = 0;
        for (int k = 0; k < at.Length; k++)
        {
            for (int i = 0; i < at[k].Length; i++)
            {
                double high = above[k][i], low = below[k][i], weight = cotangents[k][i];
                if (high == low && high == at[k][i]) continue;
                rise += weight * (high - low);
                bend += weight * (high - at[k][i] - (at[k][i] - low));
                magnitude += Math.Abs(weight * at[k][i]);
            }
        }
        return new(rise / (up - down), 2 * bend / (up - down), magnitude);
    }

    private double FourPoints(Line line, double step) => (4 * Central(line, step).Slope - Central(line, 2 * step).Slope) / 3;

    private (double Slope, double Error) Ridders(Line line, double start)
    {
        Span<double> row = stackalloc double[Columns], previous = stackalloc double[Columns];
        (double slope, double best) = (double.NaN, double.PositiveInfinity);
        double step = start;
        for (int i = 0; i < Columns; i++, step /= Shrink)
        {
            Difference central = Central(line, step);
            row[0] = central.Slope;
            double rounding = RoundingUnit * central.Magnitude / step;
            double factor = 1;
            for (int k = 1; k <= i; k++)
            {
                factor *= Shrink * Shrink;
                row[k] = (row[k - 1] * factor - previous[k - 1]) / (factor - 1);
                double error = Math.Max(rounding, Math.Max(Math.Abs(row[k] - row[k - 1]), Math.Abs(row[k] - previous[k - 1])));
                if (error < best) (slope, best) = (row[k], error);
            }
            // Higher orders only add rounding from here on.
            if (i > 0 && Math.Abs(row[i] - previous[i - 1]) >= 2 * best) break;
            row.CopyTo(previous);
        }
        return (slope, best);
    }

    /// <summary>The slopes to both sides, the lower one first, each without its curvature.</summary>
    private (double Low, double High) Slopes(Line line, double step)
    {
        Difference one = Central(line, step), two = Central(line, 2 * step);
        double left = 2 * (one.Slope - one.Bend / 2) - (two.Slope - two.Bend / 2), right = 2 * (one.Slope + one.Bend / 2) - (two.Slope + two.Bend / 2);
        return (Math.Min(left, right), Math.Max(left, right));
    }
}
