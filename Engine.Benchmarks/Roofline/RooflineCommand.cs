using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace PyDeepTensorNet.Benchmarks.Roofline;

/// <summary><c>roofline</c>: what this machine's processors can multiply and its memory can move, by loops that do nothing else. No kernel can be faster.</summary>
internal static unsafe class RooflineCommand
{
    private const int Repetitions = 9;
    private const long FmaRounds = 20_000_000;

    public static int Run(string[] args)
    {
        if (args is ["--help" or "-h"])
        {
            Console.WriteLine("usage: roofline\nPeak multiply-adds and memory bandwidth of this machine, on one thread and on all.");
            return 0;
        }
        if (args.Length > 0)
        {
            Console.Error.WriteLine($"roofline: {args[0]}: it takes no arguments");
            return 2;
        }
        int[] threadCounts = Environment.ProcessorCount == 1 ? [1] : [1, Environment.ProcessorCount];
        foreach (int threads in threadCounts)
        {
            Peak<float>(threads);
            Peak<double>(threads);
        }
        long last = Caches.Size(3) ?? Caches.Size(2) ?? 32 << 20;
        (string Name, long Bytes)[] sizes =
        [
            // Three quarters of a cache, so that the stack and others' lines fit too; of the shared one less, as each thread has its own buffers.
            ("L1", (Caches.Size(1) ?? 32 << 10) * 3 / 4),
            ("L2", (Caches.Size(2) ?? 512 << 10) * 3 / 4),
            ("L3", last * 3 / (8 * threadCounts[^1])),
            ("DRAM", last * 8),
        ];
        foreach (var (name, bytes) in sizes)
        {
            foreach (int threads in threadCounts)
            {
                Bandwidth(name, bytes, threads, "read", 1, (a, _, count) => Loops.Read(a, count));
                Bandwidth(name, bytes, threads, "copy", 2, (a, b, count) => Loops.Copy(a, b, count));
                if (name == "DRAM") Bandwidth(name, bytes, threads, "copyNT", 2, (a, b, count) => Loops.CopyPastCaches(a, b, count));
            }
        }
        return 0;
    }

    /// <summary>The best of a few measurements on one thread, in 10^9 operations a second.</summary>
    public static Lazy<double> PeakSingle { get; } = new(Best<float>);

    public static Lazy<double> PeakDouble { get; } = new(Best<double>);

    private static double Best<T>() where T : unmanaged, INumber<T> =>
        Enumerable.Range(0, Repetitions).Max(_ => Operations<T>(1) / Team.Run(1, _ => Loops.Fma<T>(FmaRounds))) / 1e9;

    private static double Operations<T>(int threads) where T : unmanaged => 2.0 * FmaRounds * Loops.FmaChains * Vector<T>.Count * threads;

    private static void Peak<T>(int threads) where T : unmanaged, INumber<T>
    {
        double operations = Operations<T>(threads);
        Report(threads, $"fma_peak {DTypes.Of<T>().Name()} bits={Vector<byte>.Count * 8}", "gflops", () => operations / Team.Run(threads, _ => Loops.Fma<T>(FmaRounds)));
    }

    private delegate void Move(float* a, float* b, long count);

    private static void Bandwidth(string name, long bytes, int threads, string what, int arrays, Move move)
    {
        long count = bytes / sizeof(float) / arrays / Loops.Block * Loops.Block;
        long moved = count * sizeof(float) * arrays;
        long rounds = Math.Max(1, (name == "DRAM" ? 2_000_000_000 : 4_000_000_000) / moved);
        nint[] buffers = new nint[2 * threads];
        for (int i = 0; i < threads * arrays; i++) buffers[i] = (nint)NativeMemory.AlignedAlloc((nuint)count * sizeof(float), 4096);
        try
        {
            // Each thread touches its own buffers first: until then they have no memory.
            Team.Run(threads, thread =>
            {
                for (int i = 0; i < arrays; i++) NativeMemory.Fill((void*)buffers[(thread * arrays) + i], (nuint)count * sizeof(float), 1);
            });
            Report(threads, $"bw_{what} size={name}_{Size(moved)}(per thread)", "gbs", () => (double)moved * rounds * threads / Team.Run(threads, thread =>
            {
                var (a, b) = (buffers[thread * arrays], buffers[(thread * arrays) + arrays - 1]);
                for (long i = 0; i < rounds; i++) move((float*)a, (float*)b, count);
            }));
        }
        finally
        {
            foreach (nint buffer in buffers) NativeMemory.AlignedFree((void*)buffer);
        }
    }

    private static string Size(long bytes) => bytes >= 1 << 20 ? $"{bytes >> 20}M" : $"{bytes >> 10}K";

    private static void Report(int threads, string what, string unit, Func<double> perSecond)
    {
        double[] rates = new double[Repetitions];
        for (int i = 0; i < Repetitions; i++) rates[i] = perSecond() / 1e9;
        Array.Sort(rates);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"W0 machine threads={threads} {what} median_{unit}={rates[Repetitions / 2]:F1} max_{unit}={rates[^1]:F1}"));
    }
}
