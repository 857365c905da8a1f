using System.Numerics;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet.Kernels;

/// <summary>Copies blocks of A and B into panels that <see cref="GemmTile"/> reads from end to end.</summary>
internal static unsafe class GemmPack
{
    /// <summary>
    /// Panels of two registers of columns: element (p, j) of a panel at p * width + j. Where the last one is narrower, what fills it up is of no meaning.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Columns<T, TVector, TSimd>(int columns, int depth, T* from, nint row, nint column, T* to)
        where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        int width = 2 * TSimd.Count;
        for (int j = 0; j < columns; j += width, to += (nint)width * depth)
        {
            T* panel = from + j * column;
            int here = Math.Min(width, columns - j);
            if (column == 1 && here == width)
            {
                T* write = to;
                for (int p = 0; p < depth; p++, panel += row, write += width)
                {
                    TVector left = TSimd.Load(panel), right = TSimd.Load(panel + TSimd.Count);
                    TSimd.Store(left, write);
                    TSimd.Store(right, write + TSimd.Count);
                }
                continue;
            }
            int q = 0;
            if (row == 1 && column != 0)
            {
                for (; q <= depth - TSimd.Count; q += TSimd.Count)
                {
                    TSimd.Transpose(panel + q, column, here, to + (nint)q * width, width);
                    if (here > TSimd.Count) TSimd.Transpose(panel + q + TSimd.Count * column, column, here - TSimd.Count, to + (nint)q * width + TSimd.Count, width);
                }
            }
            for (; q < depth; q++)
            {
                T* read = panel + q * row;
                T* write = to + (nint)q * width;
                for (int x = 0; x < here; x++) write[x] = read[x * column];
                // Zeros, as what lay there before might be slow to multiply.
                for (int x = here; x < width; x++) write[x] = T.Zero;
            }
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
            if (row == 1 && here == GemmTile.MaxRows)
            {
                T* write = to;
                // A length that the JIT knows, so that it copies in registers.
                for (; p < depth; p++, panel += column, write += GemmTile.MaxRows) Unsafe.CopyBlockUnaligned(write, panel, (uint)(GemmTile.MaxRows * sizeof(T)));
            }
            else if (column == 1)
            {
                for (; p <= depth - TSimd.Count; p += TSimd.Count)
                {
                    // A block writes whole registers, past its rows into those of the next p: from the last block to the first, what is written too much is written over.
                    for (int r = (here - 1) / TSimd.Count * TSimd.Count; r >= 0; r -= TSimd.Count) TSimd.Transpose(panel + r * row + p, row, here - r, to + (nint)p * here + r, here);
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
