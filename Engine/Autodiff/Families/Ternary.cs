using System.Numerics;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet;

/// <summary>
/// An elementwise function of three floating tensors that broadcast, such as a sum of products. <see cref="Forward{T}"/> gets spans of one length; integers are cast to float32 first.
/// </summary>
internal interface ITernaryOp : IOp
{
    /// <summary>Where tests draw each operand; they keep each of them, and the differences between them, away from the kinks.</summary>
    Domain DomainA { get; }

    Domain DomainB { get; }

    Domain DomainC { get; }

    /// <summary>The reference that tests compare <see cref="Forward{T}"/> with.</summary>
    double Scalar(double a, double b, double c);

    void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Adds the cotangent of each input that is needed; of a broadcast shape is fine.</summary>
    void Vjp(Pullback pull);
}

internal static partial class Apply
{
    public static Tensor Ternary<TOp>(TOp op, Tensor a, Tensor b, Tensor c) where TOp : struct, ITernaryOp, IEquatable<TOp>
    {
        Slice? slice = Profile.Begin();
        // Twice around: what the last operand settles reaches the first.
        if (a.DType != b.DType) Promote(op.Name, ref a, ref b);
        if (b.DType != c.DType) Promote(op.Name, ref b, ref c);
        if (a.DType != b.DType) Promote(op.Name, ref a, ref b);
        Tensor y;
        switch (a.DType)
        {
            case DType.Float32: y = Broadcast<float, float, TernaryKernel<TOp, float>>(op.Name, new(op), a, b, c); break;
            case DType.Float64: y = Broadcast<double, double, TernaryKernel<TOp, double>>(op.Name, new(op), a, b, c); break;
            default: return Ternary(op, a.To(DType.Float32), b.To(DType.Float32), c.To(DType.Float32));
        }
        if (Journal.Recording is { } journal) journal.Record(TernaryRule<TOp>.For(op), [a, b, c], y);
        slice?.End(op, y, [a, b, c]);
        return y;
    }

    /// <summary>What a broadcast loop of three operands runs on each chunk; the first may be a mask.</summary>
    public interface ITripleKernel<TFirst, T>
    {
        void Run(ReadOnlySpan<TFirst> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> y);
    }

    private readonly record struct TernaryKernel<TOp, T>(TOp Op) : ITripleKernel<T, T> where TOp : struct, ITernaryOp where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> y) => Op.Forward(a, b, c, y);
    }

    public static Tensor Broadcast<TFirst, T, TKernel>(string name, TKernel kernel, Tensor a, Tensor b, Tensor c)
        where TFirst : unmanaged where T : unmanaged where TKernel : struct, ITripleKernel<TFirst, T>
    {
        Shape shape = Shape.Broadcast(name, Shape.Broadcast(name, a.Shape, b.Shape), c.Shape);
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        Tensor y = Tensor.Empty<T>(shape);
        Pieces(shape.ElementCount, new TripleWork<TFirst, T, TKernel>(kernel, a, b, c, y));
        return y;
    }

    private readonly struct TripleWork<TFirst, T, TKernel>(TKernel kernel, Tensor a, Tensor b, Tensor c, Tensor y) : IElementwiseWork
        where TFirst : unmanaged where T : unmanaged where TKernel : struct, ITripleKernel<TFirst, T>
    {
        public void Run(int start, int count) => Run(start, y.Span<T>().Slice(start, count), default, default, default);

        /// <summary>The same with elements of operands, from the start on, that are held elsewhere.</summary>
        [SkipLocalsInit]
        public void Run(int start, Span<T> result, ReadOnlySpan<TFirst> heldA, ReadOnlySpan<T> heldB, ReadOnlySpan<T> heldC)
        {
            Shape shape = y.Shape;
            int count = result.Length, rank = shape.Rank, length = Math.Min(ChunkLength, count);
            Span<TFirst> scratchA = stackalloc TFirst[length];
            Span<T> scratch = stackalloc T[2 * length];
            Span<int> strides = stackalloc int[3 * rank];
            Operand<TFirst> first = heldA.IsEmpty ? new(a, shape, strides[..rank], scratchA) : new(heldA, start);
            Operand<T> second = heldB.IsEmpty ? new(b, shape, strides.Slice(rank, rank), scratch[..length]) : new(heldB, start);
            Operand<T> third = heldC.IsEmpty ? new(c, shape, strides[(2 * rank)..], scratch[length..]) : new(heldC, start);
            for (int done = 0; done < count; done += ChunkLength)
            {
                Span<T> chunk = result.Slice(done, Math.Min(ChunkLength, count - done));
                kernel.Run(first.Read(start + done, chunk.Length), second.Read(start + done, chunk.Length), third.Read(start + done, chunk.Length), chunk);
            }
        }
    }

    /// <summary>How a captured step computes a broadcast loop of three operands.</summary>
    public static Instruction Triple<TFirst, T, TKernel>(string name, TKernel kernel, Tensor[] inputs, Tensor y)
        where TFirst : unmanaged where T : unmanaged where TKernel : struct, ITripleKernel<TFirst, T> => new TripleInstruction<TFirst, T, TKernel>(name, kernel, inputs, y);

    private sealed class TripleInstruction<TFirst, T, TKernel>(string name, TKernel kernel, Tensor[] inputs, Tensor y) : ElementwiseInstruction(name, Effect.None, inputs, y)
        where TFirst : unmanaged where T : unmanaged where TKernel : struct, ITripleKernel<TFirst, T>
    {
        private readonly TKernel _kernel = kernel;

        public override bool MayOverwrite => false;

        private TripleWork<TFirst, T, TKernel> Work => new(_kernel, Inputs[0], Inputs[1], Inputs[2], Output!);

        public override void Run() => Pieces(Count, Work);

        public override void Run(in Tile tile) => Work.Run(tile.Start, OutputOf<T>(tile), RegisterOf<TFirst>(tile, 0), RegisterOf<T>(tile, 1), RegisterOf<T>(tile, 2));

        public override bool IsSame(Instruction other) => other is TripleInstruction<TFirst, T, TKernel> triple && EqualityComparer<TKernel>.Default.Equals(_kernel, triple._kernel);
    }

    private sealed class TernaryRule<TOp>(TOp op) : Rule<TOp>(op) where TOp : struct, ITernaryOp, IEquatable<TOp>
    {
        private static readonly TernaryRule<TOp> s_default = new(default);

        public static TernaryRule<TOp> For(TOp op) => op.Equals(default) ? s_default : new TernaryRule<TOp>(op);

        public override void Pull(in Entry entry, Tensor dy, Sweep sweep) => Op.Vjp(new Pullback(in entry, dy, sweep));

        public override Tensor Replay(ReadOnlySpan<Tensor> inputs) => Ternary(Op, inputs[0], inputs[1], inputs[2]);

        public override Instruction Instruct(Tensor[] inputs, Tensor output) => output.DType switch
        {
            DType.Float32 => Triple<float, float, TernaryKernel<TOp, float>>(Name, new(Op), inputs, output),
            DType.Float64 => Triple<double, double, TernaryKernel<TOp, double>>(Name, new(Op), inputs, output),
            _ => base.Instruct(inputs, output),
        };

        public override IEnumerable<double> Margins(IReadOnlyList<Tensor> inputs) => Op.DomainA.Margins(inputs[0], inputs[1]);
    }
}
