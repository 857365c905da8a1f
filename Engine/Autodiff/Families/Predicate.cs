using System.Numerics;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet;

/// <summary>An elementwise question about one tensor; the result is a bool tensor, and nothing is differentiable.</summary>
internal interface IPredicateOp : INamedOp
{
    bool Scalar<T>(T x) where T : INumber<T>;
}

internal static partial class Apply
{
    /// <summary>Of any dtype; truth values are asked as the integers 0 and 1.</summary>
    public static Tensor Predicate<TOp>(TOp op, Tensor x) where TOp : struct, IPredicateOp
    {
        if (x.DType == DType.Bool) x = x.To(DType.Int32);
        Slice? slice = Profile.Begin();
        Tensor y = x.DType switch
        {
            DType.Float32 => Ask<TOp, float>(op, x),
            DType.Float64 => Ask<TOp, double>(op, x),
            DType.Int64 => Ask<TOp, long>(op, x),
            _ => Ask<TOp, int>(op, x),
        };
        if (Journal.Recording is { IsWatched: true } journal) journal.Note(new PredicateRule<TOp>(op), [x], y);
        slice?.End(op, y, x);
        return y;
    }

    private static Tensor Ask<TOp, T>(TOp op, Tensor x) where TOp : struct, IPredicateOp where T : unmanaged, INumber<T>
    {
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        Tensor y = Tensor.Empty<bool>(x.Shape);
        Pieces(x.ElementCount, new PredicateWork<TOp, T>(op, x, y));
        return y;
    }

    private readonly struct PredicateWork<TOp, T>(TOp op, Tensor x, Tensor y) : IElementwiseWork where TOp : struct, IPredicateOp where T : unmanaged, INumber<T>
    {
        public void Run(int start, int count) => Run(start, y.Span<bool>().Slice(start, count), default);

        /// <summary>The same with elements, from the start on, that are held elsewhere.</summary>
        [SkipLocalsInit]
        public void Run(int start, Span<bool> answers, ReadOnlySpan<T> held)
        {
            int length = Math.Min(ChunkLength, answers.Length);
            Span<T> scratch = stackalloc T[length];
            Span<int> strides = stackalloc int[x.Rank];
            Operand<T> operand = held.IsEmpty ? new(x, x.Shape, strides, scratch) : new(held, start);
            for (int done = 0; done < answers.Length; done += length)
            {
                Span<bool> chunk = answers.Slice(done, Math.Min(length, answers.Length - done));
                ReadOnlySpan<T> source = operand.Read(start + done, chunk.Length);
                for (int i = 0; i < chunk.Length; i++) chunk[i] = op.Scalar(source[i]);
            }
        }
    }

    private sealed class PredicateRule<TOp>(TOp op) : ConstantRule where TOp : struct, IPredicateOp
    {
        public override string Name => op.Name;

        public override Tensor Replay(ReadOnlySpan<Tensor> inputs) => Predicate(op, inputs[0]);

        public override Instruction Instruct(Tensor[] inputs, Tensor output) => inputs[0].DType switch
        {
            DType.Float32 => new PredicateInstruction<TOp, float>(op, inputs[0], output),
            DType.Float64 => new PredicateInstruction<TOp, double>(op, inputs[0], output),
            DType.Int64 => new PredicateInstruction<TOp, long>(op, inputs[0], output),
            _ => new PredicateInstruction<TOp, int>(op, inputs[0], output),
        };
    }

    private sealed class PredicateInstruction<TOp, T>(TOp op, Tensor x, Tensor y) : ElementwiseInstruction(op.Name, Effect.None, [x], y)
        where TOp : struct, IPredicateOp where T : unmanaged, INumber<T>
    {
        private readonly PredicateWork<TOp, T> _work = new(op, x, y);

        public override bool MayOverwrite => false;

        public override void Run() => Pieces(Count, _work);

        public override void Run(in Tile tile) => _work.Run(tile.Start, OutputOf<bool>(tile), RegisterOf<T>(tile, 0));

        public override bool IsSame(Instruction other) => other is PredicateInstruction<TOp, T>;
    }
}
