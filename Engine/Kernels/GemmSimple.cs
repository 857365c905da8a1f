using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet.Kernels;

/// <summary>Matrix products without register tiles: for integers, for tiny products, and for hardware without vector registers. All add A B to the row-major C.</summary>
internal static class GemmSimple
{
    /// <summary>Below this many multiplications plain loops beat the calls of vector kernels.</summary>
    private const int SmallProduct = 2048;

    public static void MultiplyAdd<T>(int m, int n, int k, Gemm.Matrix<T> a, Gemm.Matrix<T> b, Span<T> c) where T : unmanaged, INumber<T>
    {
        if (n < 8 && (long)m * n * k <= SmallProduct) Loops(m, n, k, a, b, c);
        else if (b.Column == 1) Rows(m, n, k, a, b, c);
        else if (b.Row == 1 && a.Column == 1 && k >= 16) Dots(m, n, k, a, b, c);
        else Packed(m, n, k, a, b, c);
    }

    public static void Loops<T>(int m, int n, int k, Gemm.Matrix<T> a, Gemm.Matrix<T> b, Span<T> c) where T : unmanaged, INumber<T>
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
    public static void Rows<T>(int m, int n, int k, Gemm.Matrix<T> a, Gemm.Matrix<T> b, Span<T> c) where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < m; i++)
        {
            Span<T> row = c.Slice(i * n, n);
            for (int p = 0; p < k; p++) TensorPrimitives.MultiplyAdd(b.Data.Slice(p * b.Row, n), a.Data[i * a.Row + p * a.Column], row, row);
        }
    }

    /// <summary>Both operands run along k: dot products.</summary>
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
