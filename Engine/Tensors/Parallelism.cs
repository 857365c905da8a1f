using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

/// <summary>How many threads the engine computes on.</summary>
public static class Parallelism
{
    /// <summary>
    /// The threads that one operation may use, the calling one included; at first the number of processors. The results are the same, bit for bit, whatever it is; small operations stay on the calling
    /// thread. With 1 the engine starts no threads.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public static int ThreadCount
    {
        get => WorkerPool.ThreadCount;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            WorkerPool.ThreadCount = value;
        }
    }
}
