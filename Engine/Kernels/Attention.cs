using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// softmax(scale Q K^T) V of many heads, a few rows of Q at a time, so that the weights of a head never exist as a whole (as in Dao et al. 2022, though a block sees its rows' full length). The
/// derivative computes them again. Of causal heads, row i sees the columns up to i alone, and what lies beyond the last row of a block is not computed.
/// </summary>
internal readonly struct Attention<T>(int rows, int columns, int features, int values, T scale, bool causal) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Rows of Q at a time: few, so that the blocks of a causal head skip much, yet enough to repay the copy that Q K^T makes of K.</summary>
    private const int BlockRows = 32;

    private readonly int _blocks = (rows + BlockRows - 1) / BlockRows;

    /// <summary>y = softmax(scale Q K^T) V.</summary>
    public void Forward(Heads<T> q, Heads<T> k, Heads<T> v, Heads<T> y) => WorkerPool.Run(q.Count * _blocks, new ForwardPiece(this, q, k, v, y));

    /// <summary>The cotangents of Q, K and V for that of the result.</summary>
    public void Backward(Heads<T> q, Heads<T> k, Heads<T> v, Heads<T> dy, Heads<T> dq, Heads<T> dk, Heads<T> dv) =>
        WorkerPool.Run(q.Count, new BackwardPiece(this, q, k, v, dy, dq, dk, dv));

    /// <summary>Which rows and columns of a head a block covers; in scratch memory, its rows are <c>Row</c> apart, whole registers.</summary>
    private (int First, int Rows, int Columns, int Row) Block(int block)
    {
        int first = block * BlockRows, count = Math.Min(BlockRows, rows - first), length = causal ? Math.Min(columns, first + count) : columns;
        return (first, count, length, Padded(length));
    }

    // Two registers of 256 bits, as softmax goes through a row.
    private static int Padded(int count) => (count + 15) & ~15;

    /// <summary>The columns that a row sees.</summary>
    private int Seen(int row) => causal ? Math.Min(columns, row + 1) : columns;

    /// <summary>Rows of a head times the scale, side by side: so no product has to multiply by it.</summary>
    private unsafe Gemm.Matrix<T> Scaled(Heads<T> x, int head, int first, int count, int width, T* to)
    {
        Gemm.Matrix<T> from = x.From(head, first);
        var all = new Span<T>(to, count * width);
        for (int i = 0; i < count; i++)
        {
            Span<T> row = all.Slice(i * width, width);
            if (from.Column == 1) TensorPrimitives.Multiply(from.Data.Slice(i * from.Row, width), scale, row);
            else
            {
                for (int j = 0; j < width; j++) row[j] = from.Data[i * from.Row + j * from.Column] * scale;
            }
        }
        return new(all, width, 1);
    }

    /// <summary>The weights of a block, row after row.</summary>
    private unsafe void Weigh(int head, int block, Heads<T> q, Heads<T> k, T* weights)
    {
        (int first, int count, int length, int step) = Block(block);
        Gemm.Matrix<T> scaled = Scaled(q, head, first, count, features, Scratch.Current.Take<T>((nint)count * features));
        var all = new Span<T>(weights, count * step);
        Gemm.Multiply(count, length, features, scaled, k.Turned(head), new Gemm.Target<T>(all, step), new(T.One, T.Zero, default));
        Scratch.Current.Return();
        // Whole registers, what is not seen having the weight e^-infinity. In a loop of its own: a register is not loaded from what was just written in pieces before that is in the cache.
        for (int i = 0; i < count; i++)
        {
            int seen = Seen(first + i);
            all[(i * step + seen)..(i * step + Padded(seen))].Fill(T.NegativeInfinity);
        }
        for (int i = 0; i < count; i++)
        {
            int padded = Padded(Seen(first + i));
            Span<T> row = all.Slice(i * step, step);
            Softmax.Row(row[..padded], row[..padded]);
            row[padded..].Clear();
        }
    }

    private readonly unsafe struct ForwardPiece(Attention<T> all, Heads<T> q, Heads<T> k, Heads<T> v, Heads<T> y) : IChunkedWork
    {
        public void Run(int chunk)
        {
            (int head, int block) = Math.DivRem(chunk, all._blocks);
            (int first, int rows, int columns, int row) = all.Block(block);
            Scratch scratch = Scratch.Current;
            T* weights = scratch.Take<T>((nint)rows * row);
            all.Weigh(head, block, q, k, weights);
            Gemm.Multiply(rows, all.Values, columns, new(new(weights, rows * row), row, 1), v.From(head, 0), y.Target(head, first), new(T.One, T.Zero, default));
            scratch.Return();
        }
    }

    private readonly unsafe struct BackwardPiece(Attention<T> all, Heads<T> q, Heads<T> k, Heads<T> v, Heads<T> dy, Heads<T> dq, Heads<T> dk, Heads<T> dv) : IChunkedWork
    {
        public void Run(int head)
        {
            // The last block, which covers most columns, makes the sums that the others add to.
            for (int block = all._blocks - 1; block >= 0; block--) Run(head, block, block == all._blocks - 1 ? T.Zero : T.One);
            int seen = all.Block(all._blocks - 1).Columns;
            dk.Clear(head, seen, all.Columns, all.Features);
            dv.Clear(head, seen, all.Columns, all.Values);
        }

        // P = softmax(S), dV = P^T dY, dP = dY V^T, dS = P (dP - the row sums of P dP), dQ = scale dS K, dK = scale dS^T Q.
        private void Run(int head, int block, T beta)
        {
            (int first, int rows, int columns, int row) = all.Block(block);
            int size = rows * row;
            Scratch scratch = Scratch.Current;
            T* p = scratch.Take<T>(size), ds = scratch.Take<T>(size), dys = scratch.Take<T>((nint)rows * all.Values);
            all.Weigh(head, block, q, k, p);
            Gemm.Multiply(columns, all.Values, rows, new(new(p, size), 1, row), dy.From(head, first), dv.Target(head), new(T.One, beta, dv.From(head, 0)));
            Gemm.Multiply(rows, columns, all.Values, all.Scaled(dy, head, first, rows, all.Values, dys), v.Turned(head), new Gemm.Target<T>(new(ds, size), row), new(T.One, T.Zero, default));
            for (int i = 0; i < rows; i++)
            {
                int seen = all.Seen(first + i);
                new Span<T>(ds + i * row + seen, row - seen).Clear();
            }
            all.Softened(p, ds, first, rows, row);
            Gemm.Multiply(rows, all.Features, columns, new(new(ds, size), row, 1), k.From(head, 0), dq.Target(head, first), new(T.One, T.Zero, default));
            Gemm.Multiply(columns, all.Features, rows, new(new(ds, size), 1, row), q.From(head, first), dk.Target(head), new(T.One, beta, dk.From(head, 0)));
            scratch.Return();
            scratch.Return();
            scratch.Return();
        }
    }

    /// <summary>The derivative of the softmax of rows, in place: dp = p (dp - the sum of p dp), 0 where a row sees nothing.</summary>
    private unsafe void Softened(T* p, T* dp, int first, int count, int row)
    {
        if (Vector256.IsHardwareAccelerated) Softened<Vector256<T>, Simd256<T>>(p, dp, first, count, row);
        else if (Vector128.IsHardwareAccelerated) Softened<Vector128<T>, Simd128<T>>(p, dp, first, count, row);
        else Softened<T, Simd1<T>>(p, dp, first, count, row);
    }

    // All rows in one loop: while a sum waits for itself, the next row's begins.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Softened<TVector, TSimd>(T* p, T* dp, int first, int count, int row) where TVector : unmanaged where TSimd : ISimdMath<T, TVector>
    {
        int width = TSimd.Count;
        for (int end = first + count; first < end; first++, p += row, dp += row)
        {
            int padded = Padded(Seen(first));
            TVector a = default, b = default;
            for (int i = 0; i < padded; i += 2 * width)
            {
                a = TSimd.MultiplyAdd(TSimd.Load(p + i), TSimd.Load(dp + i), a);
                b = TSimd.MultiplyAdd(TSimd.Load(p + i + width), TSimd.Load(dp + i + width), b);
            }
            TVector sum = TSimd.Broadcast(TSimd.Sum(TSimd.Add(a, b)));
            for (int i = 0; i < padded; i += width) TSimd.Store(TSimd.Multiply(TSimd.Load(p + i), TSimd.Subtract(TSimd.Load(dp + i), sum)), dp + i);
        }
    }

    private int Columns => columns;

    private int Features => features;

    private int Values => values;
}
