namespace PyDeepTensorNet;

/// <summary>
/// Compares the gradients of the tape with central differences, entry by entry, in float64.
/// <code>
/// GradCheck.Run(x => x.Sigmoid().Sum(), x).ThrowIfFailed();
/// GradCheck.Run(() => (model.Forward(x) - y).Square().Mean(), model.Parameters()).ThrowIfFailed();
/// </code>
/// A result of more than one element is checked against a fixed random cotangent.
/// </summary>
/// <remarks>
/// An entry passes where the two differ by no more than the tolerances of <see cref="GradCheckOptions"/>. Where they differ by more, the numeric derivative is questioned first: it is taken again
/// with twice the step, and from each side. If it moves by as much as the difference, the function is not smooth or too noisy there, and the entry is undecided instead of wrong.
/// </remarks>
public static class GradCheck
{
    /// <summary>The cube root of the rounding unit: where rounding and curvature cost a central difference the same.</summary>
    private const double Step = 6e-6;

    /// <summary>Checks a function of one tensor at <paramref name="input"/>; see <see cref="Run(Func{IReadOnlyList{Tensor}, Tensor}, IReadOnlyList{Tensor}, GradCheckOptions?)"/>.</summary>
    public static GradCheckReport Run(Func<Tensor, Tensor> function, Tensor input, GradCheckOptions? options = null) => Run(inputs => function(inputs[0]), [input], options);

    /// <summary>
    /// Checks a function at <paramref name="inputs"/>. It is called with copies in float64, whatever their precision; float32 inputs are differentiated as they are too, and the report says how far
    /// the gradients lie apart. Integers and masks are passed on unchanged. Floating tensors that the function captures must be float64.
    /// </summary>
    /// <exception cref="DTypeException">The function casts its result to something else than float64.</exception>
    public static GradCheckReport Run(Func<IReadOnlyList<Tensor>, Tensor> function, IReadOnlyList<Tensor> inputs, GradCheckOptions? options = null) => Unrecorded(() =>
    {
        Replay exact = new(function, inputs);
        GradCheckReport report = Run(exact.Function, exact.Parameters, options);
        if (!inputs.Any(input => input.DType == DType.Float32)) return report;
        Tensor?[] ofInputs = Derivatives(() => function(inputs), [.. inputs.Where(input => input.DType.IsFloating())]);
        return report with { SinglePrecisionDifference = Difference(ofInputs, Derivatives(exact.Function, exact.Parameters)) };
    });

    /// <summary>
    /// Checks a function of what it captures, usually a loss, with respect to <paramref name="parameters"/>. Their entries are moved in place while it runs, and are as they were when it returns.
    /// </summary>
    /// <exception cref="DTypeException">A parameter, or the result, is not float64; float32 is too coarse for differences. Cast the module before its loss is built.</exception>
    /// <exception cref="ShapeException">A parameter is a strided view.</exception>
    public static GradCheckReport Run(Func<Tensor> function, IReadOnlyList<Tensor> parameters, GradCheckOptions? options = null) =>
        Unrecorded(() => Compare(nameof(GradCheck), () => [function()], parameters, options ?? GradCheckOptions.Default));

    /// <summary>Out of sight of an open tape, which has no use for what a check computes; the check's own tapes record all the same.</summary>
    internal static T Unrecorded<T>(Func<T> check)
    {
        Journal journal = Journal.OfThread;
        bool paused = journal.Pause();
        try
        {
            return check();
        }
        finally
        {
            journal.Resume(paused);
        }
    }

    /// <summary>Checks a function of several results.</summary>
    internal static GradCheckReport Compare(string title, Func<IReadOnlyList<Tensor>> function, IReadOnlyList<Tensor> parameters, GradCheckOptions options)
    {
        for (int i = 0; i < parameters.Count; i++)
        {
            if (parameters[i].DType != DType.Float64) throw new DTypeException($"{title}: {Label(parameters[i], i)} {parameters[i].Describe()} is not float64, and differences in float32 say nothing; cast it, with what it is combined with, by To(DType.Float64), or pass a function of its inputs, which is replayed in float64");
            if (!parameters[i].IsContiguous) throw new ShapeException($"{title}: {Label(parameters[i], i)} {parameters[i].Describe()} is a strided view, whose entries may share memory; pass the tensor it views, or Contiguous()");
        }
        double[][] cotangents = [.. Values(title, function()).Select(values => RandomCotangent(values.Length))];
        (double[][] at, Tensor?[] gradients) = Differentiate(title, function, parameters, cotangents);
        (double[][] atAgain, Tensor?[] gradientsAgain) = Differentiate(title, function, parameters, cotangents);
        bool deterministic = SameBits(at, atAgain) && SameBits(Arrays(gradients), Arrays(gradientsAgain));
        var differences = new Differences(() => Values(title, function()), at, cotangents);
        var tensors = new TensorCheck[parameters.Count];
        for (int i = 0; i < tensors.Length; i++)
        {
            Tensor parameter = parameters[i];
            var tally = new Tally(options);
            int count = parameter.ElementCount, entries = deterministic ? Math.Min(count, options.MaxEntries) : 0;
            Span<double> values = parameter.Span<double>();
            for (int k = 0; k < entries; k++)
            {
                int entry = (int)((long)k * count / entries);
                double tape = gradients[i] is { } gradient ? gradient.Span<double>()[entry] : 0;
                tally.Add(entry, tape, differences, ref values[entry]);
            }
            tensors[i] = tally.Report(Label(parameter, i), parameter.Shape, recorded: gradients[i] is not null);
        }
        return new(title, options, deterministic, tensors);
    }

