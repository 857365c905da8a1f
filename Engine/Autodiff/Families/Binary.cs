using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PyDeepTensorNet;

/// <summary>
/// An elementwise function of two tensors that broadcast. <see cref="Forward{T}"/> gets spans of one length, and must allow <c>y</c> to be the memory of either operand.
/// </summary>
internal interface IBinaryOp : IOp
{
    /// <summary>Where tests draw each operand; they keep each of them, and the difference a - b, away from the kinks.</summary>
    Domain DomainA { get; }

    Domain DomainB { get; }

    /// <summary>The reference that tests compare <see cref="Forward{T}"/> with.</summary>
    double Scalar(double a, double b);

    void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The same of registers; null where there is no such form.</summary>
    Kernels.RegisterFunction? InRegisters<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => null;

    /// <summary>The cotangent of the left operand, of the result's shape: the sweep undoes broadcasting.</summary>
    Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy);

    /// <summary>The cotangent of the right operand, likewise.</summary>
    Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy);
}

/// <summary>A binary op the cotangents of whose operands are the result's times the other operand, as it is: a sweep adds them to a sum in one pass.</summary>
internal interface IProductOp : IBinaryOp;

/// <summary>A binary op that also maps integers to integers; others cast them to float32 first.</summary>
internal interface IIntegerBinaryOp : IBinaryOp
{
    void ForwardInteger<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryInteger<T>;
}

internal static partial class Apply
{
    /// <summary>Elements that a broadcast or strided operand is laid out for at a time: both operands and the result stay in the first-level cache.</summary>
    private const int ChunkLength = 1024;

    public static Tensor Binary<TOp>(TOp op, Tensor a, Tensor b) where TOp : struct, IBinaryOp, IEquatable<TOp>
    {
        Slice? slice = Profile.Begin();
        if (a.DType != b.DType) Promote(op.Name, ref a, ref b);
        Journal? journal = Journal.Current;
        Tensor y;
        switch (a.DType)
        {
            case DType.Float32: y = BinaryForward<TOp, float>(op, a, b, journal); break;
            case DType.Float64: y = BinaryForward<TOp, double>(op, a, b, journal); break;
            default: return BinaryInteger(op, a, b);
        }
        if (journal is { IsListening: true }) journal.Record(BinaryRule<TOp>.For(op), a, b, y);
        slice?.End(op, y, a, b);
        return y;
    }

