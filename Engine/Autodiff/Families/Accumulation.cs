using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet;

internal static partial class Apply
{
    /// <summary>How a captured step adds to a sum in place, as the backward sweep does with the cotangents of a value that several operations use.</summary>
    public static Instruction Accumulation(Tensor sum, Tensor term) =>
        !sum.IsContiguous || !term.IsContiguous ? new ActionInstruction("Accumulate", Effect.Writes, [term], sum, () => sum.Accumulate(term))
        : sum.DType == DType.Float32 ? new AccumulateInstruction<float>(sum, term)
        : new AccumulateInstruction<double>(sum, term);

    /// <summary>Adds a b to a sum in place. All are contiguous, of one shape and dtype; the caller, a derivative, has pinned the memory.</summary>
    public static void AccumulateProduct(Tensor sum, Tensor a, Tensor b)
    {
        if (sum.DType == DType.Float32) Pieces(sum.ElementCount, new ProductSum<float>(sum, a, b));
        else Pieces(sum.ElementCount, new ProductSum<double>(sum, a, b));
    }

    private readonly struct ProductSum<T>(Tensor sum, Tensor a, Tensor b) : IElementwiseWork where T : unmanaged, INumber<T>
    {
        public void Run(int start, int count)
        {
            Span<T> to = sum.Span<T>().Slice(start, count);
            TensorPrimitives.MultiplyAdd(a.Span<T>().Slice(start, count), b.Span<T>().Slice(start, count), to, to);
        }
    }

    private sealed class AccumulateInstruction<T>(Tensor sum, Tensor term) : ElementwiseInstruction("Accumulate", Effect.Writes, [term], sum) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Place<T> _sum = new(sum), _term = new(term);

        public override Kernels.RegisterFunction? InRegisters => Kernels.Arithmetic.SumOfRegisters<T>();

        public override IEnumerable<int> Operands => [1, 0];

        public override void Run()
        {
            if (Count <= PieceLength) Add(_sum.Span, _term.Span);
            else Pieces(Count, new Work(Output!, Inputs[0]));
        }

        public override void Run(in Tile tile) => Add(OutputOf<T>(tile), InputOf<T>(tile, 0));

        private static void Add(Span<T> sum, ReadOnlySpan<T> term) => Kernels.Arithmetic.Add(sum, term, sum);

        private readonly struct Work(Tensor sum, Tensor term) : IElementwiseWork
        {
            public void Run(int start, int count) => Add(sum.Span<T>().Slice(start, count), term.Span<T>().Slice(start, count));
        }
    }
}