    /// <summary>The gradients of one result on the tape, given its cotangent; null where it does not depend on a parameter.</summary>
    internal static Tensor?[] Gradients(Tape tape, Tensor result, IReadOnlyList<Tensor> parameters, Tensor cotangent)
    {
        // A constant, or a parameter handed through: nothing was recorded that the tape could differentiate.
        if (Journal.OfThread.Find(result) == Entry.NoNode) return [.. parameters.Select(parameter => ReferenceEquals(parameter, result) ? cotangent : null)];
        Gradients gradients = tape.Gradient(result, parameters, cotangent, allowUnused: true);
        return [.. Enumerable.Range(0, parameters.Count).Select(i => gradients[i])];
    }

    /// <summary>1 for a scalar, else numbers from 0.5 to 1.5 without a pattern that an error could hide behind.</summary>
    internal static double[] RandomCotangent(int count) =>
        count == 1 ? [1] : Tensor.Uniform([count], 0.5, 1.5, DType.Float64, new Generator(20)).ToArray<double>();

    private static (double[][] Values, Tensor?[] Gradients) Differentiate(string title, Func<IReadOnlyList<Tensor>> function, IReadOnlyList<Tensor> parameters, double[][] cotangents)
    {
        using var tape = new Tape();
        IReadOnlyList<Tensor> results = function();
        var sums = new Tensor?[parameters.Count];
        for (int k = 0; k < results.Count; k++)
        {
            Tensor?[] gradients = Gradients(tape, results[k], parameters, Tensor.Wrap(cotangents[k], results[k].Shape));
            for (int i = 0; i < sums.Length; i++)
            {
                if (gradients[i] is { } gradient) sums[i] = sums[i] is { } sum ? sum + gradient : gradient;
            }
        }
        return (Values(title, results), sums);
    }

    private static double[][] Values(string title, IReadOnlyList<Tensor> results)
    {
        foreach (Tensor result in results)
        {
            if (result.DType != DType.Float64) throw new DTypeException($"{title}: the function's result is {result.Describe()} though its inputs are float64; do not cast inside it, for differences in float32 say nothing");
        }
        return [.. results.Select(result => result.ToArray<double>())];
    }

    /// <summary>The gradients of one result, in its own precision, for the cotangent that the check takes.</summary>
    internal static Tensor?[] Derivatives(Func<Tensor> function, IReadOnlyList<Tensor> parameters)
    {
        using var tape = new Tape();
        Tensor result = function();
        return Gradients(tape, result, parameters, Tensor.Wrap(RandomCotangent(result.ElementCount), result.Shape).To(result.DType));
    }

    /// <summary>How far gradients in float32 lie from those in float64, in parts of each tensor's largest entry.</summary>
    internal static double Difference(Tensor?[] single, Tensor?[] exact)
    {
        double largest = 0;
        for (int i = 0; i < single.Length; i++)
        {
            if (single[i] is not { } once || exact[i] is not { } twice) continue;
            double[] left = once.To(DType.Float64).ToArray<double>(), right = twice.ToArray<double>();
            double scale = right.Select(Math.Abs).DefaultIfEmpty().Max();
            if (scale > 0) largest = Math.Max(largest, left.Zip(right, (a, b) => Math.Abs(a - b)).Max() / scale);
        }
        return largest;
    }

    private static double[][] Arrays(Tensor?[] tensors) => [.. tensors.Select(tensor => tensor?.ToArray<double>() ?? [])];

    private static bool SameBits(double[][] left, double[][] right) =>
        left.Zip(right).All(pair => pair.First.Select(BitConverter.DoubleToInt64Bits).SequenceEqual(pair.Second.Select(BitConverter.DoubleToInt64Bits)));

    private static string Label(Tensor parameter, int index) => parameter.Name ?? $"input {index}";

    /// <summary>A function of inputs as one of float64 copies that it captures.</summary>
    internal readonly struct Replay
    {
        public Func<Tensor> Function { get; }

        /// <summary>The copies of the floating inputs.</summary>
        public Tensor[] Parameters { get; }

        public Replay(Func<IReadOnlyList<Tensor>, Tensor> function, IReadOnlyList<Tensor> inputs)
        {
            Tensor[] copies = [.. inputs.Select(input => input.DType.IsFloating() ? new Tensor(input.To(DType.Float64).Clone().Storage, input.Shape) { Name = input.Name } : input)];
            Function = () => function(copies);
            Parameters = [.. copies.Where(copy => copy.DType.IsFloating())];
        }
    }

