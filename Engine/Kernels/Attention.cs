using System.Numerics;

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

    /// <summary>The cotangents of Q, K and V for that of the result; those of K and V are sums, which start with what their memory holds.</summary>
    public void Backward(Heads<T> q, Heads<T> k, Heads<T> v, Heads<T> dy, Heads<T> dq, Heads<T> dk, Heads<T> dv) =>
        WorkerPool.Run(q.Count, new BackwardPiece(this, q, k, v, dy, dq, dk, dv));

    /// <summary>Which rows and columns of a head a block covers.</summary>
    private (int First, int Rows, int Columns) Block(int block)
    {
        int first = block * BlockRows, count = Math.Min(BlockRows, rows - first);
        return (first, count, causal ? Math.Min(columns, first + count) : columns);
    }

    /// <summary>The weights of a block, row after row.</summary>
    private void Weigh(int head, int block, Heads<T> q, Heads<T> k, Span<T> weights)
    {
        (int first, int count, int length) = Block(block);
        Gemm.Multiply(count, length, features, q.From(head, first), k.Turned(head), new Gemm.Target<T>(weights, length), new(scale, T.Zero, default));
        for (int i = 0; i < count; i++)
        {
            Span<T> row = weights.Slice(i * length, length);
            int seen = causal ? Math.Min(length, first + i + 1) : length;
            Softmax.Row(row[..seen], row[..seen]);
            row[seen..].Clear();
        }
    }

    private readonly unsafe struct ForwardPiece(Attention<T> all, Heads<T> q, Heads<T> k, Heads<T> v, Heads<T> y) : IChunkedWork
    {
        public void Run(int chunk)
        {
            (int head, int block) = Math.DivRem(chunk, all._blocks);
            (int first, int rows, int columns) = all.Block(block);
            Scratch scratch = Scratch.Current;
            var weights = new Span<T>(scratch.Take<T>((nint)rows * columns), rows * columns);
            all.Weigh(head, block, q, k, weights);
            Gemm.Multiply(rows, all.Values, columns, new(weights, columns, 1), v.From(head, 0), y.Target(head, first), new(T.One, T.Zero, default));
            scratch.Return();
        }
    }

    private readonly unsafe struct BackwardPiece(Attention<T> all, Heads<T> q, Heads<T> k, Heads<T> v, Heads<T> dy, Heads<T> dq, Heads<T> dk, Heads<T> dv) : IChunkedWork
    {
        public void Run(int head)
        {
            for (int block = 0; block < all._blocks; block++) Run(head, block);
        }

        // P = softmax(S), dV = P^T dY, dP = dY V^T, dS = P (dP - the row sums of P dP), dQ = scale dS K, dK = scale dS^T Q.
        private void Run(int head, int block)
        {
            (int first, int rows, int columns) = all.Block(block);
            int size = rows * columns;
            Scratch scratch = Scratch.Current;
            Span<T> p = new(scratch.Take<T>(size), size), dp = new(scratch.Take<T>(size), size), ds = new(scratch.Take<T>(size), size);
            all.Weigh(head, block, q, k, p);
            Gemm.Multiply(columns, all.Values, rows, new(p, 1, columns), dy.From(head, first), dv.Target(head), new(T.One, T.One, dv.From(head, 0)));
            Gemm.Multiply(rows, columns, all.Values, dy.From(head, first), v.Turned(head), dp);
            Softmax.Backward<T>(p, dp, ds, columns, 1);
            Gemm.Multiply(rows, all.Features, columns, new(ds, columns, 1), k.From(head, 0), dq.Target(head, first), new(all.Scale, T.Zero, default));
            Gemm.Multiply(columns, all.Features, rows, new(ds, 1, columns), q.From(head, first), dk.Target(head), new(all.Scale, T.One, dk.From(head, 0)));
            scratch.Return();
            scratch.Return();
            scratch.Return();
        }
    }

    private int Features => features;

    private int Values => values;

    private T Scale => scale;
}
