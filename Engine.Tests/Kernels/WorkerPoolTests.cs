using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet.Tests.Kernels;

/// <summary>The pool's threads are one setting for the process.</summary>
[TestClass]
[DoNotParallelize]
public sealed class WorkerPoolTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(8)]
    public void Run_AnyThreadCount_RunsEveryChunkOnce(int threads) => Expect.OnThreads(threads, () =>
    {
        foreach (int chunks in (int[])[0, 1, 2, 3, 7, 64, 1000])
        {
            int[] runs = new int[chunks];
            WorkerPool.Run(chunks, new Each(chunk => Interlocked.Increment(ref runs[chunk])));
            Assert.IsTrue(runs.All(count => count == 1));
        }
    });

    [TestMethod]
    public void Run_SlowChunks_UsesOtherThreadsButNoMoreThanAsked() => Expect.OnThreads(3, () =>
    {
        // Chunks that wait for each other: one thread alone would wait for ever.
        using var all = new Barrier(3);
        var threads = new System.Collections.Concurrent.ConcurrentDictionary<int, bool>();
        WorkerPool.Run(3, new Each(_ =>
        {
            threads[Environment.CurrentManagedThreadId] = true;
            Assert.IsTrue(all.SignalAndWait(TimeSpan.FromSeconds(60)));
        }));
        Assert.HasCount(3, threads);
        Assert.IsTrue(threads.ContainsKey(Environment.CurrentManagedThreadId));

        Parallelism.ThreadCount = 2;
        threads.Clear();
        for (int i = 0; i < 20; i++)
        {
            WorkerPool.Run(20, new Each(_ =>
            {
                threads[Environment.CurrentManagedThreadId] = true;
                Thread.SpinWait(1000);
            }));
        }
        Assert.IsLessThanOrEqualTo(2, threads.Count);
    });

    /// <summary>What a thread wrote it finds in its caches.</summary>
    [TestMethod]
    public void Run_ChunksThatWaitForEachOther_EachThreadHasTheSameEachTime() => Expect.OnThreads(2, () =>
    {
        using var both = new Barrier(2);
        int[] threads = new int[4];
        for (int i = 0; i < 100; i++)
        {
            WorkerPool.Run(4, new Each(chunk =>
            {
                threads[chunk] = Environment.CurrentManagedThreadId;
                Assert.IsTrue(both.SignalAndWait(TimeSpan.FromSeconds(60)));
            }));
            int own = Environment.CurrentManagedThreadId;
            CollectionAssert.AreEqual((bool[])[true, true, false, false], threads.Select(thread => thread == own).ToArray());
        }
    });

    [TestMethod]
    public void Run_Nested_RunsEveryChunkOnce() => Expect.OnThreads(4, () =>
    {
        int runs = 0;
        WorkerPool.Run(10, new Each(_ => WorkerPool.Run(10, new Each(_ => WorkerPool.Run(10, new Each(_ => Interlocked.Increment(ref runs)))))));
        Assert.AreEqual(1000, runs);
    });

    /// <summary>More threads at once than there are places for their work.</summary>
    [TestMethod]
    public void Run_FromManyThreads_RunsEveryChunkOnce() => Expect.OnThreads(4, () =>
    {
        long[] sums = new long[48];
        Thread[] threads = [.. Enumerable.Range(0, sums.Length).Select(user => new Thread(() =>
        {
            for (int i = 0; i < 100; i++) WorkerPool.Run(1 + i % 20, new Each(chunk => Interlocked.Add(ref sums[user], chunk + 1)));
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        long expected = Enumerable.Range(0, 100).Sum(i => (1 + i % 20) * (2 + i % 20) / 2);
        foreach (long sum in sums) Assert.AreEqual(expected, sum);
    });

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public void Run_ChunkThrows_ThrowsToTheCallerAndStaysUsable(int threads) => Expect.OnThreads(threads, () =>
    {
        for (int i = 0; i < 50; i++)
        {
            var exception = Assert.ThrowsExactly<InvalidOperationException>(() => WorkerPool.Run(8, new Each(chunk =>
            {
                if (chunk == 5) throw new InvalidOperationException("chunk 5");
            })));
            Assert.AreEqual("chunk 5", exception.Message);
        }
        int runs = 0;
        WorkerPool.Run(8, new Each(_ => Interlocked.Increment(ref runs)));
        Assert.AreEqual(8, runs);
    });

    [TestMethod]
    public void Run_LaterCalls_AllocateNothing() => Expect.OnThreads(4, () =>
    {
        int runs = 0;
        var work = new Each(_ => Interlocked.Increment(ref runs));
        long least = long.MaxValue;
        for (int i = 0; i < 10; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            WorkerPool.Run(8, work);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.AreEqual(0, least);
    });

    [TestMethod]
    public void ThreadCount_BelowOne_Throws() => Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Parallelism.ThreadCount = 0);

    private readonly struct Each(Action<int> body) : IChunkedWork
    {
        public void Run(int chunk) => body(chunk);
    }
}
