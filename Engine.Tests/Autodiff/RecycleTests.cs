using System.Runtime.CompilerServices;
using PyDeepTensorNet.Data;
using PyDeepTensorNet.Nn;
using PyDeepTensorNet.Optim;

namespace PyDeepTensorNet.Tests.Autodiff;

/// <summary>Steps of one tape that takes back what it has computed.</summary>
[TestClass]
public sealed class RecycleTests
{
    [TestMethod]
    public void Steps_Recycled_AreThoseOfANewTapeEach()
    {
        (double Loss, float[] Weights) expected = Train(TapeOptions.None), actual = Train(TapeOptions.Recycle);
        Assert.AreEqual(expected.Loss, actual.Loss);
        CollectionAssert.AreEqual(expected.Weights, actual.Weights);

        static (double, float[]) Train(TapeOptions options)
        {
            var generator = new Generator(1);
            Sequential model = [new Linear(4, 8, generator: generator), new Tanh(), new Linear(8, 3, generator: generator)];
            var optimizer = new Adam(model.Parameters(), 0.01);
            var loader = new DataLoader(new TensorDataset(Tensor.Randn([40, 4], generator: generator), Tensor.RandInt([40], 0, 3, generator: generator)), 8, shuffle: true);
            double sum = 0;
            using var tape = new Tape(options);
            for (int epoch = 0; epoch < 3; epoch++)
            {
                foreach (var (x, y) in loader)
                {
                    tape.Reset();
                    Tensor loss = model.Forward(x).CrossEntropy(y);
                    optimizer.Step(tape.Gradient(loss, model.Parameters()));
                    sum += loss.Item();
                }
            }
            return (sum, [.. model.Parameters().SelectMany(parameter => parameter.ToArray<float>())]);
        }
    }

    [TestMethod]
    public void Entries_WrittenOver_LetGoOfWhatTheyKept()
    {
        using var tape = new Tape(TapeOptions.Recycle);
        WeakReference<Tensor> kept = Squared(tape);
        // Its entry, which kept the square's input, is that of a leaf from now on.
        for (int i = 0; i < 3; i++) Product(tape);
        GC.Collect();
        Assert.IsFalse(kept.TryGetTarget(out _));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference<Tensor> Squared(Tape tape)
        {
            tape.Reset();
            Tensor x = Tensor.Ones(4);
            tape.Gradient(x.Square().Sum(), x);
            return new(x);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Product(Tape tape)
        {
            tape.Reset();
            Tensor x = Tensor.Ones(4), y = Tensor.Ones(4);
            tape.Gradient((x * y).Sum(), [x, y]);
        }
    }

    [TestMethod]
    [DoNotParallelize]
    public void Step_OfSmallTensors_MakesNoGarbage()
    {
        Sequential model = [new Linear(4, 3, generator: new Generator(1)), new Sigmoid()];
        IReadOnlyList<Tensor> parameters = model.Parameters();
        var optimizer = new SGD(parameters, 0.1);
        Tensor x = Tensor.Ones(4), y = Tensor.Zeros(3);
        using var tape = new Tape(TapeOptions.Recycle);
        for (int i = 0; i < 10; i++) Step();
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) Step();
        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - bytes);

