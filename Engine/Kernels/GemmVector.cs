using System.Numerics;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet.Kernels;

/// <summary>A row times a matrix, bound by the reading of the matrix, which is read once and in the order in which it lies.</summary>
/// <remarks>
/// Whichever way the matrix lies, element j is the sum of as many lanes as a register has: lane l sums the products of k = l, l + lanes, ... in order, and the lanes are then added by halves. So both
/// ways give the same bits: where the columns lie in memory one by one the lanes are a register, where the rows do they are so many rows of sums.
/// </remarks>
internal static unsafe class GemmVector
{
    /// <summary>Bytes of a row at a time: long enough for the hardware to read ahead, while their sums, a row for each lane, stay in the caches.</summary>
    private const int ChunkBytes = 4096;

    /// <summary>Columns that are summed side by side, as many as hide the latency of the multiply-add units.</summary>
    private const int Side = 8;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T, TVector, TSimd>(in GemmProblem<T> g)
        where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        int lanes = TSimd.Count, chunk = Math.Min(ChunkBytes / sizeof(T), (g.N + Side - 1) / Side * Side);
        Scratch scratch = Scratch.Current;
        T* sums = scratch.Take<T>(lanes * chunk);
        T* a = g.A;
        if (g.AColumn != 1)
        {
            a = scratch.Take<T>(g.K);
            for (int p = 0; p < g.K; p++) a[p] = g.A[p * g.AColumn];
        }
        for (int j = 0; j < g.N; j += chunk)
        {
            int columns = Math.Min(chunk, g.N - j);
            T* b = g.B + j * g.BColumn;
            if (g.BRow == 1) Dots<T, TVector, TSimd>(columns, g.K, a, b, g.BColumn, sums, chunk);
            else Rows<T, TVector, TSimd>(columns, g.K, a, b, g.BRow, g.BColumn, sums, chunk);
            for (int half = lanes / 2; half > 0; half /= 2)
            {
                for (int x = 0; x < half * chunk; x += TSimd.Count) TSimd.Store(TSimd.Add(TSimd.Load(sums + x), TSimd.Load(sums + half * chunk + x)), sums + x);
            }
            T* c = g.C + j * g.CColumn;
            T* d = g.D == null ? null : g.D + j * g.DColumn;
            if (g.CColumn == 1 && (d == null || g.DColumn == 1)) GemmTile.Finish<T, TVector, TSimd>(1, columns, sums, 0, g.Alpha, g.Beta, g.Relu, c, 0, d, 0);
            else
            {
                for (int x = 0; x < columns; x++)
                {
                    T value = g.Alpha * sums[x];
                    if (d != null) value = g.Beta * d[x * g.DColumn] + value;
                    c[x * g.CColumn] = g.Relu ? T.Max(value, T.Zero) : value;
                }
            }
        }
        if (a != g.A) scratch.Return();
        scratch.Return();
    }

    /// <summary>Columns that lie in memory one by one: a register of lanes for each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dots<T, TVector, TSimd>(int columns, int k, T* a, T* b, nint bColumn, T* sums, nint sumRow)
        where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        int lanes = TSimd.Count;
        T* buffer = stackalloc T[Side * TSimd.Count];
        for (int j = 0; j < columns; j += Side)
        {
            // Where fewer are left, the last stands in for those that are missing.
            int last = Math.Min(Side, columns - j) - 1;
            T* b0 = b + j * bColumn, b1 = b0 + Math.Min(1, last) * bColumn, b2 = b0 + Math.Min(2, last) * bColumn, b3 = b0 + Math.Min(3, last) * bColumn;
            T* b4 = b0 + Math.Min(4, last) * bColumn, b5 = b0 + Math.Min(5, last) * bColumn, b6 = b0 + Math.Min(6, last) * bColumn, b7 = b0 + Math.Min(7, last) * bColumn;
            TVector s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
            nint p = 0;
            for (; p <= k - lanes; p += lanes)
            {
                TVector value = TSimd.Load(a + p);
                s0 = TSimd.MultiplyAdd(value, TSimd.Load(b0 + p), s0);
                s1 = TSimd.MultiplyAdd(value, TSimd.Load(b1 + p), s1);
                s2 = TSimd.MultiplyAdd(value, TSimd.Load(b2 + p), s2);
                s3 = TSimd.MultiplyAdd(value, TSimd.Load(b3 + p), s3);
                s4 = TSimd.MultiplyAdd(value, TSimd.Load(b4 + p), s4);
                s5 = TSimd.MultiplyAdd(value, TSimd.Load(b5 + p), s5);
                s6 = TSimd.MultiplyAdd(value, TSimd.Load(b6 + p), s6);
                s7 = TSimd.MultiplyAdd(value, TSimd.Load(b7 + p), s7);
            }
            TSimd.Store(s0, buffer);
            TSimd.Store(s1, buffer + lanes);
            TSimd.Store(s2, buffer + 2 * lanes);
            TSimd.Store(s3, buffer + 3 * lanes);
            TSimd.Store(s4, buffer + 4 * lanes);
            TSimd.Store(s5, buffer + 5 * lanes);
            TSimd.Store(s6, buffer + 6 * lanes);
            TSimd.Store(s7, buffer + 7 * lanes);
            for (int lane = 0; p < k; p++, lane++)
            {
                for (int x = 0; x <= last; x++) buffer[x * lanes + lane] = T.MultiplyAddEstimate(a[p], b0[x * bColumn + p], buffer[x * lanes + lane]);
            }
            for (int x = 0; x < Side; x += lanes) TSimd.Transpose(buffer + x * lanes, lanes, lanes, sums + j + x, sumRow);
        }
    }

    /// <summary>Rows that lie in memory one by one, or a matrix of any strides: a row of sums for each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows<T, TVector, TSimd>(int columns, int k, T* a, T* b, nint bRow, nint bColumn, T* sums, int sumRow)
        where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        int lanes = TSimd.Count, vectors = bColumn == 1 ? columns / lanes * lanes : 0;
        new Span<T>(sums, lanes * sumRow).Clear();
        nint step = lanes * bRow;
        int p = 0;
        for (; p <= k - 4 * lanes; p += 4 * lanes)
        {
            for (int lane = 0; lane < lanes; lane++)
            {
                // Four turns of the lane at once, so that its sums are read and written once for all.
                T* row = b + (p + lane) * bRow, row1 = row + step, row2 = row1 + step, row3 = row2 + step, sum = sums + lane * sumRow;
                T a0 = a[p + lane], a1 = a[p + lane + lanes], a2 = a[p + lane + 2 * lanes], a3 = a[p + lane + 3 * lanes];
                TVector v0 = TSimd.Broadcast(a0), v1 = TSimd.Broadcast(a1), v2 = TSimd.Broadcast(a2), v3 = TSimd.Broadcast(a3);
                nint j = 0;
                for (; j < vectors; j += lanes)
                {
                    TVector s = TSimd.MultiplyAdd(v0, TSimd.Load(row + j), TSimd.Load(sum + j));
                    s = TSimd.MultiplyAdd(v1, TSimd.Load(row1 + j), s);
                    s = TSimd.MultiplyAdd(v2, TSimd.Load(row2 + j), s);
                    TSimd.Store(TSimd.MultiplyAdd(v3, TSimd.Load(row3 + j), s), sum + j);
                }
                for (; j < columns; j++)
                {
                    nint at = j * bColumn;
                    sum[j] = T.MultiplyAddEstimate(a3, row3[at], T.MultiplyAddEstimate(a2, row2[at], T.MultiplyAddEstimate(a1, row1[at], T.MultiplyAddEstimate(a0, row[at], sum[j]))));
                }
            }
        }
        for (; p < k; p++)
        {
            T* row = b + p * bRow, sum = sums + p % lanes * sumRow;
            TVector value = TSimd.Broadcast(a[p]);
            nint j = 0;
            for (; j < vectors; j += lanes) TSimd.Store(TSimd.MultiplyAdd(value, TSimd.Load(row + j), TSimd.Load(sum + j)), sum + j);
            for (; j < columns; j++) sum[j] = T.MultiplyAddEstimate(a[p], row[j * bColumn], sum[j]);
        }
    }
}
