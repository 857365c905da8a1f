namespace PyDeepTensorNet;

/// <summary>One run of a gradient check: the tape's gradients twice, then differences for every entry, or for a sample and some directions where there are many.</summary>
internal sealed class Comparison(string title, Func<IReadOnlyList<Tensor>> function, IReadOnlyList<Tensor> parameters, GradCheckOptions options, Blame? blame = null)
{
    /// <summary>So many wrong entries of a tensor are confirmed by the best of differences; from then on a glance is enough.</summary>
    private const int MostConfirmed = 3;

    /// <summary>Directions are drawn anew where one runs into a kink.</summary>
    private const int Attempts = 3;

    public GradCheckReport Report()
    {
        for (int i = 0; i < parameters.Count; i++)
        {
            if (parameters[i].DType != DType.Float64) throw new DTypeException($"{title}: {Label(i)} {parameters[i].Describe()} is not float64, and differences in float32 say nothing; cast it, with what it is combined with, by To(DType.Float64), or pass a function of its inputs, which is replayed in float64");
            if (!parameters[i].IsContiguous) throw new ShapeException($"{title}: {Label(i)} {parameters[i].Describe()} is a strided view, whose entries may share memory; pass the tensor it views, or Contiguous()");
        }
        double[][] cotangents = [.. Values().Select(values => GradCheck.RandomCotangent(values.Length))];
        (double[][] at, double[]?[] gradients) = Differentiate(cotangents);
        (double[][] atAgain, double[]?[] gradientsAgain) = Differentiate(cotangents);
        bool deterministic = SameBits(at, atAgain) && SameBits(gradients, gradientsAgain);
        var ladder = new Ladder(Values, () => Trace.Of(function, parameters), at, cotangents, options);
        int[] shares = deterministic ? Shares() : new int[parameters.Count];
        TensorCheck[] tensors = [.. parameters.Select((parameter, i) => Check(i, shares[i], deterministic, ladder, gradients))];
        ForwardCheck? forward = deterministic && options.ForwardTolerance is { } tolerance ? ForwardCheck.Of(() => function()[0], parameters, cotangents[0], tolerance) : null;
        int[] failed = [.. Enumerable.Range(0, tensors.Length).Where(i => tensors[i].Verdict == Verdict.Fail)];
        Culprit? culprit = failed.Length > 0 ? blame?.Find(parameters, [.. failed.Select(i => parameters[i])])
            : forward is { Verdict: Verdict.Fail } ? blame?.FindForward(parameters)
            : null;
        return new(title, options, deterministic, tensors) { ForwardMode = forward, Culprit = culprit };
    }

    private TensorCheck Check(int tensor, int share, bool deterministic, Ladder ladder, double[]?[] gradients)
    {
        int count = parameters[tensor].ElementCount;
        var tally = new Tally(Label(tensor), parameters[tensor].Shape, gradients[tensor], () => WhyNone(tensor));
        if (!deterministic || share == count)
        {
            for (int entry = 0; entry < share; entry++) Entry(entry);
            return Report();
        }
        var random = new Random(tensor);
        for (int k = 0; k < share; k++)
        {
            // One from each of as many ranges of equal length.
            int start = (int)((long)k * count / share), end = (int)((long)(k + 1) * count / share);
            Entry(random.Next(start, end));
        }
        for (int k = 0; k < options.Directions; k++)
        {
            Finding finding = Direction(0, count, k, quickly: tally.DirectionFailed);
            if (finding.Verdict == Verdict.Fail && !tally.DirectionFailed && Worst(0, count, k) is { } worst) Entry(worst);
            tally.AddDirection(finding);
        }
        return Report();

        TensorCheck Report()
        {
            TensorCheck report = tally.Report();
            if (report.Verdict == Verdict.Pass || tally.Worst < 0) return report;
            var line = new EntryLine(parameters, tensor, tally.Worst);
            return report with { Steps = ladder.Curve(line, line.Derivative(gradients)) };
        }

        void Entry(int entry)
        {
            var line = new EntryLine(parameters, tensor, entry);
            tally.Add(entry, ladder.Check(line, line.Derivative(gradients), quickly: tally.Failures >= MostConfirmed));
        }

        Finding Direction(int start, int length, int seed, bool quickly)
        {
            Finding finding = default;
            for (int attempt = 0; attempt < Attempts; attempt++)
            {
                var line = new DirectionLine(parameters, tensor, start, length, seed + attempt * options.Directions);
                finding = ladder.Check(line, line.Derivative(gradients), quickly);
                if (finding.Obstacle is null) break;
            }
            return finding;
        }

        // Follows the half that differs more, down to one entry.
        int? Worst(int start, int length, int seed)
        {
            while (length > 1)
            {
                int half = length / 2;
                double left = Direction(start, half, seed, quickly: true).Excess, right = Direction(start + half, length - half, seed, quickly: true).Excess;
                if (!(left > 1) && !(right > 1)) return null;
                (start, length) = right > left ? (start + half, length - half) : (start, half);
            }
            return start;
        }
    }

    /// <summary>How many entries of each tensor are compared one by one: all of the small ones, and the rest of what is allowed in equal parts.</summary>
    private int[] Shares()
    {
        int[] shares = new int[parameters.Count];
        int left = options.MaxEntries, tensors = parameters.Count;
        foreach (int i in Enumerable.Range(0, parameters.Count).OrderBy(i => parameters[i].ElementCount))
        {
            shares[i] = Math.Min(parameters[i].ElementCount, Math.Max(1, left / tensors));
            left -= shares[i];
            tensors--;
        }
        return shares;
    }

    private (double[][] Values, double[]?[] Gradients) Differentiate(double[][] cotangents)
    {
        using var tape = new Tape();
        IReadOnlyList<Tensor> results = function();
        var sums = new Tensor?[parameters.Count];
        for (int k = 0; k < results.Count; k++)
        {
            Tensor?[] gradients = GradCheck.Gradients(tape, results[k], parameters, Tensor.Wrap(cotangents[k], results[k].Shape));
            for (int i = 0; i < sums.Length; i++)
            {
                if (gradients[i] is { } gradient) sums[i] = sums[i] is { } sum ? sum + gradient : gradient;
            }
        }
        return (Values(results), [.. sums.Select(sum => sum?.ToArray<double>())]);
    }

    /// <summary>Why a tensor has no gradient, or one of zeros, as <see cref="Tape.Explain"/> says; null where it finds nothing.</summary>
    private string? WhyNone(int tensor)
    {
        using var tape = new Tape(TapeOptions.Debug);
        foreach (Tensor result in function())
        {
            if (Journal.OfThread.Find(result) == Entry.NoNode) continue;
            GradientExplanation why = tape.Explain(result, parameters[tensor]);
            if (!why.HasGradient) return why.Reason;
        }
        return null;
    }

    private double[][] Values() => Values(function());

    private double[][] Values(IReadOnlyList<Tensor> results)
    {
        foreach (Tensor result in results)
        {
            if (result.DType != DType.Float64) throw new DTypeException($"{title}: the function's result is {result.Describe()} though its inputs are float64; do not cast inside it, for differences in float32 say nothing");
        }
        return [.. results.Select(result => result.ToArray<double>())];
    }

    private static bool SameBits(double[]?[] left, double[]?[] right) =>
        left.Zip(right).All(pair => (pair.First ?? []).Select(BitConverter.DoubleToInt64Bits).SequenceEqual((pair.Second ?? []).Select(BitConverter.DoubleToInt64Bits)));

    private string Label(int index) => parameters[index].Name ?? $"input {index}";
}
