using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Loops<T>(int m, int n, int k, in Gemm.Matrix<T> a, in Gemm.Matrix<T> b, in Gemm.Target<T> c, in Gemm.Epilogue<T> epilogue) where T : unmanaged, INumber<T>
    {
        T alpha = epilogue.Alpha, beta = epilogue.Beta;
        bool scales = alpha != T.One, adds = beta != T.Zero, relu = epilogue.Relu;
        nint aColumn = a.Column, bRow = b.Row, bColumn = b.Column, cColumn = c.Column, dColumn = epilogue.Addend.Column;
        ref T row = ref MemoryMarshal.GetReference(a.Data), to = ref MemoryMarshal.GetReference(c.Data), added = ref MemoryMarshal.GetReference(epilogue.Addend.Data);
        // An outer product has no sums.
        bool outer = k == 1 && !scales && !adds && !relu;
        for (int i = 0; i < m; i++)
        {
            ref T column = ref MemoryMarshal.GetReference(b.Data), target = ref to;
            if (outer)
            {
                T value = row;
                for (int j = 0; j < n; j++)
                {
                    target = T.Zero + (value * column);
                    column = ref Unsafe.Add(ref column, bColumn);
                    target = ref Unsafe.Add(ref target, cColumn);
                }
            }
            else
            {
                ref T addend = ref added;
                for (int j = 0; j < n; j++)
                {
                    T sum = T.Zero;
                    ref T x = ref row, y = ref column;
                    for (int p = 0; p < k; p++)
                    {
                        sum += x * y;
                        x = ref Unsafe.Add(ref x, aColumn);
                        y = ref Unsafe.Add(ref y, bRow);
                    }
                    if (scales) sum *= alpha;
                    if (adds)
                    {
                        sum += beta * addend;
                        addend = ref Unsafe.Add(ref addend, dColumn);
                    }
                    target = relu ? T.Max(sum, T.Zero) : sum;
                    column = ref Unsafe.Add(ref column, bColumn);
                    target = ref Unsafe.Add(ref target, cColumn);
                }
                if (adds) added = ref Unsafe.Add(ref added, (nint)epilogue.Addend.Row);
            }
            row = ref Unsafe.Add(ref row, (nint)a.Row);
            to = ref Unsafe.Add(ref to, (nint)c.Row);
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