    private static Tensor BinaryForward<TOp, T>(TOp op, Tensor a, Tensor b, Journal? journal)
        where TOp : struct, IBinaryOp where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (a.IsContiguous && b.IsContiguous && a.Shape == b.Shape && IsSmall(a.ElementCount, a, b))
        {
            Tensor y = Tensor.Empty<T>(a.Shape, journal?.Memory.Recycler);
            op.Forward(a.Span<T>(), b.Span<T>(), y.Span<T>());
            return y;
        }
        Shape shape = Shape.Broadcast(op.Name, a.Shape, b.Shape);
        bool wholeA = a.IsContiguous && a.Shape == shape;
        if (shape.ElementCount <= ChunkLength && IsSmall(shape.ElementCount, a, b) && (wholeA || (b.IsContiguous && b.Shape == shape)))
        {
            // The other operand is laid out where the result will be.
            Tensor y = Tensor.Empty<T>(shape, journal?.Memory.Recycler);
            Span<T> result = y.Span<T>();
            LayOut(wholeA ? b : a, shape, result);
            op.Forward(wholeA ? a.Span<T>() : result, wholeA ? result : b.Span<T>(), result);
            return y;
        }
        return Broadcast<T, T, FloatKernel<TOp, T>>(op.Name, new(op), a, b);
    }

    /// <summary>The elements of a tensor seen at a shape that it broadcasts to.</summary>
    private static void LayOut<T>(Tensor tensor, Shape shape, Span<T> result) where T : unmanaged
    {
        if (result.IsEmpty) return;
        if (IsConstant(tensor))
        {
            result.Fill(tensor.Window<T>()[0]);
            return;
        }
        Span<int> strides = stackalloc int[shape.Rank];
        BroadcastStrides(tensor, shape, strides);
        Kernels.Strided.Gather(tensor.Window<T>(), shape, strides, 0, result);
    }

    /// <summary>One number, or one under the shape of many, as the cotangent of a sum is.</summary>
    public static bool IsConstant(Tensor x) => x.ElementCount == 1 || !x.Strides.ContainsAnyExcept(0);

    /// <summary>a - b, which broadcast.</summary>
    public static double[] Differences(Tensor a, Tensor b)
    {
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        Shape shape = Shape.Broadcast("Differences", a.Shape, b.Shape);
        double[] left = new double[shape.ElementCount], right = new double[shape.ElementCount];
        LayOut<double>(a.To(DType.Float64), shape, left);
        LayOut<double>(b.To(DType.Float64), shape, right);
        for (int i = 0; i < left.Length; i++) left[i] -= right[i];
        return left;
    }

    private static Tensor BinaryInteger<TOp>(TOp op, Tensor a, Tensor b) where TOp : struct, IBinaryOp, IEquatable<TOp>
    {
        if (op is not IIntegerBinaryOp) return Binary(op, a.To(DType.Float32), b.To(DType.Float32));
        Tensor y = a.DType switch
        {
            DType.Int64 => Broadcast<long, long, IntegerKernel<TOp, long>>(op.Name, new(op), a, b),
            DType.Int32 => Broadcast<int, int, IntegerKernel<TOp, int>>(op.Name, new(op), a, b),
            _ => throw new DTypeException($"{op.Name}: {a.Describe()} and {b.Describe()} hold truth values, which have no {op.Name}; combine masks with LogicalAnd, LogicalOr, LogicalXor, or cast with To(DType.Int64)"),
        };
        if (Journal.Capturing is { } recorder) recorder.Operation(BinaryRule<TOp>.For(op), [a, b], y);
        return y;
    }

    /// <summary>Brings two operands of different dtype to one: an integer or truth value becomes the other's float type, a C# scalar takes the tensor's.</summary>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public static void Promote(string op, ref Tensor a, ref Tensor b)
    {
        DType target;
        if (a.DType.IsFloating() && b.DType.IsFloating())
        {
            if (a.IsWeak == b.IsWeak) throw new DTypeException($"{op}: {a.Describe()} and {b.Describe()} differ in precision, and nothing is widened silently; cast one, say with To(DType.{b.DType})");
            target = a.IsWeak ? b.DType : a.DType;
        }
        else if (a.DType.IsFloating() != b.DType.IsFloating())
        {
            Tensor floating = a.DType.IsFloating() ? a : b, other = a.DType.IsFloating() ? b : a;
            // 3 * 0.5: a C# double beside an integer tensor means the default float type.
            target = floating.IsWeak && !other.IsWeak ? DType.Float32 : floating.DType;
        }
        else
        {
            // A C# integer takes the integer type of the tensor; beside truth values it is int64, as their sum is.
            target = a.IsWeak != b.IsWeak && (a.IsWeak ? b : a).DType is var own && own.IsInteger() ? own
                : a.DType == DType.Int64 || b.DType == DType.Int64 || a.IsWeak || b.IsWeak ? DType.Int64 : DType.Int32;
            CheckFits(op, a, target);
            CheckFits(op, b, target);
        }
        a = a.To(target);
        b = b.To(target);
    }

    private static void CheckFits(string op, Tensor number, DType target)
    {
        if (number.IsWeak && target == DType.Int32 && number.Item<long>() is var value && value != (int)value) throw new DTypeException($"{op}: int32 does not hold {value}; cast with To(DType.Int64)");
    }

    /// <summary>What a broadcast loop runs on each chunk.</summary>
    private interface IPairKernel<TIn, TOut>
    {
        void Run(ReadOnlySpan<TIn> a, ReadOnlySpan<TIn> b, Span<TOut> y);

        /// <summary>See <see cref="IBinaryOp.InRegisters{T}"/>.</summary>
        Kernels.RegisterFunction? InRegisters => null;
    }

    private readonly record struct FloatKernel<TOp, T>(TOp Op) : IPairKernel<T, T> where TOp : struct, IBinaryOp where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) => Op.Forward(a, b, y);

        public Kernels.RegisterFunction? InRegisters => Op.InRegisters<T>();
    }

    private readonly struct IntegerKernel<TOp, T>(TOp op) : IPairKernel<T, T> where TOp : struct, IBinaryOp where T : unmanaged, IBinaryInteger<T>
    {
        public void Run(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) => ((IIntegerBinaryOp)op).ForwardInteger(a, b, y);
    }

    private static Tensor Broadcast<TIn, TOut, TKernel>(string name, TKernel kernel, Tensor a, Tensor b)
        where TIn : unmanaged where TOut : unmanaged where TKernel : struct, IPairKernel<TIn, TOut>
    {
        Shape shape = Shape.Broadcast(name, a.Shape, b.Shape);
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        Tensor y = Tensor.Empty<TOut>(shape);
        Pieces(shape.ElementCount, new PairWork<TIn, TOut, TKernel>(kernel, a, b, y));
        return y;
    }

    private readonly struct PairWork<TIn, TOut, TKernel>(TKernel kernel, Tensor a, Tensor b, Tensor y) : IElementwiseWork
        where TIn : unmanaged where TOut : unmanaged where TKernel : struct, IPairKernel<TIn, TOut>
    {
        public void Run(int start, int count) => Run(start, y.Span<TOut>().Slice(start, count), default, default);

        /// <summary>The same with elements of operands, from the start on, that are held elsewhere.</summary>
        [SkipLocalsInit]
        public void Run(int start, Span<TOut> result, ReadOnlySpan<TIn> heldA, ReadOnlySpan<TIn> heldB)
        {
            Shape shape = y.Shape;
            int count = result.Length, length = Math.Min(ChunkLength, count);
            Span<TIn> scratch = stackalloc TIn[2 * length];
            Span<int> strides = stackalloc int[2 * shape.Rank];
            Operand<TIn> left = heldA.IsEmpty ? new(a, shape, strides[..shape.Rank], scratch[..length]) : new(heldA, start);
            Operand<TIn> right = heldB.IsEmpty ? new(b, shape, strides[shape.Rank..], scratch[length..]) : new(heldB, start);
            int step = left.IsDirect && right.IsDirect ? count : ChunkLength;
            for (int done = 0; done < count; done += step)
            {
                Span<TOut> chunk = result.Slice(done, Math.Min(step, count - done));
                kernel.Run(left.Read(start + done, chunk.Length), right.Read(start + done, chunk.Length), chunk);
            }
        }
    }

    /// <summary>A tensor read chunk by chunk at another shape: in place where the layout allows, else laid out in scratch memory.</summary>
    private readonly ref struct Operand<T> where T : unmanaged
    {
        private readonly Shape _shape;
        private readonly ReadOnlySpan<T> _source;
        private readonly ReadOnlySpan<int> _strides;
        private readonly Span<T> _scratch;
        private readonly Layout _layout;

        /// <summary>The number of the first element that the source holds.</summary>
        private readonly int _start;

        private enum Layout : byte
        {
            Direct,
            Constant,
            Strided,
        }

        /// <summary>Elements of one that is read in place, from one number on.</summary>
        public Operand(ReadOnlySpan<T> held, int start)
        {
            _shape = Shape.Scalar;
            _source = held;
            _start = start;
        }

        public Operand(Tensor tensor, Shape shape, Span<int> strides, Span<T> scratch)
        {
            _shape = shape;
            _source = tensor.Window<T>();
            _scratch = scratch;
            if (tensor.ElementCount == 1)
            {
                _layout = Layout.Constant;
                scratch.Fill(_source[0]);
            }
            else if (tensor.IsContiguous && tensor.Shape == shape)
            {
                _layout = Layout.Direct;
            }
            else
            {
                _layout = Layout.Strided;
                BroadcastStrides(tensor, shape, strides);
                _strides = strides;
                // The cotangent of a sum: one number under the shape of many.
                if (!strides.ContainsAnyExcept(0) && !scratch.IsEmpty)
                {
                    _layout = Layout.Constant;
                    scratch.Fill(_source[0]);
                }
            }
        }

        /// <summary>Read in place, in pieces of any length.</summary>
        public bool IsDirect => _layout == Layout.Direct;

        public ReadOnlySpan<T> Read(int start, int count)
        {
            if (_layout == Layout.Direct) return _source.Slice(start - _start, count);
            if (_layout == Layout.Strided) Kernels.Strided.Gather(_source, _shape, _strides, start, _scratch[..count]);
            return _scratch[..count];
        }
    }

    /// <summary>The strides of a tensor seen at a shape that it broadcasts to: 0 where it repeats.</summary>
    public static void BroadcastStrides(Tensor tensor, Shape shape, Span<int> strides)
    {
        strides.Clear();
        int missing = shape.Rank - tensor.Rank;
        for (int i = 0; i < tensor.Rank; i++)
        {
            if (tensor.Shape[i] != 1 || shape[i + missing] == 1) strides[i + missing] = tensor.Strides[i];
        }
    }

    private sealed class BinaryRule<TOp>(TOp op) : Rule<TOp>(op) where TOp : struct, IBinaryOp, IEquatable<TOp>
    {
        private static readonly BinaryRule<TOp> s_default = new(default);

        public static BinaryRule<TOp> For(TOp op) => op.Equals(default) ? s_default : new BinaryRule<TOp>(op);

        public override void Pull(in Entry entry, Tensor dy, Sweep sweep)
        {
            bool isProduct = Op is IProductOp;
            if (sweep.Needs(entry.NodeA) && !(isProduct && sweep.TryAddProduct(entry.NodeA, dy, entry.B!))) sweep.Add(entry.NodeA, Op.VjpA(entry.A!, entry.B!, entry.Output!, dy));
            if (sweep.Needs(entry.NodeB) && !(isProduct && sweep.TryAddProduct(entry.NodeB, dy, entry.A!))) sweep.Add(entry.NodeB, Op.VjpB(entry.A!, entry.B!, entry.Output!, dy));
        }

        public override Tensor Replay(ReadOnlySpan<Tensor> inputs) => Binary(Op, inputs[0], inputs[1]);

        public override Instruction Instruct(Tensor[] inputs, Tensor output) => output.DType switch
        {
            DType.Float32 => new PairInstruction<float, float, FloatKernel<TOp, float>>(Name, new(Op), inputs, output),
            DType.Float64 => new PairInstruction<double, double, FloatKernel<TOp, double>>(Name, new(Op), inputs, output),
            _ => base.Instruct(inputs, output),
        };

        public override IEnumerable<double> Margins(IReadOnlyList<Tensor> inputs) => Op.DomainA.Margins(inputs[0], inputs[1]).Concat(Op.DomainB.Margins(inputs[1]));
    }

    private sealed class PairInstruction<TIn, TOut, TKernel>(string name, TKernel kernel, Tensor[] inputs, Tensor y) : ElementwiseInstruction(name, Effect.None, inputs, y)
        where TIn : unmanaged where TOut : unmanaged where TKernel : struct, IPairKernel<TIn, TOut>
    {
        private readonly TKernel _kernel = kernel;
        private readonly bool _direct = IsDirect(inputs[0], y) && IsDirect(inputs[1], y);

        /// <summary>Which operand is one number beside another that is read in place, where the elements are so few that it is laid out in the result.</summary>
        private readonly int _constant = typeof(TIn) != typeof(TOut) || y.ElementCount > ChunkLength ? -1 : IsConstant(inputs[1]) && IsDirect(inputs[0], y) ? 1 : IsConstant(inputs[0]) && IsDirect(inputs[1], y) ? 0 : -1;
        private readonly Place<TIn> _a = new(inputs[0]), _b = new(inputs[1]);
        private readonly Place<TOut> _y = new(y);

        public override bool MayOverwrite => typeof(TIn) == typeof(TOut);

        public override Kernels.RegisterFunction? InRegisters => _kernel.InRegisters;

        private PairWork<TIn, TOut, TKernel> Work => new(_kernel, Inputs[0], Inputs[1], Output!);

        public override void Run()
        {
            if (_direct && Count <= PieceLength) _kernel.Run(_a.Span, _b.Span, _y.Span);
            else if (_constant >= 0) RunConstant();
            else Pieces(Count, Work);
        }

        private void RunConstant()
        {
            Span<TOut> y = _y.Span;
            Span<TIn> laidOut = MemoryMarshal.Cast<TOut, TIn>(y);
            laidOut.Fill(_constant == 0 ? _a.Span[0] : _b.Span[0]);
            if (_constant == 0) _kernel.Run(laidOut, _b.Span, y);
            else _kernel.Run(_a.Span, laidOut, y);
        }

        private static bool IsDirect(Tensor x, Tensor y) => x.IsContiguous && x.Shape == y.Shape;

        public override void Run(in Tile tile)
        {
            if (_direct) _kernel.Run(InputOf<TIn>(tile, 0), InputOf<TIn>(tile, 1), OutputOf<TOut>(tile));
            else Work.Run(tile.Start, OutputOf<TOut>(tile), RegisterOf<TIn>(tile, 0), RegisterOf<TIn>(tile, 1));
        }

        public override bool IsSame(Instruction other) => other is PairInstruction<TIn, TOut, TKernel> pair && EqualityComparer<TKernel>.Default.Equals(_kernel, pair._kernel);
    }
}
