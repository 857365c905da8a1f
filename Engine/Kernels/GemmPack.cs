using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace PyDeepTensorNet.Kernels;

/// <summary>Copies blocks of A and B into panels that <see cref="GemmTile"/> reads from end to end.</summary>
internal static unsafe class GemmPack
{
    /// <summary>Panels that are copied side by side, so that what is read of a row lies together.</summary>
    private const int Side = 4;

    /// <summary>Rows that are fetched ahead.</summary>
    private const int Ahead = 8;

    /// <summary>So many rows begin with <see cref="Side"/> panels of the most rows.</summary>
    private const int ManyRows = (Side - 1) * GemmTile.MaxRows + 14;

    /// <summary>
    /// Panels of as many columns as <see cref="GemmTile.NextColumns"/> says: element (p, j) of the panel that starts with column c at c * depth + p * columns + j. A matrix narrower than a register fills one
    /// with zeros.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Columns<T, TVector, TSimd>(int columns, int depth, T* from, nint row, nint column, T* to)
        where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        int width = 2 * TSimd.Count;
        for (int j = 0; j < columns;)
        {
            T* panel = from + j * column, write = to + (nint)j * depth;
            int left = columns - j, here = GemmTile.NextColumns(left, TSimd.Count), line = Math.Max(here, TSimd.Count), p = 0;
            if (column == 1 && left >= (Side + 1) * width)
            {
                nint next = (nint)width * depth;
                for (; p < depth; p++, panel += row, write += width)
                {
                    for (int x = 0; x < Side; x++)
                    {
                        // The next rows lie in other pages, where the hardware does not read ahead.
                        if (Sse.IsSupported) Sse.Prefetch0(panel + Ahead * row + x * width);
                        TSimd.Store(TSimd.Load(panel + x * width), write + x * next);
                        TSimd.Store(TSimd.Load(panel + x * width + TSimd.Count), write + x * next + TSimd.Count);
                    }
                }
                j += Side * width;
                continue;
            }
            if (column == 1 && here >= TSimd.Count)
            {
                int second = here - TSimd.Count;
                for (; p < depth; p++, panel += row, write += here)
                {
                    TSimd.Store(TSimd.Load(panel), write);
                    TSimd.Store(TSimd.Load(panel + second), write + second);
                }
            }
            else if (row == 1 && column != 0)
            {
                // The last block reaches back into the one before, where the depth asks for it.
                for (; p < depth && depth >= TSimd.Count; p += TSimd.Count)
                {
                    int at = Math.Min(p, depth - TSimd.Count);
                    T* block = write + (nint)at * line;
                    if (here > TSimd.Count) TSimd.Transpose(panel + at + (here - TSimd.Count) * column, column, TSimd.Count, block + here - TSimd.Count, line);
                    TSimd.Transpose(panel + at, column, here, block, line);
                }
            }
            for (write = to + (nint)j * depth; p < depth; p++)
            {
                for (int x = 0; x < here; x++) write[p * line + x] = panel[p * row + x * column];
                for (int x = here; x < line; x++) write[p * line + x] = T.Zero;
            }
            j += here;
        }
    }

    /// <summary>
    /// Panels of as many rows as <see cref="GemmTile.NextRows"/> says: element (i, p) of the panel that starts with row r at r * depth + p * rows + i.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows<T, TVector, TSimd>(int rows, int depth, T* from, nint row, nint column, T* to)
        where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        for (int i = 0; i < rows;)
        {
            int here = GemmTile.NextRows(rows - i), p = 0;
            T* panel = from + i * row;
            if (row == 1 && rows - i >= ManyRows)
            {
                nint next = GemmTile.MaxRows * (nint)depth;
                T* write = to;
                for (; p < depth; p++, panel += column, write += GemmTile.MaxRows)
                {
                    if (Sse.IsSupported)
                    {
                        Sse.Prefetch0(panel + Ahead * column);
                        Sse.Prefetch0(panel + Ahead * column + (Side * GemmTile.MaxRows) - 1);
                    }
                    // A length that the JIT knows, so that it copies in registers.
                    for (int x = 0; x < Side; x++) Unsafe.CopyBlockUnaligned(write + x * next, panel + x * GemmTile.MaxRows, (uint)(GemmTile.MaxRows * sizeof(T)));
                }
                to += Side * next;
                i += Side * GemmTile.MaxRows;
                continue;
            }
            if (row == 1 && here == GemmTile.MaxRows)
            {
                T* write = to;
                // A length that the JIT knows, so that it copies in registers.
                for (; p < depth; p++, panel += column, write += GemmTile.MaxRows) Unsafe.CopyBlockUnaligned(write, panel, (uint)(GemmTile.MaxRows * sizeof(T)));
            }
            else if (column == 1)
            {
                for (; p < depth && depth >= TSimd.Count; p += TSimd.Count)
                {
                    int at = Math.Min(p, depth - TSimd.Count);
                    // A block writes whole registers, past its rows into those of the next p: from the last block to the first, what is written too much is written over.
                    for (int r = (here - 1) / TSimd.Count * TSimd.Count; r >= 0; r -= TSimd.Count) TSimd.Transpose(panel + r * row + at, row, here - r, to + (nint)at * here + r, here);
                }
            }
            for (; p < depth; p++)
            {
                for (int r = 0; r < here; r++) to[(nint)p * here + r] = panel[r * row + p * column];
            }
            to += (nint)here * depth;
            i += here;
        }
    }
}
