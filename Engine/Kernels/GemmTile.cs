using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace PyDeepTensorNet.Kernels;

/// <summary>A number that the JIT knows, so that one source makes a kernel for each.</summary>
internal interface ICount
{
    static abstract int Value { get; }
}

internal readonly struct One : ICount
{
    public static int Value => 1;
}

internal readonly struct Two : ICount
{
    public static int Value => 2;
}

internal readonly struct Three : ICount
{
    public static int Value => 3;
}

internal readonly struct Four : ICount
{
    public static int Value => 4;
}

internal readonly struct Five : ICount
{
    public static int Value => 5;
}

internal readonly struct Six : ICount
{
    public static int Value => 6;
}

/// <summary>
/// The register tile of the matrix product: up to 6 rows by 2 registers of C, summed over the depth of a block. 12 sums hide the latency of two multiply-add units and leave 4 registers of 16 for
/// operands. A may have any strides, as its elements are broadcast one by one; the rows of B are read register by register.
/// </summary>
/// <remarks>Every method on the path is AggressiveOptimization: under tiered compilation an unmarked driver ran at a tenth of this speed.</remarks>
internal static unsafe class GemmTile
{
    /// <summary>Rows of the largest tile.</summary>
    public const int MaxRows = 6;

    /// <summary>
    /// Rows of the next tile where so many are left. Fewer than 4 rows take as long as 4, their sums being too few to hide the latency, so that 8 rows are cut as 4 + 4, not 6 + 2.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int NextRows(int left) => left switch
    {
        7 or 8 => 4,
        9 or 13 => 5,
        _ => Math.Min(left, MaxRows),
    };

    /// <summary>
    /// Columns of the next tile where so many are left: two registers, or the two overlapping, or one. Only where the whole matrix is narrower than a register is the answer less than one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int NextColumns(int left, int register) => left <= 2 * register ? left : left < 3 * register ? left - register : 2 * register;

