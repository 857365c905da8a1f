namespace PyDeepTensorNet;

/// <summary>
/// Compares the gradients of the tape with numeric derivatives in float64: entry by entry, and along random directions where there are many.
/// <code>
/// GradCheck.Run(x => x.Sigmoid().Sum(), x).ThrowIfFailed();
/// GradCheck.Run(() => (model.Forward(x) - y).Square().Mean(), model.Parameters()).ThrowIfFailed();
/// </code>
/// A result of more than one element is checked against a fixed random cotangent.
/// </summary>
/// <remarks>
/// An entry passes where the two differ by no more than the tolerances of <see cref="GradCheckOptions"/>. Where they differ by more, the numeric derivative is questioned first: better ones are taken, each
/// with an estimate of its error. Steps that cross a kink of an op, or that change which ops are recorded, are made smaller, and the entry is skipped with the reason where no step avoids it. A difference
/// that is still greater than ten times the estimate is an error of the tape; one that is not leaves the entry undecided.
/// </remarks>
public static class GradCheck
{
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
        Unrecorded(() => new Comparison(nameof(GradCheck), () => [function()], parameters, options ?? GradCheckOptions.Default, new Blame(() => [function()], second: false)).Report());

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
}
