using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// The steps of a long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000) over inputs that are projected already: z = gx + h W^T, gates i, f, g, o of
/// sigmoid, sigmoid, tanh and sigmoid, c = f c + i g, h = o tanh(c). Sequences do not meet, so that a few of them run through all steps on one thread. Arrays are [steps, batch, features].
/// </summary>
internal readonly unsafe struct Lstm<T>(int steps, int batch, int hidden, bool reverse) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Sequences at a time: each thread's share, as a product of more rows is faster; the results are the same whatever they are. As few as make one row of tiles are not worth a thread.</summary>
    private readonly int _pieceRows = Math.Max(8, (batch + WorkerPool.ThreadCount - 1) / WorkerPool.ThreadCount);

    private int Pieces => (batch + _pieceRows - 1) / _pieceRows;

    /// <summary>The place in time of a step, or before the first -1.</summary>
    private int Time(int step) => step < 0 ? -1 : reverse ? steps - 1 - step : step;

    /// <param name="gx">[steps, batch, 4 hidden].</param>
    /// <param name="w">The weight, [4 hidden, hidden].</param>
    /// <param name="h0">[batch, hidden].</param>
    /// <param name="c0">[batch, hidden].</param>
    /// <param name="h">[steps, batch, hidden].</param>
    /// <param name="c">[steps, batch, hidden].</param>
    /// <param name="gates">[steps, batch, 4 hidden].</param>
    public void Forward(T* gx, T* w, T* h0, T* c0, T* h, T* c, T* gates)
    {
        // Transposed, so that products read it as it lies; and its rows apart, so that they do not fall on the same lines of the cache.
        int wide = 4 * hidden, row = wide + Gap;
        T* turned = Scratch.Current.Take<T>((nint)hidden * row);
        for (int k = 0; k < wide; k++)
        {
            for (int j = 0; j < hidden; j++) turned[(nint)j * row + k] = w[(nint)k * hidden + j];
        }
        WorkerPool.Run(Pieces, new ForwardPiece(this, gx, turned, h0, c0, h, c, gates));
        Scratch.Current.Return();
    }

    /// <summary>dz, the cotangent of z, and those of the first h and c, for those of h and c.</summary>
    public void Backward(T* w, T* c0, T* c, T* gates, T* dh, T* dc, T* dz, T* dh0, T* dc0)
    {
        int row = hidden + Gap;
        T* apart = Scratch.Current.Take<T>((nint)4 * hidden * row);
        for (int k = 0; k < 4 * hidden; k++) new ReadOnlySpan<T>(w + (nint)k * hidden, hidden).CopyTo(new(apart + (nint)k * row, hidden));
        WorkerPool.Run(Pieces, new BackwardPiece(this, apart, c0, c, gates, dh, dc, dz, dh0, dc0));
        Scratch.Current.Return();
    }

    /// <summary>Elements between two rows of the weight, of a cache line: rows a power of two apart share its sets.</summary>
    private const int Gap = 16;

    private (int First, int Rows) Rows(int piece) => (piece * _pieceRows, Math.Min(_pieceRows, batch - piece * _pieceRows));

    /// <summary>Where the states before a step lie.</summary>
    private T* Before(int step, int row, T* first, T* all) => Time(step - 1) is var time && time < 0 ? first + (nint)row * hidden : all + ((nint)time * batch + row) * hidden;

    private int Steps => steps;

    private int Batch => batch;

    private int Hidden => hidden;

    private readonly struct ForwardPiece(Lstm<T> all, T* gx, T* w, T* h0, T* c0, T* h, T* c, T* gates) : IChunkedWork
    {
        public void Run(int piece)
        {
            (int first, int rows) = all.Rows(piece);
            int n = all.Hidden;
            for (int step = 0; step < all.Steps; step++)
            {
                nint row = (nint)all.Time(step) * all.Batch + first;
                T* z = gates + row * 4 * n, before = all.Before(step, first, h0, h), cell = all.Before(step, first, c0, c);
                Gemm.Multiply(rows, 4 * n, n, Matrix(before, rows, n), new(new(w, n * (4 * n + Gap)), 4 * n + Gap, 1), new Gemm.Target<T>(new(z, rows * 4 * n), 4 * n), new(T.One, T.One, Matrix(gx + row * 4 * n, rows, 4 * n)));
                for (int i = 0; i < rows; i++) Cell(new(z + (nint)i * 4 * n, 4 * n), new(cell + (nint)i * n, n), new(c + (row + i) * n, n), new(h + (row + i) * n, n));
            }
        }

        private static Gemm.Matrix<T> Matrix(T* data, int rows, int columns) => new(new(data, rows * columns), columns, 1);

        private static void Cell(Span<T> z, ReadOnlySpan<T> before, Span<T> c, Span<T> h)
        {
            int n = c.Length;
            Elementary.Map<T, Exponentials.Sigmoid<T>>(z[..(2 * n)], z[..(2 * n)]);
            Elementary.Map<T, Exponentials.Tanh<T>>(z[(2 * n)..(3 * n)], z[(2 * n)..(3 * n)]);
            Elementary.Map<T, Exponentials.Sigmoid<T>>(z[(3 * n)..], z[(3 * n)..]);
            TensorPrimitives.Multiply(z[n..(2 * n)], before, c);
            TensorPrimitives.MultiplyAdd(z[..n], z[(2 * n)..(3 * n)], c, c);
            Elementary.Map<T, Exponentials.Tanh<T>>(c, h);
            TensorPrimitives.Multiply(h, z[(3 * n)..], h);
        }
    }

    private readonly struct BackwardPiece(Lstm<T> all, T* w, T* c0, T* c, T* gates, T* dh, T* dc, T* dz, T* dh0, T* dc0) : IChunkedWork
    {
        public void Run(int piece)
        {
            (int first, int rows) = all.Rows(piece);
            int n = all.Hidden, count = rows * n;
            // The cotangents that a step hands to the one before it gather where those of the first states belong.
            T* later = dh0 + (nint)first * n, laterCell = dc0 + (nint)first * n;
            new Span<T>(later, count).Clear();
            new Span<T>(laterCell, count).Clear();
            Scratch scratch = Scratch.Current;
            T* tanh = scratch.Take<T>(count);
            for (int step = all.Steps - 1; step >= 0; step--)
            {
                nint row = (nint)all.Time(step) * all.Batch + first;
                T* cell = all.Before(step, first, c0, c);
                Elementary.Map<T, Exponentials.Tanh<T>>(new ReadOnlySpan<T>(c + row * n, count), new(tanh, count));
                for (int i = 0; i < rows; i++)
                {
                    nint at = (row + i) * n, own = (nint)i * n;
                    var cells = new Cells(gates + 4 * at, tanh + own, cell + own, dh + at, dc + at, later + own, laterCell + own, dz + 4 * at, n);
                    int done = 0;
                    if (Vector256.IsHardwareAccelerated) done = cells.Slopes<Vector256<T>, Simd256<T>>(done);
                    else if (Vector128.IsHardwareAccelerated) done = cells.Slopes<Vector128<T>, Simd128<T>>(done);
                    cells.Slopes<T, Simd1<T>>(done);
                }
                Gemm.Multiply(rows, n, 4 * n, new(new(dz + row * 4 * n, 4 * count), 4 * n, 1), new(new(w, 4 * n * (n + Gap)), n + Gap, 1), new Span<T>(later, count));
            }
            scratch.Return();
        }
    }

    /// <summary>The cells of one sequence at one step, backwards.</summary>
    private readonly struct Cells(T* gates, T* tanh, T* before, T* dh, T* dc, T* later, T* laterCell, T* dz, int n)
    {
        /// <summary>The cells from one on that fill registers; where they end.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public int Slopes<TVector, TSimd>(int from) where TVector : struct where TSimd : ISimdMath<T, TVector>
        {
            TVector one = TSimd.Constant(1);
            for (; from <= n - TSimd.Count; from += TSimd.Count)
            {
                TVector i = TSimd.Load(gates + from), f = TSimd.Load(gates + n + from), g = TSimd.Load(gates + 2 * n + from), o = TSimd.Load(gates + 3 * n + from), t = TSimd.Load(tanh + from);
                TVector h = TSimd.Add(TSimd.Load(dh + from), TSimd.Load(later + from));
                TVector c = TSimd.MultiplyAdd(TSimd.Multiply(h, o), Rest(TSimd.Multiply(t, t)), TSimd.Add(TSimd.Load(dc + from), TSimd.Load(laterCell + from)));
                TSimd.Store(TSimd.Multiply(Slope(i), TSimd.Multiply(c, g)), dz + from);
                TSimd.Store(TSimd.Multiply(Slope(f), TSimd.Multiply(c, TSimd.Load(before + from))), dz + n + from);
                TSimd.Store(TSimd.Multiply(Rest(TSimd.Multiply(g, g)), TSimd.Multiply(c, i)), dz + 2 * n + from);
                TSimd.Store(TSimd.Multiply(Slope(o), TSimd.Multiply(h, t)), dz + 3 * n + from);
                TSimd.Store(TSimd.Multiply(c, f), laterCell + from);
            }
            return from;

            TVector Rest(TVector x) => TSimd.Subtract(one, x);

            TVector Slope(TVector y) => TSimd.Multiply(y, Rest(y));
        }
    }
}