        void Step()
        {
            tape.Reset();
            optimizer.Step(tape.Gradient((model.Forward(x) - y).Square().Sum(), parameters));
        }
    }

    [TestMethod]
    public void LargeTensors_AreUsedAgainWithoutACollection()
    {
        Tensor x = Tensor.Ones([100_000]);
        using var tape = new Tape(TapeOptions.Recycle);
        for (int i = 0; i < 5; i++) Step();
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++) Step();
        Assert.IsLessThan(50_000, GC.GetAllocatedBytesForCurrentThread() - bytes, "20 steps of 2 MB");

        void Step()
        {
            tape.Reset();
            Tensor loss = (x.Sin() * x.Cos() + x).Sum();
            Assert.AreEqual(1 + Math.Cos(2), tape.Gradient(loss, x)[99_999].Item(), 1e-6);
        }
    }

    [TestMethod]
    public void StaleTensor_NamesItselfAndTheRemedy()
    {
        Tensor x = Tensor.Ones(4);
        using var tape = new Tape(TapeOptions.Recycle);
        Tensor hidden = x.Tanh(), view = hidden.Reshape(2, 2), constant;
        using (tape.Pause()) constant = hidden.Detach();
        Gradients gradients = tape.Gradient(hidden.Sum(), [x]);
        Tensor gradient = gradients[x];
        hidden.Name = "hidden";
        tape.Reset();
        TapeException error = Assert.ThrowsExactly<TapeException>(() => hidden + x);
        foreach (string part in new[] { "hidden", "[4]", "the result of Tanh", "tape.Reset()", "Keep()", "TapeOptions.Recycle" }) StringAssert.Contains(error.Message, part);
        foreach (Tensor stale in new[] { hidden, view, constant, gradient })
        {
            Assert.ThrowsExactly<TapeException>(() => stale.ToArray<float>());
            Assert.ThrowsExactly<TapeException>(() => stale.DType);
            Assert.ThrowsExactly<TapeException>(() => stale.Keep());
            Assert.ThrowsExactly<TapeException>(() => x * stale);
            Assert.ThrowsExactly<TapeException>(() => tape.Gradient(stale, x));
        }
        StringAssert.Contains(Assert.ThrowsExactly<TapeException>(() => gradients[0]).Message, "tape.Reset()");
        Assert.ThrowsExactly<TapeException>(() => gradients[x]);
        Assert.ThrowsExactly<TapeException>(() => gradients.Count);
        CollectionAssert.AreEqual(new float[] { 1, 1, 1, 1 }, x.ToArray<float>());
    }

    [TestMethod]
    public void StaleTensor_InDebugMode_IsNoticedHoweverLate()
    {
        Tensor x = Tensor.Ones(4);
        using var tape = new Tape(TapeOptions.Recycle | TapeOptions.Debug);
        Tensor first = x + 1;
        Gradients gradients = tape.Gradient(first.Sum(), [x]);
        for (int i = 0; i < 3; i++)
        {
            tape.Reset();
            _ = tape.Gradient((x + 1).Sum(), [x]);
        }
        Assert.ThrowsExactly<TapeException>(() => first[0]);
        Assert.ThrowsExactly<TapeException>(() => gradients[x]);
    }

    [TestMethod]
    [DataRow(6)]
    [DataRow(50_000)]
    public void Keep_LeavesTheTensorAndItsMemory(int count)
    {
        Tensor x = Tensor.Ones([count]);
        using var tape = new Tape(TapeOptions.Recycle);
        var kept = new List<(Tensor Value, float Expected)>();
        for (int i = 0; i < 5; i++)
        {
            tape.Reset();
            Tensor y = x * 2, z = y + i, loss = (z * z).Sum();
            kept.Add((y.Keep(), 2));
            kept.Add((z.Reshape(2, -1).T.Keep(), 2 + i));
            kept.Add((tape.Gradient(loss, [x]).Map(gradient => gradient.Keep())[x], 4 * (2 + i)));
        }
        tape.Reset();
        for (int i = 0; i < 5; i++) _ = (x * -1 + i).Sin().Reshape(2, -1).T.Contiguous() - 1;
        foreach (var (value, expected) in kept)
        {
            foreach (float element in value.ToArray<float>()) Assert.AreEqual(expected, element);
        }
        Assert.AreSame(x, x.Keep());
    }

    [TestMethod]
    public void WhatOutlivesAStep_IsNotTakenBack()
    {
        Tensor x = Tensor.Ones(4);
        Tensor created, paused, worker = x, escaped;
        Linear late;
        Tensor w = Tensor.Ones(4);
        w.RequiresGrad = true;
        var optimizer = new SGD([w], 0.1, momentum: 0.9);
        using (var tape = new Tape(TapeOptions.Recycle))
        {
            created = Tensor.Full([4], 3);
            late = new Linear(4, 4);
            using (tape.Pause()) paused = x * 5;
            var thread = new Thread(() => worker = x * 7);
            thread.Start();
            thread.Join();
            (w * x).Sum().Backward();
            optimizer.Step();
            tape.Reset();
            Assert.AreEqual(1.0, w.Grad![0].Item());
            _ = (x * -1).Exp();
            (w * x).Sum().Backward();
            optimizer.Step();
            tape.Reset();
            Assert.AreEqual(2.0, w.Grad![0].Item());
            escaped = x * 9;
        }
        for (int i = 0; i < 5; i++) _ = x * -1;
        Assert.AreEqual(3.0, created[1].Item());
        Assert.AreEqual(5.0, paused[1].Item());
        Assert.AreEqual(7.0, worker[1].Item());
        Assert.AreEqual(9.0, escaped[1].Item(), "disposing takes nothing back");
        Assert.AreEqual(4, late.Forward(x).ElementCount);
        Assert.AreEqual(1 - 0.1 - 0.29, w[1].Item(), 1e-6);
    }

    [TestMethod]
    public void Step_OfChangingShape_ComputesTheSame()
    {
        using var tape = new Tape(TapeOptions.Recycle);
        for (int i = 1; i < 40; i++)
        {
            tape.Reset();
            Tensor x = Tensor.Full([i % 7 + 1, 3], i);
            Tensor loss = i % 3 == 0 ? (x * x).Sum() : (x.T * 2).Sum(0).Sum();
            float expected = i % 3 == 0 ? 2 * i : 2;
            foreach (float value in tape.Gradient(loss, x).ToArray<float>()) Assert.AreEqual(expected, value);
        }
    }

    [TestMethod]
    public void Reset_OfAnOrdinaryTape_ForgetsTheRecordAndLeavesTheTensors()
    {
        Tensor x = Tensor.Ones(4);
        using var tape = new Tape();
        Tensor y = x * 3;
        tape.Reset();
        Assert.AreEqual(0, tape.Count);
        Assert.AreEqual(3.0, y[2].Item());
        tape.Reset();
        StringAssert.Contains(Assert.ThrowsExactly<TapeException>(() => tape.Gradient(y.Detach(), x)).Message, "not recorded on this tape");
        tape.Reset();
        Assert.AreEqual(6.0, tape.Gradient((x * 3 * y).Sum(), x)[0].Item() - 3, 1e-6);
    }

    [TestMethod]
    public void Reset_WhereItWouldTakeWhatOthersHold_IsRefused()
    {
        using var tape = new Tape(TapeOptions.Recycle);
        using (new Tape()) StringAssert.Contains(Assert.ThrowsExactly<TapeException>(tape.Reset).Message, "nested");
        using (tape.Pause()) StringAssert.Contains(Assert.ThrowsExactly<TapeException>(tape.Reset).Message, "Pause");
        StringAssert.Contains(Assert.ThrowsExactly<TapeException>(() => new Tape(TapeOptions.Recycle)).Message, "outermost");
        tape.Reset();
        tape.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(tape.Reset);
    }

    [TestMethod]
    public void SecondDerivatives_Recycled_AreRight()
    {
        Tensor x = Tensor.Full([3], 2);
        using var tape = new Tape(TapeOptions.Recycle);
        for (int i = 0; i < 4; i++)
        {
            tape.Reset();
            Tensor gradient = tape.Gradient((x * x * x).Sum(), x, createGraph: true);
            Assert.AreEqual(12.0, tape.Gradient(gradient.Sum(), x)[0].Item());
        }
    }

    [TestMethod]
    public void Hook_OfAStaleTensor_IsGone()
    {
        Tensor x = Tensor.Ones(3);
        int calls = 0;
        using var tape = new Tape(TapeOptions.Recycle);
        Tensor y = x * 2;
        IDisposable hook = y.RegisterHook(dy =>
        {
            calls++;
            return null;
        });
        tape.Gradient(y.Sum(), x);
        for (int i = 0; i < 3; i++)
        {
            tape.Reset();
            tape.Gradient((x * 2).Sum(), x);
        }
        hook.Dispose();
        Assert.AreEqual(1, calls);
    }

    [TestMethod]
    public void Threads_RecyclingEachForItself_DoNotDisturbOneAnother() => Parallel.For(0, 4, thread =>
    {
        Tensor x = Tensor.Full([thread * 700 + 5], thread);
        using var tape = new Tape(TapeOptions.Recycle);
        for (int i = 0; i < 100; i++)
        {
            tape.Reset();
            Tensor gradient = tape.Gradient(((x + i) * x).Sum(), x);
            Assert.AreEqual(2f * thread + i, gradient[^1].Item<float>());
            Assert.AreEqual(2f * thread + i, gradient[0].Item<float>());
        }
    });
}
