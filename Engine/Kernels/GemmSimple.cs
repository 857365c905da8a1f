using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet.Kernels;

/// <summary>Matrix products without register tiles: for integers, for tiny products, and where the hardware has no vector registers.</summary>
internal static class GemmSimple
{
    /// <summary>Up to so many multiplications plain loops beat the preparations of tiles, and of the kernel for a single row or column.</summary>
    private const int TinyProduct = 64, TinyVector = 160;

    /// <summary>The same for <see cref="Rows"/> and <see cref="Dots"/> where the result has fewer columns than <see cref="NarrowColumns"/>.</summary>
    private const int SmallProduct = 2048;

    private const int NarrowColumns = 8;

    /// <summary>Whether plain loops are the fastest way.</summary>
    public static bool IsTiny(int m, int n, int k) => (long)m * n * k <= (m == 1 || n == 1 ? TinyVector : TinyProduct);

    public static void Multiply<T>(int m, int n, int k, Gemm.Matrix<T> a, Gemm.Matrix<T> b, Gemm.Target<T> c, in Gemm.Epilogue<T> epilogue) where T : unmanaged, INumber<T>
    {
        long product = (long)m * n * k;
        bool isPlain = c.Column == 1 && c.Row == n && epilogue.Alpha == T.One && !epilogue.Relu && (epilogue.Beta == T.Zero || epilogue.Beta == T.One);
        if (!isPlain || (n < NarrowColumns && product <= SmallProduct))
        {
            Loops(m, n, k, a, b, c, in epilogue);
            return;
        }
        for (int i = 0; i < m; i++)
        {
            Span<T> row = c.Data.Slice(i * n, n);
            if (epilogue.Beta == T.Zero) row.Clear();
            else Strided.Gather(epilogue.Addend.Data[(i * epilogue.Addend.Row)..], [n], [epilogue.Addend.Column], 0, row);
        }
        if (b.Column == 1) Rows(m, n, k, a, b, c.Data);
        else if (b.Row == 1 && a.Column == 1) Dots(m, n, k, a, b, c.Data);
        else Packed(m, n, k, a, b, c.Data);
    }

    /// <summary>Row times column, number by number.</summary>
    public static unsafe void Loops<T>(int m, int n, int k, in Gemm.Matrix<T> a, in Gemm.Matrix<T> b, in Gemm.Target<T> c, in Gemm.Epilogue<T> epilogue) where T : unmanaged, INumber<T>
    {
        fixed (T* pa = a.Data, pb = b.Data, pc = c.Data, pd = epilogue.Addend.Data)
        {
            var g = new GemmProblem<T>
            {
                M = m,
                N = n,
                K = k,
                A = pa,
                ARow = a.Row,
                AColumn = a.Column,
                B = pb,
                BRow = b.Row,
                BColumn = b.Column,
                C = pc,
                CRow = c.Row,
                CColumn = c.Column,
                D = epilogue.Beta != T.Zero ? pd : null,
                DRow = epilogue.Addend.Row,
                DColumn = epilogue.Addend.Column,
                Alpha = epilogue.Alpha,
                Beta = epilogue.Beta,
                Relu = epilogue.Relu,
            };
            Loops(in g);
        }
    }

    /// <inheritdoc cref="Loops{T}(int, int, int, in Gemm.Matrix{T}, in Gemm.Matrix{T}, in Gemm.Target{T}, in Gemm.Epilogue{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Loops<T>(in GemmProblem<T> g) where T : unmanaged, INumber<T>
    {
        int n = g.N, k = g.K;
        T alpha = g.Alpha, beta = g.Beta;
        bool scales = alpha != T.One, relu = g.Relu;
        nint aColumn = g.AColumn, bRow = g.BRow, bColumn = g.BColumn, cColumn = g.CColumn, dColumn = g.DColumn;
        T* row = g.A, to = g.C, added = g.D;
        // An outer product has no sums.
        bool outer = k == 1 && !scales && added == null && !relu;
        for (int i = 0; i < g.M; i++, row += g.ARow, to += g.CRow)
        {
            T* column = g.B, target = to;
            if (outer)
            {
                T value = *row;
                for (int j = 0; j < n; j++, column += bColumn, target += cColumn) *target = T.Zero + (value * *column);
                continue;
            }
            T* addend = added;
            for (int j = 0; j < n; j++, column += bColumn, target += cColumn)
            {
                T sum = T.Zero;
                T* x = row, y = column;
                for (int p = 0; p < k; p++, x += aColumn, y += bRow) sum += *x * *y;
                if (scales) sum *= alpha;
                if (addend != null)
                {
                    sum += beta * *addend;
                    addend += dColumn;
                }
                *target = relu ? T.Max(sum, T.Zero) : sum;
            }
            if (added != null) added += g.DRow;
        }
    }

    /// <summary>Each row of C gathers multiples of the rows of B, whose columns lie one by one.</summary>
    public static void Rows<T>(int m, int n, int k, Gemm.Matrix<T> a, Gemm.Matrix<T> b, Span<T> c) where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < m; i++)
        {
            Span<T> row = c.Slice(i * n, n);
            for (int p = 0; p < k; p++) TensorPrimitives.MultiplyAdd(b.Data.Slice(p * b.Row, n), a.Data[i * a.Row + p * a.Column], row, row);
        }
    }

    /// <summary>Adds dot products; both operands run along k.</summary>
    public static void Dots<T>(int m, int n, int k, Gemm.Matrix<T> a, Gemm.Matrix<T> b, Span<T> c) where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < m; i++)
        {
            ReadOnlySpan<T> row = a.Data.Slice(i * a.Row, k);
            for (int j = 0; j < n; j++) c[i * n + j] += TensorPrimitives.Dot(row, b.Data.Slice(j * b.Column, k));
        }
    }

    /// <summary>Copies B to rows first.</summary>
    private static void Packed<T>(int m, int n, int k, Gemm.Matrix<T> a, Gemm.Matrix<T> b, Span<T> c) where T : unmanaged, INumber<T>
    {
        T[] rows = ArrayPool<T>.Shared.Rent(k * n);
        Strided.Gather(b.Data, [k, n], [b.Row, b.Column], 0, rows.AsSpan(0, k * n));
        Rows(m, n, k, a, new(rows, n, 1), c);
        ArrayPool<T>.Shared.Return(rows);
    }
}