    /// <summary>Differences of a function around the point where it was differentiated, weighted by the cotangents.</summary>
    private sealed class Differences(Func<double[][]> function, double[][] at, double[][] cotangents)
    {
        /// <summary>
        /// The central difference for <paramref name="entry"/> with a multiple of the usual step; how much the slopes to both sides differ; and the magnitude of those results that moved at all,
        /// whose rounding is what the difference carries.
        /// </summary>
        public (double Slope, double Bend, double Magnitude) Central(ref double entry, double steps)
        {
            double center = entry, step = steps * Step * Math.Max(1, Math.Abs(center));
            double[][] above, below;
            double high, low;
            try
            {
                // The step that is taken, not the one that was asked for.
                entry = high = center + step;
                above = function();
                entry = low = center - step;
                below = function();
            }
            finally
            {
                entry = center;
            }
            double rise = 0, bend = 0, magnitude = 0;
            for (int k = 0; k < at.Length; k++)
            {
                for (int i = 0; i < at[k].Length; i++)
                {
                    double up = above[k][i], down = below[k][i], weight = cotangents[k][i];
                    if (up == down && up == at[k][i]) continue;
                    rise += weight * (up - down);
                    bend += weight * (up - at[k][i] - (at[k][i] - down));
                    magnitude += weight * Math.Abs(at[k][i]);
                }
            }
            return (rise / (high - low), 2 * bend / (high - low), magnitude);
        }
    }

    /// <summary>What the entries of one tensor amount to.</summary>
    private sealed class Tally(GradCheckOptions options)
    {
        private int _compared, _undecided;
        private double _absolute, _relative, _worstExcess = -1, _worstTape, _worstNumeric;
        private int _worst = -1;
        private bool _zero = true;
        private Verdict _verdict = Verdict.Pass;

        public void Add(int entry, double tape, Differences differences, ref double value)
        {
            (double numeric, double bend, double magnitude) = differences.Central(ref value, 1);
            double size = Math.Max(Math.Abs(tape), Math.Abs(numeric)), error = Math.Abs(tape - numeric);
            double tolerance = options.AbsoluteTolerance * Math.Max(1, magnitude) + options.RelativeTolerance * size;
            Verdict verdict = Verdict.Pass;
            if (!(error <= tolerance))
            {
                // The truncation error of a smooth function grows fourfold with the doubled step, that of a jump halves: four times the change bounds both.
                // At a kink any slope between those to both sides is one.
                double moved = Math.Abs(differences.Central(ref value, 2).Slope - numeric);
                verdict = error - tolerance > Math.Max(4 * moved, Math.Abs(bend) / 2) || (double.IsFinite(numeric) && !double.IsFinite(tape)) ? Verdict.Fail : Verdict.Inconclusive;
            }
            _zero &= tape == 0;
            if (verdict == Verdict.Inconclusive) _undecided++;
            else _compared++;
            if (verdict != Verdict.Inconclusive && size > tolerance)
            {
                _relative = Max(_relative, error / size);
            }
            if (verdict != Verdict.Inconclusive) _absolute = Max(_absolute, error);
            double excess = error / tolerance;
            if (verdict > _verdict || (verdict == _verdict && !(excess <= _worstExcess)))
            {
                (_verdict, _worstExcess, _worst, _worstTape, _worstNumeric) = (verdict, excess, entry, tape, numeric);
            }

            // NaN is the largest error of all.
            static double Max(double a, double b) => double.IsNaN(a) || a > b ? a : b;
        }

        public TensorCheck Report(string name, Shape shape, bool recorded)
        {
            var notes = new List<string>();
            if (!recorded) notes.Add("no recorded path leads from it to the result");
            else if (_zero && _compared > 0) notes.Add("the gradient is zero everywhere");
            if (_undecided > 0) notes.Add($"{_undecided} undecided: not smooth, or too noisy, within the step");
            int[] worst = new int[shape.Rank];
            for (int axis = shape.Rank - 1, rest = Math.Max(_worst, 0); axis >= 0 && _worst >= 0; axis--) (rest, worst[axis]) = Math.DivRem(rest, shape[axis]);
            return new(name, shape)
            {
                Checked = _compared,
                Undecided = _undecided,
                Skipped = shape.ElementCount - _compared,
                MaxAbsoluteError = _absolute,
                MaxRelativeError = _relative,
                WorstIndex = _worst >= 0 ? worst : [],
                TapeValue = _worstTape,
                NumericValue = _worstNumeric,
                Verdict = _compared + _undecided == 0 && shape.ElementCount > 0 ? Verdict.Inconclusive : _verdict,
                Note = string.Join("; ", notes),
            };
        }
    }
}
