namespace PyDeepTensorNet.Kernels;

/// <summary>Work on rows, any number of them at a time.</summary>
internal interface IRowWork
{
    /// <summary>Does the rows from <paramref name="first"/> to before <paramref name="end"/>.</summary>
    void Run(int first, int end);
}

/// <summary>Hands rows out to the threads, so many at a time as make a piece of work worth waking one for.</summary>
internal static class RowPieces
{
    /// <summary>Elements of a piece: about 10 us of a kernel that reads and writes each once.</summary>
    private const int Elements = 16 * 1024;

    public static void Run<TWork>(int rows, int length, TWork work) where TWork : struct, IRowWork
    {
        int each = Math.Max(1, Elements / Math.Max(1, length)), pieces = (rows + each - 1) / each;
        if (pieces <= 1) work.Run(0, rows);
        else WorkerPool.Run(pieces, new Piece<TWork>(work, each, rows));
    }

    private readonly struct Piece<TWork>(TWork work, int each, int rows) : IChunkedWork where TWork : struct, IRowWork
    {
        public void Run(int chunk) => work.Run(chunk * each, Math.Min(rows, (chunk + 1) * each));
    }
}
