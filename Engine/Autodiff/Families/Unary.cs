using System.Numerics;

namespace PyDeepTensorNet;

/// <summary>
/// An elementwise function of one tensor. <see cref="Forward{T}"/> must allow <c>x</c> and <c>y</c> to be the same memory.
/// </summary>
internal interface IUnaryOp : IOp
{
    /// <summary>Where the function is smooth, for tests.</summary>
    Domain Domain { get; }

    /// <summary>The reference that tests compare <see cref="Forward{T}"/> with.</summary>
    double Scalar(double x);

    void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The same of a register; null where there is no such form.</summary>
    Kernels.RegisterFunction? InRegisters<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => null;

    /// <summary>The cotangent of the input; <paramref name="x"/> and <paramref name="y"/> are there if the residuals name them.</summary>
    Tensor Vjp(Tensor x, Tensor y, Tensor dy);
}

/// <summary>A unary op that also maps integers to integers; others cast them to float32 first.</summary>
internal interface IIntegerUnaryOp : IUnaryOp
{
    void ForwardInteger<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryInteger<T>;
}

internal static partial class Apply
{
    public static Tensor Unary<TOp>(TOp op, Tensor x) where TOp : struct, IUnaryOp, IEquatable<TOp>
    {
        Slice? slice = Profile.Begin();
        Journal? journal = Journal.Current;
        Tensor y;
        switch (x.DType)
        {
            case DType.Float32: y = UnaryForward<TOp, float>(op, x, journal); break;
            case DType.Float64: y = UnaryForward<TOp, double>(op, x, journal); break;
            default: return UnaryInteger(op, x);
        }
        if (journal is { IsListening: true }) journal.Record(UnaryRule<TOp>.For(op), x, y);
        slice?.End(op, y, x);
        return y;
    }

    /// <summary>The forward of an op whose scalar function serves both precisions.</summary>
    public static void InDouble<TOp, T>(TOp op, ReadOnlySpan<T> x, Span<T> y) where TOp : struct, IUnaryOp where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = T.CreateTruncating(op.Scalar(double.CreateTruncating(x[i])));
    }

    private static Tensor UnaryForward<TOp, T>(TOp op, Tensor x, Journal? journal)
        where TOp : struct, IUnaryOp where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!x.IsContiguous || !IsSmall(x.ElementCount, x)) return UnaryPieces<TOp, T>(op, x);
        Tensor y = Tensor.Empty<T>(x.Shape, journal?.Memory.Recycler);
        op.Forward(x.Span<T>(), y.Span<T>());
        return y;
    }

    private static Tensor UnaryPieces<TOp, T>(TOp op, Tensor x)
        where TOp : struct, IUnaryOp where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        Tensor y = Tensor.Empty<T>(x.Shape);
        Pieces(x.ElementCount, new UnaryWork<TOp, T>(op, x, y));
        return y;
    }

    private readonly struct UnaryWork<TOp, T>(TOp op, Tensor x, Tensor y) : IElementwiseWork where TOp : struct, IUnaryOp where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int start, int count)
        {
            Span<T> result = y.Span<T>().Slice(start, count);
            if (x.IsContiguous)
            {
                op.Forward(x.Span<T>().Slice(start, count), result);
            }
            else
            {
                Kernels.Strided.Gather(x.Window<T>(), x.Shape, x.Strides, start, result);
                op.Forward(result, result);
            }
        }
    }

    private static Tensor UnaryInteger<TOp>(TOp op, Tensor x) where TOp : struct, IUnaryOp, IEquatable<TOp>
    {
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        if (op is not IIntegerUnaryOp integer) return Unary(op, x.To(DType.Float32));
        if (x.DType == DType.Bool) throw new DTypeException($"{op.Name}: {x.Describe()} holds truth values, which have no {op.Name}; cast it with To(DType.Int64), or invert a mask with LogicalNot()");
        Tensor y = new CloneOp().Forward(x);
        if (x.DType == DType.Int64) integer.ForwardInteger<long>(y.Span<long>(), y.Span<long>());
        else integer.ForwardInteger<int>(y.Span<int>(), y.Span<int>());
        if (Journal.Capturing is { } recorder) recorder.Operation(UnaryRule<TOp>.For(op), [x], y);
        return y;
    }

    private sealed class UnaryRule<TOp>(TOp op) : Rule<TOp>(op) where TOp : struct, IUnaryOp, IEquatable<TOp>
    {
        private static readonly UnaryRule<TOp> s_default = new(default);

        public static UnaryRule<TOp> For(TOp op) => op.Equals(default) ? s_default : new UnaryRule<TOp>(op);

        public override void Pull(in Entry entry, Tensor dy, Sweep sweep) => sweep.Add(entry.NodeA, Op.Vjp(entry.A!, entry.Output!, dy));

        public override Tensor Replay(ReadOnlySpan<Tensor> inputs) => Unary(Op, inputs[0]);

        public override Instruction Instruct(Tensor[] inputs, Tensor output) => output.DType switch
        {
            DType.Float32 => new UnaryInstruction<TOp, float>(Op, inputs[0], output),
            DType.Float64 => new UnaryInstruction<TOp, double>(Op, inputs[0], output),
            _ => base.Instruct(inputs, output),
        };

        public override IEnumerable<double> Margins(IReadOnlyList<Tensor> inputs) => Op.Domain.Margins(inputs[0]);
    }

    private sealed class UnaryInstruction<TOp, T>(TOp op, Tensor x, Tensor y) : ElementwiseInstruction(op.Name, Effect.None, [x], y)
        where TOp : struct, IUnaryOp, IEquatable<TOp> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly TOp _op = op;
        private readonly bool _direct = x.IsContiguous && x.ElementCount <= PieceLength;
        private readonly Place<T> _x = new(x), _y = new(y);

        public override Kernels.RegisterFunction? InRegisters => _op.InRegisters<T>();

        public override void Run()
        {
            if (_direct) _op.Forward(_x.Span, _y.Span);
            else RunPieces();
        }

        private void RunPieces() => Pieces(Count, new UnaryWork<TOp, T>(_op, Inputs[0], Output!));

        public override void Run(in Tile tile)
        {
            Tensor x = Inputs[0];
            Span<T> y = OutputOf<T>(tile);
            if (x.IsContiguous)
            {
                _op.Forward(InputOf<T>(tile, 0), y);
            }
            else
            {
                Kernels.Strided.Gather(x.Window<T>(), x.Shape, x.Strides, tile.Start, y);
                _op.Forward(y, y);
            }
        }

        public override bool IsSame(Instruction other) => other is UnaryInstruction<TOp, T> unary && _op.Equals(unary._op);
    }
}
