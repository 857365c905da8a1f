using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

/// <summary>The sum, or the mean, of all elements in a captured step: block by block as they come, combined at the end as <see cref="Sums.Sum{T}(ReadOnlySpan{T})"/> does.</summary>
internal static class TotalInstruction
{
    /// <summary>Null where the sum is not one of all the elements of a contiguous tensor, or cannot be made of the sums of tiles.</summary>
    public static Instruction? Of(string name, Tensor x, Tensor y, AxisReduction axes, double divisor) =>
        !x.IsContiguous || axes.Axes.Length != x.Rank || x.ElementCount == 0 || (x.ElementCount >= 2 * Tile.Length && !Sums.HasBlocks<float>(x.ElementCount)) ? null
        : x.DType == DType.Float32 ? new Instruction<float>(name, x, y, divisor)
        : x.DType == DType.Float64 ? new Instruction<double>(name, x, y, divisor)
        : null;

    private sealed class Instruction<T>(string name, Tensor x, Tensor y, double divisor) : ElementwiseInstruction(name, Effect.None, [x], y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly double _divisor = divisor;
        private readonly Place<T> _x = new(x), _y = new(y);

        /// <summary>The sums of the blocks, made before threads share them; null where there are none.</summary>
        private readonly T[]? _blocks = Sums.HasBlocks<T>(x.ElementCount) ? new T[Sums.BlockCount(x.ElementCount)] : null;

        public override int Count => Inputs[0].ElementCount;

        public override bool IsMap => false;

        public override void Run() => Set(Sums.Sum<T>(_x.Span));

        public override void Run(in Tile tile)
        {
            ReadOnlySpan<T> elements = InputOf<T>(tile, 0);
            if (_blocks is null) Set(Sums.Sum(elements));
            else Sums.Blocks(elements, tile.Start, Count, _blocks);
        }

        public override void Finish()
        {
            if (_blocks is not null) Set(Sums.Combine<T>(_blocks, Count));
        }

        public override bool IsSame(Instruction other) => other is Instruction<T> total && total._divisor == _divisor;

        private void Set(T sum)
        {
            Span<T> y = _y.Span;
            y[0] = sum;
            if (_divisor != 1) new DivScalarOp(_divisor).Forward(y, y);
        }
    }
}
