using System.Globalization;

namespace PyDeepTensorNet;

/// <summary>
/// Finds the first wrong op of a function: each on its tape is checked alone, at its own inputs and with a random cotangent, and constants are looked for that change with the parameters.
/// </summary>
/// <param name="function">The function that failed.</param>
/// <param name="second">Whether second derivatives are asked for.</param>
internal sealed class Blame(Func<IReadOnlyList<Tensor>> function, bool second)
{
    /// <summary>For one op a few entries say enough.</summary>
    private const int EntriesOfOp = 60;

    private const double Step = 6e-6;

    /// <summary>Far above what the rounding of one op makes of forward and backward, far below what a fault does.</summary>
    private const double ForwardTolerance = 1e-10;

    private static readonly GradCheckOptions s_options = new() { MaxEntries = EntriesOfOp, Directions = 2, ForwardTolerance = null };

    /// <summary>The first op that is wrong for the parameters that failed; null where each is right alone and nothing is hidden.</summary>
    public Culprit? Find(IReadOnlyList<Tensor> parameters, IReadOnlyList<Tensor> failed)
    {
        // A second derivative by one input comes out of first derivatives by the others.
        Trace trace = Trace.Of(function, second ? parameters : failed, TapeOptions.Debug);
        bool[] used = UsedBy(trace), moved = MovedBy(trace);
        (int at, string reason)? hidden = Hidden(trace, failed, used);
        for (int i = 0; i < (hidden?.at ?? trace.Entries.Count); i++)
        {
            if (used[i] && moved[i] && WrongAlone(trace.Entries[i], moved) is { } wrong) return Report(trace, i, wrong);
        }
        return hidden is { } found ? Report(trace, found.at, found.reason) : null;
    }

    /// <summary>The first op alone whose derivative forward is another than backward; null where there is none.</summary>
    public Culprit? FindForward(IReadOnlyList<Tensor> parameters)
    {
        Trace trace = Trace.Of(function, parameters, TapeOptions.Debug);
        bool[] used = UsedBy(trace), moved = MovedBy(trace);
        for (int i = 0; i < trace.Entries.Count; i++)
        {
            if (!used[i] || !moved[i] || Alone(trace.Entries[i], moved) is not var (function, _, variables)) continue;
            double[] cotangent = GradCheck.RandomCotangent(trace.Entries[i].Shape.ElementCount);
            if (ForwardCheck.Of(function, variables, cotangent, ForwardTolerance) is not { Verdict: Verdict.Fail } wrong) continue;
            return Report(trace, i, string.Create(CultureInfo.InvariantCulture, $"alone, along a random direction its derivative is {wrong.Forward:g6} forward and {wrong.Reverse:g6} backward"));
        }
        return null;
    }

    private static Culprit Report(Trace trace, int number, string reason)
    {
        Entry entry = trace.Entries[number];
        return new(entry.Rule!.Name, number, [.. Trace.InputsOf(entry).Select(Describe)], entry.DType.Name() + entry.Shape, trace.Sites.Count > 0 ? trace.Sites[number] : null, reason);
    }

    private static string Describe(Tensor tensor) => tensor.DType.Name() + tensor.Shape;

    /// <summary>What the results are made of.</summary>
    private static bool[] UsedBy(Trace trace)
    {
        bool[] used = new bool[trace.Entries.Count];
        foreach (int result in trace.Results) used[result] = true;
        for (int i = used.Length - 1; i >= 0; i--)
        {
            foreach (int input in used[i] ? trace.Entries[i].Inputs() : []) used[input] = true;
        }
        return used;
    }

    /// <summary>What depends on the parameters as far as the tape knows.</summary>
    private static bool[] MovedBy(Trace trace)
    {
        bool[] moved = new bool[trace.Entries.Count];
        foreach (int parameter in trace.Moving) moved[parameter] = true;
        for (int i = 0; i < moved.Length; i++) moved[i] |= trace.Entries[i].Inputs().Any(input => moved[input]);
        return moved;
    }

