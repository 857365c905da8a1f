using System.Numerics;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// A matrix product on several threads. C is cut into parts, each a product of its own; where C is too small for that, k is cut into the blocks of <see cref="GemmBlocks"/>, whose sums are added in order at
/// the end. Neither shows in the result: <see cref="GemmBlocks"/> says what every element is the sum of.
/// </summary>
internal static unsafe class GemmThreads
{
    /// <summary>Multiplications below which one thread is as fast: 30 us of work, where a second thread must first be woken.</summary>
    private const long MinProduct = 3 << 19;

    /// <summary>Multiplications of a part at least.</summary>
    private const long PartProduct = 1 << 19;

    private const int MinRows = 24;
    private const int MinColumns = 32;

    /// <summary>Elements of the sums of all blocks together.</summary>
    private const long MaxBlockSums = 1 << 20;

    /// <summary>Computes the product on several threads if that is faster.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryRun<T, TVector, TSimd>(in GemmProblem<T> g) where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        int threads = WorkerPool.ThreadCount;
        long product = (long)g.M * g.N * g.K;
        if (threads == 1 || product < MinProduct) return false;
        // A part for each thread: more would leave less to one that comes late, but copy more panels (n = 512 on two threads: 181 GFLOP/s, with three parts each 150 to 173).
        int parts = (int)Math.Min(product / PartProduct, threads);
        (int rows, int columns) = Cut(g.M, g.N, parts, 2 * TSimd.Count);
        int across = (g.N + columns - 1) / columns, count = (g.M + rows - 1) / rows * across, depth = GemmBlocks.DepthOf(g.K), blocks = (g.K + depth - 1) / depth;
        if (count < threads && blocks > count && (long)blocks * g.M * g.N <= MaxBlockSums) RunBlocks<T, TVector, TSimd>(in g, blocks);
        else if (count > 1) WorkerPool.Run(count, new Parts<T, TVector, TSimd>(g, rows, columns, across));
        else return false;
        return true;
    }

    /// <summary>Rows and columns of a part: each part copies its own panels of A and B, which is least for parts as square as they can be.</summary>
    private static (int Rows, int Columns) Cut(int m, int n, int parts, int width)
    {
        int maxDown = Math.Max(1, m / MinRows), maxAcross = Math.Max(1, n / MinColumns), best = 1;
        double least = double.MaxValue;
        for (int down = 1; down <= Math.Min(parts, maxDown); down++)
        {
            int over = Math.Min(maxAcross, parts / down);
            // Too few parts cost more than panels copied twice.
            double copies = ((double)m * over + (double)n * down) * parts / (down * over);
            if (copies < least) (least, best) = (copies, down);
        }
        int rows = (m + best - 1) / best, columns = Math.Max(1, Math.Min(maxAcross, parts / best));
        columns = (n + columns - 1) / columns;
        return ((rows + GemmTile.MaxRows - 1) / GemmTile.MaxRows * GemmTile.MaxRows, (columns + width - 1) / width * width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunBlocks<T, TVector, TSimd>(in GemmProblem<T> g, int blocks) where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        nint elements = (nint)g.M * g.N;
        T* sums = Scratch.Current.Take<T>(elements * blocks);
        WorkerPool.Run(blocks, new Blocks<T, TVector, TSimd>(g, sums));
        GemmTile.Finish<T, TVector, TSimd>(g.M, g.N, sums, g.N, T.One, g.Beta, g.Relu && blocks == 1, g.C, g.CRow, g.D, g.DRow);
        for (int i = 1; i < blocks; i++) GemmTile.Finish<T, TVector, TSimd>(g.M, g.N, sums + i * elements, g.N, T.One, T.One, g.Relu && i == blocks - 1, g.C, g.CRow, g.C, g.CRow);
        Scratch.Current.Return();
    }

    private readonly struct Parts<T, TVector, TSimd>(GemmProblem<T> g, int rows, int columns, int across) : IChunkedWork
        where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        public void Run(int chunk)
        {
            (int down, int over) = Math.DivRem(chunk, across);
            int i = down * rows, j = over * columns;
            GemmProblem<T> part = g.Part(i, j, Math.Min(rows, g.M - i), Math.Min(columns, g.N - j));
            Gemm.RunTiles<T, TVector, TSimd>(in part, Gemm.Choose(in part));
        }
    }

    private readonly struct Blocks<T, TVector, TSimd>(GemmProblem<T> g, T* sums) : IChunkedWork
        where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        public void Run(int chunk)
        {
            GemmProblem<T> block = g;
            int depth = GemmBlocks.DepthOf(g.K), p = chunk * depth;
            block.K = Math.Min(depth, g.K - p);
            block.A += p * g.AColumn;
            block.B += p * g.BRow;
            block.C = sums + (nint)chunk * g.M * g.N;
            block.CRow = g.N;
            block.D = null;
            block.Relu = false;
            Gemm.RunTiles<T, TVector, TSimd>(in block, Gemm.Choose(in block));
        }
    }
}
