using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

/// <summary>Elementwise work cut into pieces by its size alone, so that every number of threads gives the same bits.</summary>
internal static partial class Apply
{
    /// <summary>
    /// Elements of a piece: a cheap op reads and writes them in some 10 us, twice what it takes to wake a thread, and they and the result stay in the second-level cache.
    /// </summary>
    private const int PieceLength = 32 * 1024;

    /// <summary>
    /// From so many elements on, operands and result exceed the last-level cache, and a piece is so long that TensorPrimitives writes past the caches (from 256 KiB on): what is written need not be read first (the sum of
    /// 2 x 4 M floats: 0.35 ns an element, not 0.5).
    /// </summary>
    private const int Large = 4 * 1024 * 1024, LargePieceLength = 128 * 1024;

    private interface IElementwiseWork
    {
        /// <summary>Computes the results from <paramref name="start"/> on.</summary>
        void Run(int start, int count);
    }

    /// <summary>Whether a result is in one piece and no operand has memory that is used again: then nothing is gained by <see cref="Pieces"/>, which costs more than a small op.</summary>
    private static bool IsSmall(int count, Tensor x) => count <= PieceLength && x.Storage.Lease is null;

    private static bool IsSmall(int count, Tensor a, Tensor b) => IsSmall(count, a) && b.Storage.Lease is null;

    /// <summary>The elements of each piece of so many.</summary>
    public static int PieceLengthOf(int count) => count < Large ? PieceLength : LargePieceLength;

    // By reference: a copy of the work for the call is room that small instructions of captured steps clear each time, 2 ns of their 22.
    private static void Pieces<TWork>(int count, in TWork work) where TWork : struct, IElementwiseWork
    {
        int length = PieceLengthOf(count);
        if (count <= length) work.Run(0, count);
        else WorkerPool.Run((int)(((long)count + length - 1) / length), new Piece<TWork>(work, count, length));
    }

    private readonly struct Piece<TWork>(TWork work, int count, int length) : IChunkedWork where TWork : struct, IElementwiseWork
    {
        public void Run(int chunk)
        {
            using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
            int start = chunk * length;
            work.Run(start, Math.Min(length, count - start));
        }
    }
}
