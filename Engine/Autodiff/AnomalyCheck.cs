using System.Numerics;

namespace PyDeepTensorNet;

/// <summary>Looks for the first value that is not finite.</summary>
internal static class AnomalyCheck
{
    /// <summary>Operations that put a number where they are told to: an infinity is wanted.</summary>
    private static readonly HashSet<string> s_fills = ["Where", "NanToNum", "Pad"];

    /// <summary>Whether all elements are finite.</summary>
    public static bool IsFinite(Tensor tensor) => tensor.DType switch
    {
        DType.Float32 => AllFinite<float>(tensor),
        DType.Float64 => AllFinite<double>(tensor),
        _ => true,
    };

    /// <summary>Refuses a result with a NaN, or with an infinity that was not an operand's.</summary>
    public static void Result(Journal journal, string op, ReadOnlySpan<Tensor> inputs, Tensor output)
    {
        if (IsFinite(output)) return;
        ValueRange result = ValueRange.Of(output);
        ValueRange[] ranges = new ValueRange[inputs.Length];
        string[] operands = new string[inputs.Length];
        bool infinite = s_fills.Contains(op);
        var leaves = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < inputs.Length; i++)
        {
            ranges[i] = ValueRange.Of(inputs[i]);
            operands[i] = Describe(inputs[i], ranges[i]);
            infinite |= ranges[i].PositiveInfinities + ranges[i].NegativeInfinities > 0;
            if (inputs[i].DType.IsFloating() && journal.Find(inputs[i]) == Entry.NoNode) leaves.Add(inputs[i]);
        }
        if (result.NaNs == 0 && infinite) return;
        (string cause, string remedy) = Remedies.OfResult(op, ranges, result, output.DType);
        int entry = journal.Count + leaves.Count;
        throw new AnomalyException(new Anomaly(op, entry, false, journal.Debug!.Current, Describe(output, result), operands, cause, remedy));
    }

    /// <summary>Throws for a cotangent that the derivative of an entry has made infinite or NaN.</summary>
    public static void Refuse(Journal journal, int node, in Entry entry, Tensor dy, int input, Tensor cotangent)
    {
        ValueRange arriving = ValueRange.Of(dy), range = ValueRange.Of(cotangent);
        var operands = new List<string>();
        foreach (var (saved, number) in (ReadOnlySpan<(Tensor?, int)>)[(entry.A, entry.NodeA), (entry.B, entry.NodeB), (entry.C, entry.NodeC)])
        {
            Tensor? value = saved ?? (number == Entry.NoNode ? null : journal[number].Output);
            if (value is null) continue;
            operands.Add(Describe(value, ValueRange.Of(value)));
        }
        if (entry.Output is { } output) operands.Add("result " + Describe(output, ValueRange.Of(output)));
        operands.Add("cotangent " + Describe(dy, arriving));
        (string cause, string remedy) = Remedies.OfCotangent(entry.Rule!.Name, arriving, range);
        throw new AnomalyException(new Anomaly(entry.Rule.Name, node, true, journal.SiteOf(node), $"{Describe(cotangent, range)} for entry {input}", operands, cause, remedy));
    }

    private static string Describe(Tensor tensor, ValueRange range) => $"{tensor.Describe()} in {range}";

    private static bool AllFinite<T>(Tensor tensor) where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (T value in tensor.IsContiguous ? tensor.Span<T>() : tensor.ToArray<T>())
        {
            if (!T.IsFinite(value)) return false;
        }
        return true;
    }
}
