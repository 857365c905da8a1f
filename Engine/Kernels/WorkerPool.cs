using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace PyDeepTensorNet.Kernels;

/// <summary>Work in numbered pieces that may run in any order, on any thread, at once.</summary>
internal interface IChunkedWork
{
    void Run(int chunk);
}

/// <summary>
/// Threads that help a caller with its chunks: each, the caller too, has its own range of them, one after the other, and then takes what others have left, from the end. So the same thread has the same part of the
/// work each time, and finds in its caches what it left there: on processors whose cores do not share a cache, memory that another one has just written costs three times as much. The caller never waits for a worker
/// that has not begun, so that a busy machine costs little; and work may be handed in from any thread, from chunks of other work too.
/// </summary>
/// <remarks>
/// Cut the work by its size alone, never by the number of threads, wherever the cut shows in the result: then every number of threads gives the same bits. Without workers to help, the chunks run one
/// after the other on the caller. Workers are background threads, which watch for more work for <see cref="WatchMicroseconds"/> and then sleep.
/// </remarks>
internal static unsafe class WorkerPool
{
    /// <summary>
    /// How long a worker without work looks for more: long enough for the next kernel of a training step, as waking it takes about 5 us of the caller's time and 50 us of its own.
    /// </summary>
    private const int WatchMicroseconds = 60;

    /// <summary>Work going on at once; what is handed in beyond runs on its caller alone.</summary>
    private const int MaxJobs = 32;

    private const int MaxThreads = 256;

    private static readonly Job[] s_jobs = [.. Enumerable.Range(0, MaxJobs).Select(_ => new Job())];
    private static readonly Lock s_growth = new();
    private static volatile Worker[] s_workers = [];
    private static int s_threadCount = Math.Min(Environment.ProcessorCount, MaxThreads);

    [ThreadStatic]
    private static bool t_alone;

    /// <summary>Goes up whenever work is handed in, so that a watching worker reads one word.</summary>
    private static int s_posted;

    /// <summary>Threads that one call may use, its own included.</summary>
    public static int ThreadCount
    {
        get => s_threadCount;
        set => s_threadCount = Math.Clamp(value, 1, MaxThreads);
    }

    /// <summary>Whether this thread runs its chunks all by itself, for who watches what it does.</summary>
    public static bool Alone
    {
        get => t_alone;
        set => t_alone = value;
    }

    /// <summary>Runs the chunks 0 to <paramref name="chunks"/> - 1 and returns when all have ended. What a chunk throws is thrown on, when no other runs any more.</summary>
    public static void Run<TWork>(int chunks, TWork work) where TWork : struct, IChunkedWork
    {
        int threads = s_threadCount, helpers = Math.Min(chunks, threads) - 1;
        if (helpers <= 0 || t_alone || Acquire() is not { } job)
        {
            for (int i = 0; i < chunks; i++) work.Run(i);
            return;
        }
        // The copy lies on this stack, which neither moves nor ends before the last chunk.
        TWork shared = work;
        job.Post(&Chunk<TWork>, Unsafe.AsPointer(ref shared), chunks, threads);
        Interlocked.Increment(ref s_posted);
        Worker[] workers = Workers(helpers);
        for (int i = 0; i < helpers; i++) workers[i].Wake();
        job.Claim(0);
        Exception? failure = job.Close();
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }

    private static void Chunk<TWork>(void* work, int chunk) where TWork : struct, IChunkedWork => Unsafe.AsRef<TWork>(work).Run(chunk);

    private static Job? Acquire()
    {
        foreach (Job job in s_jobs)
        {
            if (job.TryAcquire()) return job;
        }
        return null;
    }

    private static Worker[] Workers(int count)
    {
        Worker[] workers = s_workers;
        if (workers.Length >= count) return workers;
        lock (s_growth)
        {
            for (int i = s_workers.Length; i < count; i++) s_workers = [.. s_workers, new Worker(i)];
            return s_workers;
        }
    }

    /// <summary>One call's work.</summary>
    private sealed class Job
    {
        private delegate*<void*, int, void> _body;
        private void* _work;
        private int _chunks;
        private int _threads;

        /// <summary>How many threads have chunks of their own.</summary>
        private int _owners;

        /// <summary>The chunks that are left of each owner's: the first, and the one behind the last in the upper half. A cache line for each.</summary>
        private long[] _left = [];
        private Exception? _failure;
        private int _owned;
        private int _open;

        /// <summary>Workers that look at this job; it is not used again before they have turned away.</summary>
        private int _visitors;

        private int _ended;

        private const int Line = 64 / sizeof(long);

        public bool TryAcquire()
        {
            if (Volatile.Read(ref _owned) != 0 || Interlocked.CompareExchange(ref _owned, 1, 0) != 0) return false;
            if (Volatile.Read(ref _visitors) == 0) return true;
            Volatile.Write(ref _owned, 0);
            return false;
        }