    /// <summary>
    /// C = A B, or C = D + A B where <paramref name="d"/> is not null, for a tile of <paramref name="rows"/> rows and one register, or two of which the second begins at column
    /// <paramref name="second"/> if that is not 0. What lies in both gets the same sums twice.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T, TVector, TSimd>(int rows, nint second, nint depth, T* a, nint aRow, nint aColumn, T* b, nint bRow, T* c, nint cRow, T* d, nint dRow)
        where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        if (second != 0)
        {
            switch (rows)
            {
                case 6: Sum<T, TVector, TSimd, Six, Two>(second, depth, a, aRow, aColumn, b, bRow, c, cRow, d, dRow); break;
                case 5: Sum<T, TVector, TSimd, Five, Two>(second, depth, a, aRow, aColumn, b, bRow, c, cRow, d, dRow); break;
                case 4: Sum<T, TVector, TSimd, Four, Two>(second, depth, a, aRow, aColumn, b, bRow, c, cRow, d, dRow); break;
                case 3: Sum<T, TVector, TSimd, Three, Two>(second, depth, a, aRow, aColumn, b, bRow, c, cRow, d, dRow); break;
                case 2: Sum<T, TVector, TSimd, Two, Two>(second, depth, a, aRow, aColumn, b, bRow, c, cRow, d, dRow); break;
                default: Sum<T, TVector, TSimd, One, Two>(second, depth, a, aRow, aColumn, b, bRow, c, cRow, d, dRow); break;
            }
            return;
        }
        switch (rows)
        {
            case 6: Sum<T, TVector, TSimd, Six, One>(second, depth, a, aRow, aColumn, b, bRow, c, cRow, d, dRow); break;
            case 5: Sum<T, TVector, TSimd, Five, One>(second, depth, a, aRow, aColumn, b, bRow, c, cRow, d, dRow); break;
            case 4: Sum<T, TVector, TSimd, Four, One>(second, depth, a, aRow, aColumn, b, bRow, c, cRow, d, dRow); break;
            case 3: Sum<T, TVector, TSimd, Three, One>(second, depth, a, aRow, aColumn, b, bRow, c, cRow, d, dRow); break;
            case 2: Sum<T, TVector, TSimd, Two, One>(second, depth, a, aRow, aColumn, b, bRow, c, cRow, d, dRow); break;
            default: Sum<T, TVector, TSimd, One, One>(second, depth, a, aRow, aColumn, b, bRow, c, cRow, d, dRow); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum<T, TVector, TSimd, TRows, TRegisters>(nint second, nint depth, T* a, nint aRow, nint aColumn, T* b, nint bRow, T* c, nint cRow, T* d, nint dRow)
        where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector> where TRows : struct, ICount where TRegisters : struct, ICount
    {
        if (Sse.IsSupported)
        {
            // The sums end in lines of C that are not in the first-level cache.
            Sse.Prefetch0(c);
            if (TRows.Value > 1) Sse.Prefetch0(c + cRow);
            if (TRows.Value > 2) Sse.Prefetch0(c + 2 * cRow);
            if (TRows.Value > 3) Sse.Prefetch0(c + 3 * cRow);
            if (TRows.Value > 4) Sse.Prefetch0(c + 4 * cRow);
            if (TRows.Value > 5) Sse.Prefetch0(c + 5 * cRow);
        }
        TVector c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        TVector c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        // A pointer for each row and one offset for all.
        T* a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow, a4 = a3 + aRow, a5 = a4 + aRow;
        nint offset = 0;
        for (nint p = depth; p > 0; p--)
        {
            TVector b0 = TSimd.Load(b), b1 = default;
            if (TRegisters.Value > 1) b1 = TSimd.Load(b + second);
            b += bRow;
            TVector value = TSimd.Broadcast(a[offset]);
            c00 = TSimd.MultiplyAdd(value, b0, c00);
            if (TRegisters.Value > 1) c01 = TSimd.MultiplyAdd(value, b1, c01);
            if (TRows.Value > 1)
            {
                value = TSimd.Broadcast(a1[offset]);
                c10 = TSimd.MultiplyAdd(value, b0, c10);
                if (TRegisters.Value > 1) c11 = TSimd.MultiplyAdd(value, b1, c11);
            }
            if (TRows.Value > 2)
            {
                value = TSimd.Broadcast(a2[offset]);
                c20 = TSimd.MultiplyAdd(value, b0, c20);
                if (TRegisters.Value > 1) c21 = TSimd.MultiplyAdd(value, b1, c21);
            }
            if (TRows.Value > 3)
            {
                value = TSimd.Broadcast(a3[offset]);
                c30 = TSimd.MultiplyAdd(value, b0, c30);
                if (TRegisters.Value > 1) c31 = TSimd.MultiplyAdd(value, b1, c31);
            }
            if (TRows.Value > 4)
            {
                value = TSimd.Broadcast(a4[offset]);
                c40 = TSimd.MultiplyAdd(value, b0, c40);
                if (TRegisters.Value > 1) c41 = TSimd.MultiplyAdd(value, b1, c41);
            }
            if (TRows.Value > 5)
            {
                value = TSimd.Broadcast(a5[offset]);
                c50 = TSimd.MultiplyAdd(value, b0, c50);
                if (TRegisters.Value > 1) c51 = TSimd.MultiplyAdd(value, b1, c51);
            }
            offset += aColumn;
        }
        Put<T, TVector, TSimd, TRegisters>(second, c00, c01, c, d);
        if (TRows.Value > 1) Put<T, TVector, TSimd, TRegisters>(second, c10, c11, c + cRow, d == null ? d : d + dRow);
        if (TRows.Value > 2) Put<T, TVector, TSimd, TRegisters>(second, c20, c21, c + 2 * cRow, d == null ? d : d + 2 * dRow);
        if (TRows.Value > 3) Put<T, TVector, TSimd, TRegisters>(second, c30, c31, c + 3 * cRow, d == null ? d : d + 3 * dRow);
        if (TRows.Value > 4) Put<T, TVector, TSimd, TRegisters>(second, c40, c41, c + 4 * cRow, d == null ? d : d + 4 * dRow);
        if (TRows.Value > 5) Put<T, TVector, TSimd, TRegisters>(second, c50, c51, c + 5 * cRow, d == null ? d : d + 5 * dRow);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<T, TVector, TSimd, TRegisters>(nint second, TVector left, TVector right, T* c, T* d)
        where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector> where TRegisters : struct, ICount
    {
        if (d != null)
        {
            left = TSimd.Add(TSimd.Load(d), left);
            if (TRegisters.Value > 1) right = TSimd.Add(TSimd.Load(d + second), right);
        }
        TSimd.Store(left, c);
        if (TRegisters.Value > 1) TSimd.Store(right, c + second);
    }

    /// <summary>C = alpha S + beta D, or max(0, that), from the sums of a tile: for what the tile itself does not write, ragged edges and the rarer settings.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Finish<T, TVector, TSimd>(int rows, int columns, T* sums, nint sumRow, T alpha, T beta, bool relu, T* c, nint cRow, T* d, nint dRow)
        where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        TVector alphas = TSimd.Broadcast(alpha), betas = TSimd.Broadcast(beta), zeros = default;
        for (int i = 0; i < rows; i++, sums += sumRow, c += cRow, d += d == null ? 0 : dRow)
        {
            int j = 0;
            for (; j <= columns - TSimd.Count; j += TSimd.Count)
            {
                TVector value = TSimd.Multiply(alphas, TSimd.Load(sums + j));
                if (d != null) value = TSimd.Add(TSimd.Multiply(betas, TSimd.Load(d + j)), value);
                if (relu) value = TSimd.Max(value, zeros);
                TSimd.Store(value, c + j);
            }
            for (; j < columns; j++)
            {
                T value = alpha * sums[j];
                if (d != null) value = beta * d[j] + value;
                c[j] = relu ? T.Max(value, T.Zero) : value;
            }
        }
    }
}
