using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet.Kernels;

/// <summary>Matrix products over strided operands: C [m, n] += A [m, k] B [k, n].</summary>
internal static class Gemm
{
    /// <summary>Below this many multiplications plain loops beat the calls of vector kernels.</summary>
    private const int TinyProduct = 256;

    /// <summary>The same where the result is narrower than a register tile is worth.</summary>
    private const int SmallProduct = 2048;

    private const int MinTileColumns = 8;

    /// <summary>A matrix in memory: element (i, j) is <c>Data[i * Row + j * Column]</c>.</summary>
    public readonly ref struct Matrix<T>(ReadOnlySpan<T> data, int row, int column)
    {
        public readonly ReadOnlySpan<T> Data = data;
        public readonly int Row = row;
        public readonly int Column = column;
    }

    /// <summary>Adds A B to the row-major <paramref name="c"/>.</summary>
    public static void MultiplyAdd<T>(int m, int n, int k, Matrix<T> a, Matrix<T> b, Span<T> c) where T : unmanaged, INumber<T>
    {
        if (m == 0 || n == 0 || k == 0) return;
        bool hasTiles = GemmPacked.IsSupported && (typeof(T) == typeof(float) || typeof(T) == typeof(double));
        long product = (long)m * n * k;
        if (product <= TinyProduct) Loops(m, n, k, a, b, c);
        else if (hasTiles && m >= GemmPacked.TileRows && n >= MinTileColumns) GemmPacked.MultiplyAdd(m, n, k, a, b, c);
        else if (n < MinTileColumns && product <= SmallProduct) Loops(m, n, k, a, b, c);
        else if (hasTiles && n < MinTileColumns && m >= MinTileColumns) Transposed(m, n, k, a, b, c);
        else if (b.Column == 1) Rows(m, n, k, a, b, c);
        else if (b.Row == 1 && a.Column == 1 && k >= 16) Dots(m, n, k, a, b, c);
        else Packed(m, n, k, a, b, c);
    }

    /// <summary>A narrow result lies across the registers: C^T += B^T A^T fills them.</summary>
    private static void Transposed<T>(int m, int n, int k, Matrix<T> a, Matrix<T> b, Span<T> c) where T : unmanaged, INumber<T>
    {
        T[] buffer = ArrayPool<T>.Shared.Rent(m * n);
        Span<T> transposed = buffer.AsSpan(0, m * n);
        transposed.Clear();
        GemmPacked.MultiplyAdd(n, m, k, new(b.Data, b.Column, b.Row), new(a.Data, a.Column, a.Row), transposed);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++) c[i * n + j] += transposed[j * m + i];
        }
        ArrayPool<T>.Shared.Return(buffer);
    }

    private static void Loops<T>(int m, int n, int k, Matrix<T> a, Matrix<T> b, Span<T> c) where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                T sum = T.Zero;
                for (int p = 0, at = i * a.Row, bt = j * b.Column; p < k; p++, at += a.Column, bt += b.Row) sum += a.Data[at] * b.Data[bt];
                c[i * n + j] += sum;
            }
        }
    }

    /// <summary>Each row of C gathers multiples of the rows of B.</summary>
    private static void Rows<T>(int m, int n, int k, Matrix<T> a, Matrix<T> b, Span<T> c) where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < m; i++)
        {
            Span<T> row = c.Slice(i * n, n);
            for (int p = 0; p < k; p++) TensorPrimitives.MultiplyAdd(b.Data.Slice(p * b.Row, n), a.Data[i * a.Row + p * a.Column], row, row);
        }
    }

    /// <summary>Both operands run along k: dot products.</summary>
    private static void Dots<T>(int m, int n, int k, Matrix<T> a, Matrix<T> b, Span<T> c) where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < m; i++)
        {
            ReadOnlySpan<T> row = a.Data.Slice(i * a.Row, k);
            for (int j = 0; j < n; j++) c[i * n + j] += TensorPrimitives.Dot(row, b.Data.Slice(j * b.Column, k));
        }
    }

    /// <summary>Copies B to rows first.</summary>
    private static void Packed<T>(int m, int n, int k, Matrix<T> a, Matrix<T> b, Span<T> c) where T : unmanaged, INumber<T>
    {
        T[] rows = ArrayPool<T>.Shared.Rent(k * n);
        Strided.Gather(b.Data, [k, n], [b.Row, b.Column], 0, rows.AsSpan(0, k * n));
        Rows(m, n, k, a, new(rows, n, 1), c);
        ArrayPool<T>.Shared.Return(rows);
    }
}
