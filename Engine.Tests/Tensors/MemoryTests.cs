using System.Runtime.CompilerServices;

namespace PyDeepTensorNet.Tests.Tensors;

/// <summary>
/// Memory that is used again. The whole test run is made with memory that is overwritten as soon as it comes back, whatever its size; these tests ask for what that alone does not show.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class MemoryTests
{
    private const int Large = 200_000;

    [TestMethod]
    public void Storage_OfFewElements_ComesFromTheCacheInThisRun() => Assert.IsNotNull(Tensor.Ones([100]).Storage.Lease);

    [TestMethod]
    public void InUse_AfterTensorsAreDropped_GoesDownWithoutDispose()
    {
        long before = Collected();
        Make();
        Assert.IsLessThanOrEqualTo(before + Large, Collected());

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Make()
        {
            Tensor x = Tensor.Randn([Large]);
            for (int i = 0; i < 20; i++) x = x.Sin();
            Assert.IsGreaterThanOrEqualTo(Large * sizeof(float), TensorMemory.InUse);
        }
    }

    [TestMethod]
    public void Held_OverManySteps_StaysFlat()
    {
        // Sums and products, which are as fast without the compiler's optimisation.
        Tensor w = Tensor.Randn([80_000], generator: new Generator(1)), x = Tensor.Randn([80_000], generator: new Generator(2));
        TensorMemory.Collect();
        for (int i = 0; i < 50; i++) Step();
        TensorMemory.ResetPeak();
        long held = TensorMemory.Held;
        for (int i = 0; i < 100; i++) Step();
        Assert.IsLessThanOrEqualTo(held + (16 << 20), TensorMemory.Held, "after 100 steps of some 3 MB each");

        void Step()
        {
            using var tape = new Tape();
            _ = tape.Gradient(((x * w + x) * w - x).Square().Mean(), w);
        }
    }

    [TestMethod]
    public void AsReadOnlySpan_TensorDropped_KeepsItsElements()
    {
        ReadOnlySpan<float> span = Make();
        for (int i = 0; i < 50; i++)
        {
            _ = Tensor.Ones([Large]) + 1;
            if (i % 10 == 0) _ = Collected();
        }
        Assert.AreEqual(Large, span.Count(3f));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static ReadOnlySpan<float> Make() => (Tensor.Ones([Large]) + 2).AsReadOnlySpan<float>();
    }

    [TestMethod]
    public void Views_BaseDropped_KeepTheirElements()
    {
        Tensor[] views = [.. Enumerable.Range(0, 20).Select(i => Tensor.Full([100, 1000], i).Slice(0, 10, 20).T)];
        for (int i = 0; i < 50; i++) _ = Tensor.Randn([100, 1000]);
        _ = Collected();
        for (int i = 0; i < 50; i++) _ = Tensor.Randn([100, 1000]);
        for (int i = 0; i < views.Length; i++)
        {
            foreach (float value in views[i].ToArray<float>()) Assert.AreEqual(i, value);
        }
    }

    [TestMethod]
    public void Tensors_OfManyThreads_AreNeverSeenOverwritten()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1.5));
        int rounds = 0;
        Parallel.For(0, 6, new ParallelOptions { MaxDegreeOfParallelism = 6 }, thread =>
        {
            var kept = new Queue<(Tensor Value, float Expected)>();
            for (int i = 0; !stop.IsCancellationRequested; i++)
            {
                float number = thread * 1000 + i % 1000;
                // Intermediate results die while kernels read them.
                Tensor value = ((Tensor.Full([40_000], number) + 1) * 2).Neg().Abs().Reshape(200, 200).T.Contiguous() - Tensor.Full([200, 200], number);
                kept.Enqueue((value, number + 2));
                if (kept.Count > 5)
                {
                    (Tensor old, float expected) = kept.Dequeue();
                    Assert.AreEqual(expected, old.AMin().Item<float>());
                    Assert.AreEqual(expected, old.AMax().Item<float>());
                }
                Interlocked.Increment(ref rounds);
            }
        });
        Assert.IsGreaterThan(20, rounds);
    }

    [TestMethod]
    public void Tensor_BroughtBackByAFinalizer_KeepsItsElements()
    {
        Make();
        for (int i = 0; i < 5; i++)
        {
            _ = Collected();
            GC.WaitForPendingFinalizers();
            for (int k = 0; k < 10; k++) _ = Tensor.Randn([Large]);
        }
        Tensor? back = Phoenix.Last;
        Assert.IsNotNull(back);
        Assert.AreEqual(7.0, back.AMin().Item());
        Assert.AreEqual(7.0, back.AMax().Item());
        Phoenix.Last = null;

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Make() => _ = new Phoenix(Tensor.Full([Large], 7));
    }

    [TestMethod]
    public void Limit_OfNothing_KeepsNoFreeBuffers()
    {
        try
        {
            TensorMemory.Limit = 0;
            for (int i = 0; i < 20; i++) _ = Tensor.Randn([Large]) * 2;
            _ = Collected();
            TensorMemory.Release();
            Assert.IsLessThanOrEqualTo(TensorMemory.InUse, TensorMemory.Held);
        }
        finally
        {
            TensorMemory.Limit = long.MaxValue;
        }
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TensorMemory.Limit = -1);
    }

    [TestMethod]
    public void Release_MachineShortOfMemory_GivesUpAllFreeBuffers()
    {
        for (int i = 0; i < 20; i++) _ = Tensor.Randn([Large]) * 2;
        _ = Collected();
        BufferCache.Relieve(load: 50, highLoad: 90);
        Assert.IsGreaterThan(TensorMemory.InUse, TensorMemory.Held, "what was wanted lately stays while there is memory");
        BufferCache.Relieve(load: 95, highLoad: 90);
        Assert.IsLessThanOrEqualTo(TensorMemory.InUse, TensorMemory.Held);
    }

    [TestMethod]
    public void Held_InALoopWithoutTape_StaysFlat()
    {
        Tensor x = Tensor.Randn([Large], generator: new Generator(1));
        TensorMemory.Collect();
        TensorMemory.Release();
        for (int i = 0; i < 100; i++) Value(x);
        long held = TensorMemory.Held;
        for (int i = 0; i < 300; i++) Value(x);
        Assert.IsLessThanOrEqualTo(held + (16 << 20), TensorMemory.Held, "after 300 calls of 4 MB each");

        static void Value(Tensor x) => _ = ((x * x + x) * x - x).Abs().Sum();
    }

    [TestMethod]
    public void Collect_RuntimeCollectsAllInTheBackgroundInstead_FindsDroppedTensors()
    {
        long before = Collected();
        Make();
        int all = GC.CollectionCount(GC.MaxGeneration);
        // More than the runtime allows between two collections of all generations: it makes one of the next, whoever asks for that.
        GC.KeepAlive(GC.AllocateUninitializedArray<byte>(1 << 29));
        BufferCache.Collect(1);
        Assert.IsGreaterThan(all, GC.CollectionCount(GC.MaxGeneration));
        Assert.IsLessThanOrEqualTo(before + Large, TensorMemory.InUse);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Make()
        {
            for (int i = 0; i < 20; i++) _ = Tensor.Ones([Large]);
        }
    }

    /// <summary>What the two runs took that called the function is not kept for the next tensors, and even the second uses memory again.</summary>
    [TestMethod]
    public void Held_OfACapturedStep_IsThatOfItsState()
    {
        Tensor w = Tensor.Randn([1 << 20], generator: new Generator(1)), x = Tensor.Randn([1 << 20], generator: new Generator(2));
        TensorMemory.Collect();
        TensorMemory.Release();
        long before = TensorMemory.Held;
        Step step = Step.Capture(() =>
        {
            using var tape = new Tape();
            Tensor y = w;
            for (int i = 0; i < 10; i++) y = y * x + i;
            return tape.Gradient(y.Sum(), w);
        });
        step.Run();
        TensorMemory.ResetPeak();
        step.Run();
        Assert.IsLessThanOrEqualTo(before + Large, TensorMemory.Held);
        Assert.IsLessThanOrEqualTo(before + (6L << 22), TensorMemory.Peak, "of 30 values");
    }

    /// <summary>What is in use after a collection.</summary>
    private static long Collected()
    {
        TensorMemory.Collect();
        return TensorMemory.InUse;
    }

    private sealed class Phoenix(Tensor tensor)
    {
        public static Tensor? Last { get; set; }

        ~Phoenix() => Last = tensor;
    }
}
