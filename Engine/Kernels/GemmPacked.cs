using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// The packed matrix product for float and double: panels of A and B copied so that a register tile reads both in order (Goto and van de Geijn, "Anatomy of High-Performance Matrix
/// Multiplication", 2008). The tile is 6 rows by 2 registers: 12 accumulators hide the latency of two multiply-add units and leave 4 registers of 16 for operands.
/// </summary>
/// <remarks>Every method on the path is AggressiveOptimization: under tiered compilation an unmarked driver ran at a tenth of this speed.</remarks>
internal static unsafe class GemmPacked
{
    /// <summary>Rows of the register tile; fewer rows waste part of each.</summary>
    public const int TileRows = 6;

    /// <summary>Depth of a panel: a B panel of 2 registers by this stays in the first-level cache.</summary>
    private const int Depth = 256;

    /// <summary>Rows of the packed block of A, which stays in the second-level cache; a multiple of <see cref="TileRows"/>.</summary>
    private const int BlockRows = 144;

    /// <summary>Columns of the packed block of B.</summary>
    private const int BlockColumns = 3072;

    [ThreadStatic]
    private static Scratch? t_scratch;

    public static bool IsSupported => Vector128.IsHardwareAccelerated;

    /// <summary>Adds A B to the row-major <paramref name="c"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyAdd<T>(int m, int n, int k, Gemm.Matrix<T> a, Gemm.Matrix<T> b, Span<T> c) where T : unmanaged, INumber<T>
    {
        fixed (T* pa = a.Data, pb = b.Data, pc = c)
        {
            // 256 bits also where 512 are there: measured on Zen 4, 103 against 94 GFLOP/s at n = 512.
            if (Vector256.IsHardwareAccelerated) Run<T, Vector256<T>, Simd256<T>>(m, n, k, pa, a.Row, a.Column, pb, b.Row, b.Column, pc);
            else Run<T, Vector128<T>, Simd128<T>>(m, n, k, pa, a.Row, a.Column, pb, b.Row, b.Column, pc);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<T, TVector, TSimd>(int m, int n, int k, T* a, nint aRow, nint aColumn, T* b, nint bRow, nint bColumn, T* c)
        where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        int width = 2 * TSimd.Count;
        int blockColumns = Math.Min(BlockColumns, (n + width - 1) / width * width), depth = Math.Min(Depth, k), blockRows = Math.Min(BlockRows, (m + TileRows - 1) / TileRows * TileRows);
        Scratch scratch = t_scratch ??= new();
        scratch.Reserve((nuint)((long)blockRows * depth + (long)blockColumns * depth + TileRows * width) * (nuint)sizeof(T));
        T* packedB = (T*)scratch.Pointer;
        T* packedA = packedB + (nint)blockColumns * depth;
        T* edge = packedA + (nint)blockRows * depth;
        for (int j = 0; j < n; j += BlockColumns)
        {
            int columns = Math.Min(BlockColumns, n - j);
            for (int p = 0; p < k; p += Depth)
            {
                int deep = Math.Min(Depth, k - p);
                Pack(width, columns, deep, b + p * bRow + j * bColumn, bColumn, bRow, packedB);
                for (int i = 0; i < m; i += BlockRows)
                {
                    int rows = Math.Min(BlockRows, m - i);
                    Pack(TileRows, rows, deep, a + i * aRow + p * aColumn, aRow, aColumn, packedA);
                    Block<T, TVector, TSimd>(rows, columns, deep, packedA, packedB, c + (nint)i * n + j, n, edge);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block<T, TVector, TSimd>(int rows, int columns, int depth, T* a, T* b, T* c, nint cRow, T* edge)
        where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        int width = 2 * TSimd.Count;
        for (int j = 0; j < columns; j += width)
        {
            for (int i = 0; i < rows; i += TileRows)
            {
                T* panelA = a + (nint)i * depth, panelB = b + (nint)j * depth, tile = c + i * cRow + j;
                int height = Math.Min(TileRows, rows - i), breadth = Math.Min(width, columns - j);
                if (height == TileRows && breadth == width)
                {
                    Tile<T, TVector, TSimd>(depth, panelA, panelB, tile, cRow);
                    continue;
                }
                new Span<T>(edge, TileRows * width).Clear();
                Tile<T, TVector, TSimd>(depth, panelA, panelB, edge, width);
                for (int y = 0; y < height; y++)
                {
                    for (int x = 0; x < breadth; x++) tile[y * cRow + x] += edge[y * width + x];
                }
            }
        }
    }

    /// <summary>Adds a 6-row panel of A times a 2-register panel of B to C.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<T, TVector, TSimd>(int depth, T* a, T* b, T* c, nint cRow)
        where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        int count = TSimd.Count;
        TVector c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        TVector c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        for (int p = 0; p < depth; p++)
        {
            TVector b0 = TSimd.Load(b), b1 = TSimd.Load(b + count);
            TVector a0 = TSimd.Broadcast(a[0]);
            c00 = TSimd.MultiplyAdd(a0, b0, c00);
            c01 = TSimd.MultiplyAdd(a0, b1, c01);
            TVector a1 = TSimd.Broadcast(a[1]);
            c10 = TSimd.MultiplyAdd(a1, b0, c10);
            c11 = TSimd.MultiplyAdd(a1, b1, c11);
            TVector a2 = TSimd.Broadcast(a[2]);
            c20 = TSimd.MultiplyAdd(a2, b0, c20);
            c21 = TSimd.MultiplyAdd(a2, b1, c21);
            TVector a3 = TSimd.Broadcast(a[3]);
            c30 = TSimd.MultiplyAdd(a3, b0, c30);
            c31 = TSimd.MultiplyAdd(a3, b1, c31);
            TVector a4 = TSimd.Broadcast(a[4]);
            c40 = TSimd.MultiplyAdd(a4, b0, c40);
            c41 = TSimd.MultiplyAdd(a4, b1, c41);
            TVector a5 = TSimd.Broadcast(a[5]);
            c50 = TSimd.MultiplyAdd(a5, b0, c50);
            c51 = TSimd.MultiplyAdd(a5, b1, c51);
            a += TileRows;
            b += 2 * count;
        }
        AddRow(c00, c01, c, count);
        AddRow(c10, c11, c + cRow, count);
        AddRow(c20, c21, c + 2 * cRow, count);
        AddRow(c30, c31, c + 3 * cRow, count);
        AddRow(c40, c41, c + 4 * cRow, count);
        AddRow(c50, c51, c + 5 * cRow, count);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void AddRow(TVector left, TVector right, T* to, int count)
        {
            TSimd.Store(TSimd.Add(TSimd.Load(to), left), to);
            TSimd.Store(TSimd.Add(TSimd.Load(to + count), right), to + count);
        }
    }

    /// <summary>
    /// Copies a block into panels of <paramref name="width"/> lines each, depth by depth, padded with zeros: panel[p * width + i] = source[i * line + p * deep].
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pack<T>(int width, int lines, int depth, T* source, nint line, nint deep, T* target) where T : unmanaged
    {
        for (int first = 0; first < lines; first += width)
        {
            int here = Math.Min(width, lines - first);
            T* from = source + first * line;
            if (here < width) new Span<T>(target, width * depth).Clear();
            if (line == 1)
            {
                for (int p = 0; p < depth; p++) Unsafe.CopyBlockUnaligned(target + (nint)p * width, from + p * deep, (uint)(here * sizeof(T)));
            }
            else
            {
                for (int i = 0; i < here; i++)
                {
                    T* read = from + i * line;
                    T* write = target + i;
                    for (int p = 0; p < depth; p++, read += deep, write += width) *write = *read;
                }
            }
            target += (nint)width * depth;
        }
    }

    /// <summary>This thread's memory for panels, aligned to a cache line and kept between calls.</summary>
    private sealed class Scratch
    {
        private nuint _size;

        public void* Pointer { get; private set; }

        public void Reserve(nuint size)
        {
            if (size <= _size) return;
            NativeMemory.AlignedFree(Pointer);
            Pointer = NativeMemory.AlignedAlloc(size, 64);
            _size = size;
        }

        ~Scratch() => NativeMemory.AlignedFree(Pointer);
    }
}
