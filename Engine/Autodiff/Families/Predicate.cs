using System.Numerics;

namespace PyDeepTensorNet;

/// <summary>An elementwise question about one tensor; the result is a bool tensor, and nothing is differentiable.</summary>
internal interface IPredicateOp
{
    bool Scalar<T>(T x) where T : INumber<T>;
}

internal static partial class Apply
{
    /// <summary>Of any dtype; truth values are asked as the integers 0 and 1.</summary>
    public static Tensor Predicate<TOp>(TOp op, Tensor x) where TOp : struct, IPredicateOp => x.DType switch
    {
        DType.Float32 => Ask<TOp, float>(op, x),
        DType.Float64 => Ask<TOp, double>(op, x),
        DType.Int64 => Ask<TOp, long>(op, x),
        DType.Int32 => Ask<TOp, int>(op, x),
        _ => Predicate(op, x.To(DType.Int32)),
    };

    private static Tensor Ask<TOp, T>(TOp op, Tensor x) where TOp : struct, IPredicateOp where T : unmanaged, INumber<T>
    {
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        Tensor y = Tensor.Empty(x.Shape, DType.Bool);
        ReadOnlySpan<T> source = x.IsContiguous ? x.Span<T>() : x.ToArray<T>();
        Span<bool> answers = y.Span<bool>();
        for (int i = 0; i < answers.Length; i++) answers[i] = op.Scalar(source[i]);
        if (Journal.Recording is { IsWatched: true } journal) journal.Note(new PredicateRule<TOp>(op), [x], y);
        return y;
    }

    private sealed class PredicateRule<TOp>(TOp op) : ConstantRule where TOp : struct, IPredicateOp
    {
        public override string Name => typeof(TOp).Name[..^"Op".Length];

        public override Tensor Replay(ReadOnlySpan<Tensor> inputs) => Predicate(op, inputs[0]);
    }
}