        public void Post(delegate*<void*, int, void> body, void* work, int chunks, int threads)
        {
            _body = body;
            _work = work;
            _chunks = chunks;
            _threads = threads;
            _owners = Math.Min(chunks, threads);
            _ended = 0;
            if (_left.Length < (_owners + 1) * Line) _left = new long[(_owners + 1) * Line];
            int first = 0;
            for (int owner = 0; owner < _owners; owner++)
            {
                int end = (int)((long)chunks * (owner + 1) / _owners);
                Left(owner) = Range(first, end);
                first = end;
            }
            Volatile.Write(ref _open, 1);
        }

        /// <summary>A worker's part, if it is among the first that the caller allows.</summary>
        public bool Help(int worker)
        {
            if (Volatile.Read(ref _open) == 0) return false;
            Interlocked.Increment(ref _visitors);
            bool helped = Volatile.Read(ref _open) != 0 && worker + 1 < _threads && Claim(worker + 1);
            Interlocked.Decrement(ref _visitors);
            return helped;
        }

        /// <summary>Runs chunks, the thread's own first, until all are claimed.</summary>
        public bool Claim(int thread)
        {
            bool claimed = false;
            for (int i = 0; i < _owners; i++)
            {
                int owner = (thread + i) % _owners;
                while (Take(ref Left(owner), owner == thread) is var chunk && chunk >= 0)
                {
                    claimed = true;
                    try
                    {
                        _body(_work, chunk);
                    }
                    catch (Exception exception)
                    {
                        Interlocked.CompareExchange(ref _failure, exception, null);
                    }
                    Interlocked.Increment(ref _ended);
                }
            }
            return claimed;
        }

        /// <summary>The next chunk of a range, for its owner the first one, else the last; -1 where none is left.</summary>
        private static int Take(ref long left, bool first)
        {
            while (true)
            {
                long seen = Volatile.Read(ref left);
                int next = (int)seen, end = (int)(seen >> 32);
                if (next >= end) return -1;
                if (Interlocked.CompareExchange(ref left, first ? Range(next + 1, end) : Range(next, end - 1), seen) == seen) return first ? next : end - 1;
            }
        }

        private ref long Left(int owner) => ref _left[(owner + 1) * Line - 1];

        private static long Range(int first, int end) => (long)end << 32 | (uint)first;

        /// <summary>Waits for the chunks that workers still run.</summary>
        public Exception? Close()
        {
            var wait = new SpinWait();
            // Without the sleep of a millisecond that SpinWait ends in otherwise.
            while (Volatile.Read(ref _ended) < _chunks) wait.SpinOnce(sleep1Threshold: -1);
            Exception? failure = _failure;
            _failure = null;
            Volatile.Write(ref _open, 0);
            Volatile.Write(ref _owned, 0);
            return failure;
        }
    }

    private sealed class Worker
    {
        private readonly int _index;
        private readonly object _signal = new();
        private bool _woken;
        private int _asleep;

        public Worker(int index)
        {
            _index = index;
            new Thread(Loop) { IsBackground = true, Name = $"{nameof(PyDeepTensorNet)} worker {index}" }.Start();
        }

        public void Wake()
        {
            if (Volatile.Read(ref _asleep) == 0 || Interlocked.Exchange(ref _asleep, 0) == 0) return;
            lock (_signal)
            {
                _woken = true;
                Monitor.Pulse(_signal);
            }
        }

        private void Loop()
        {
            while (true)
            {
                Watch();
                Interlocked.Exchange(ref _asleep, 1);
                // Work that came before the flag was up woke nobody.
                if (HelpAll() && Interlocked.Exchange(ref _asleep, 0) != 0) continue;
                lock (_signal)
                {
                    while (!_woken) Monitor.Wait(_signal);
                    _woken = false;
                }
            }
        }

        private void Watch()
        {
            long end = Stopwatch.GetTimestamp() + Stopwatch.Frequency * WatchMicroseconds / 1_000_000;
            int seen = Volatile.Read(ref s_posted) - 1;
            do
            {
                int posted = Volatile.Read(ref s_posted);
                if (posted == seen)
                {
                    Thread.SpinWait(4);
                    continue;
                }
                seen = posted;
                if (HelpAll()) end = Stopwatch.GetTimestamp() + Stopwatch.Frequency * WatchMicroseconds / 1_000_000;
            }
            while (Stopwatch.GetTimestamp() < end);
        }

        /// <summary>Claims chunks of whatever work there is.</summary>
        private bool HelpAll()
        {
            bool helped = false;
            foreach (Job job in s_jobs) helped |= job.Help(_index);
            return helped;
        }
    }
}