    /// <summary>An op as a function of copies of its own inputs, and which of those depend on the parameters; null where it cannot be called alone.</summary>
    private static (Func<Tensor> Function, int[] Places, Tensor[] Variables)? Alone(Entry entry, bool[] moved)
    {
        Tensor[] inputs = [.. Trace.InputsOf(entry).Select(input => input.DType.IsFloating() ? new CloneOp().Forward(input) : input)];
        int[] nodes = [entry.NodeA, entry.NodeB, entry.NodeC, .. entry.Rest?.Nodes ?? []], places = [.. Enumerable.Range(0, inputs.Length).Where(i => nodes[i] != Entry.NoNode && moved[nodes[i]])];
        if (entry.Rule is not { } rule || entry.DType != DType.Float64 || inputs.Any(input => input.DType == DType.Float32) || rule.Replay(inputs) is null) return null;
        return (() => rule.Replay(inputs)!, places, [.. places.Select(place => inputs[place])]);
    }

    /// <summary>What is wrong with an op where it is called with copies of its own inputs.</summary>
    private string? WrongAlone(Entry entry, bool[] moved)
    {
        if (Alone(entry, moved) is not var (alone, places, variables)) return null;
        if (Wrong(new Comparison(nameof(GradCheck), () => [alone()], variables, s_options).Report(), "derivative") is { } first) return first;
        return second ? Wrong(GradGradCheck.Compare(alone, variables, s_options, null), "second derivative") : null;

        string? Wrong(GradCheckReport report, string what)
        {
            if (!report.Deterministic) return "alone, with the same inputs, it does not give the same twice";
            for (int i = 0; i < report.Tensors.Count; i++)
            {
                if (report.Tensors[i] is not { Verdict: Verdict.Fail } tensor) continue;
                string by = i < places.Length ? places.Length > 1 ? $" by input {places[i]}" : "" : " by the cotangent";
                return tensor.Note.Length > 0 && tensor.WorstIndex.Count == 0 && tensor.Shape.Rank > 0
                    ? $"alone, its {what}{by} is wrong"
                    : string.Create(CultureInfo.InvariantCulture, $"alone, its {what}{by} is {tensor.TapeValue:g6} at [{string.Join(", ", tensor.WorstIndex)}], and {tensor.NumericValue:g6} by differences");
            }
            return null;
        }
    }

    /// <summary>The first op that uses what changes with the parameters behind the tape's back: a constant, or settings.</summary>
    private (int, string)? Hidden(Trace trace, IReadOnlyList<Tensor> failed, bool[] used)
    {
        foreach (Tensor parameter in failed)
        {
            var line = new DirectionLine([parameter], 0, 0, parameter.ElementCount, 0);
            try
            {
                line.Move(Step);
                // Replayed at once, while what functions capture is moved too.
                if (Hidden(trace, Trace.Of(function, failed), used, parameter.Name ?? "the input") is { } found) return found;
            }
            finally
            {
                line.Restore();
            }
        }
        return null;
    }

    private static (int, string)? Hidden(Trace trace, Trace there, bool[] used, string name)
    {
        if (there.Entries.Count != trace.Entries.Count) return null;
        for (int i = 0; i < trace.Entries.Count; i++)
        {
            Entry here = trace.Entries[i], other = there.Entries[i];
            if (!used[i] || here.Rule is not { } rule || other.Rule?.Name != rule.Name) continue;
            foreach (int input in here.Inputs())
            {
                if (trace.Entries[input] is not { IsLeaf: true, Output: { } constant } || trace.Moving.Contains(input) || there.Entries[input].Output is not { } then || Trace.SameBits(constant, then)) continue;
                return (i, $"its input {Describe(constant)} changes with {name}, and is a constant to the tape: detached, computed while the tape was paused, or made of numbers");
            }
            if (!rule.IsSame(other.Rule) && other.Rule.Replay(Trace.InputsOf(here)) is { } again && !Trace.SameBits(again, here.Output!))
            {
                return (i, $"its settings change with {name}, which the tape does not see: a number taken out of a tensor, or a value that the function captures");
            }
        }
        return null;
    }
}
