using PyDeepTensorNet.Nn;
using PyDeepTensorNet.Optim;
using PyDeepTensorNet.Tests.Catalog;

namespace PyDeepTensorNet.Tests.Graph.Capture;

/// <summary>A captured step does what the function does that it was captured from, bit for bit.</summary>
[TestClass]
public sealed class StepTests
{
    [TestMethod]
    public void Run_LabLoop_SameBitsAsEager() => AssertSame([4], [3], generator => [new Linear(4, 3, generator: generator), new Sigmoid()], parameters => new SGD(parameters, 0.1), (a, y) => (a - y).Square().Sum());

    [TestMethod]
    public void Run_DeepNetWithDropoutAndAdam_SameBitsAsEager() => AssertSame(
        [8, 20], [8, 5], generator => [new Linear(20, 33, generator: generator), new ReLU(), new Dropout(0.3, generator), new LayerNorm([33]), new Linear(33, 5, generator: generator), new Tanh()],
        parameters => new Adam(parameters), (a, y) => (a - y).Square().Mean());

    [TestMethod]
    public void Run_BatchNormAndMomentum_SameBitsAsEager() => AssertSame(
        [8, 6], [8, 4], generator => [new Linear(6, 8, generator: generator), new BatchNorm1d(8), new GELU(), new Linear(8, 4, generator: generator)],
        parameters => new SGD(parameters, 0.05, momentum: 0.9), (a, y) => a.CrossEntropy(y.ArgMax(1)));

    [TestMethod]
    public void Run_Convolutions_SameBitsAsEager() => AssertSame(
        [3, 2, 9, 9], [3, 4], generator => [new Conv2d(2, 18, 3, padding: 1, generator: generator), new ReLU(), new MaxPool2d(2), new Flatten(), new Linear(18 * 16, 4, generator: generator)],
        parameters => new RMSprop(parameters, 0.01), (a, y) => a.CrossEntropy(y.ArgMax(1)));

    [TestMethod]
    public void Run_Recurrent_SameBitsAsEager()
    {
        var lstm = new LSTM(3, 5, generator: new Generator(1));
        AssertSame([4, 2, 3], [4, 2, 5], generator => [new Linear(3, 3, generator: generator)], parameters => new AdamW(parameters), (a, y) => (lstm.Forward(a).Output - y).Abs().Mean());
    }

    /// <summary>More elements than a piece, so that threads share the fused pass; every number of them gives the same bits.</summary>
    [TestMethod]
    [TestCategory(InstructionSetTests.Category)]
    public void Run_FusedOnAnyThreads_SameBitsAsEager()
    {
        Tensor x = Tensor.Randn([70_001], generator: new Generator(1)), w = Tensor.Randn([70_001], generator: new Generator(2));
        float[] eager = Values(Gradients());
        SameOnAnyThreads(() =>
        {
            Step step = Step.Capture(_ => Gradients());
            for (int i = 0; i < 3; i++) step.Run();
            float[] captured = Values([.. step.Results]);
            CollectionAssert.AreEqual(eager, captured);
            return captured;
        });

        Tensor[] Gradients()
        {
            using var tape = new Tape();
            Tensor value = ((x * w + 1).Tanh() * x.Sigmoid() / (w.Square() + 2)).Sum();
            Gradients gradients = tape.Gradient(value, [x, w]);
            return [value, gradients[x], gradients[w], (x * w - 1).Mean(), (x * w)[..2047].Sum(), (x * w)[..2049].Sum(), (x * w)[..4095].Sum(), (x * w)[..4097].Sum()];
        }

        static float[] Values(Tensor[] tensors) => [.. tensors.SelectMany(tensor => tensor.ToArray<float>())];
    }

    /// <summary>Threads that shared a fused sum made what they write to at the first replay, and now and then each its own: a block was missing.</summary>
    [TestMethod]
    public void Run_FusedSumForTheFirstTime_IsWholeOnAnyThreads()
    {
        Tensor x = Tensor.Randn([140_001], generator: new Generator(1));
        double expected = (x * x).Sum().Item();
        for (int i = 0; i < 100; i++)
        {
            Step step = Step.Capture((Tensor x) => (x * x).Sum());
            for (int run = 0; run < 3; run++) step.Run(x);
            Assert.AreEqual(expected, step.Results[0].Item());
        }
    }

    /// <summary>To compare each operation with all others took longer than the time given.</summary>
    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = false)]
    public void Run_TwentyThousandOperations_SameBitsAsEager()
    {
        Tensor x = Tensor.Randn([4096], generator: new Generator(1)), w = Tensor.Randn([4096], generator: new Generator(2));
        Step step = Step.Capture(Value);
        for (int i = 0; i < 3; i++) step.Run();
        CollectionAssert.AreEqual(Value().ToArray<float>(), step.Results[0].ToArray<float>());
        Assert.Contains("): 1 instructions", step.ToString());

        Tensor Value()
        {
            Tensor y = x;
            // Functions that take no time in unoptimised code either: it is the planning that counts.
            for (int i = 0; i < 10_000; i++) y = (y - w).Abs();
            return y;
        }
    }

    [TestMethod]
    public void Run_RandomOperations_DrawAnew()
    {
        Generator first = new(5), second = new(5);
        Step step = Step.Capture(() => Draws(first));
        for (int i = 0; i < 5; i++) CollectionAssert.AreEqual(Draws(second).ToArray<float>(), step.Run().ToArray<float>());
        Assert.AreEqual(second.State, first.State);

        static Tensor Draws(Generator generator) => Tensor.Cat(
            [Tensor.Randn([4], generator: generator), Tensor.Uniform([4], generator: generator), Tensor.Bernoulli([4], 0.5, generator: generator), Tensor.RandInt([4], 0, 9, generator: generator).Float(), Tensor.RandPerm(4, generator: generator).Float()], 0);
    }

    [TestMethod]
    public void Run_LearningRateOfOptimizer_IsThePresentOne()
    {
        Tensor w = Tensor.From([1.0]);
        w.RequiresGrad = true;
        var optimizer = new SGD([w], 1);
        Step step = Step.Capture(() =>
        {
            using var tape = new Tape();
            Tensor loss = w.Sum();
            loss.Backward();
            optimizer.Step();
            optimizer.ZeroGrad();
            return loss;
        });
        for (int i = 0; i < 5; i++)
        {
            optimizer.LearningRate = Math.Pow(2, -i);
            step.Run();
        }
        Assert.AreEqual(1 - 1 - 0.5 - 0.25 - 0.125 - 0.0625, w.Item());
    }

    [TestMethod]
    public void Run_NumbersAsArguments_AreNotFrozen()
    {
        Tensor state = Tensor.From([8.0]);
        Step step = Step.Capture((rate, x) =>
        {
            state.CopyFrom(state * rate + x);
            return state.Sum();
        });
        double expected = 8;
        for (int i = 1; i < 6; i++)
        {
            expected = expected * (1.0 / i) + i;
            Assert.AreEqual(expected, step.Run(1.0 / i, i).Item());
        }
        Assert.AreEqual(1, step.RecordingCount);
    }

    [TestMethod]
    public void Run_OtherShapesAndLayouts_OneRecordingAShape()
    {
        Step step = Step.Capture(x => x.T.MatMul(x).Sum(0));
        var generator = new Generator(4);
        for (int i = 0; i < 4; i++)
        {
            foreach (Tensor x in new[] { Tensor.Randn([5, 3], generator: generator), Tensor.Randn([3, 5], generator: generator).T, Tensor.Randn([9, 3], generator: generator).Narrow(0, 2, 5), Tensor.Randn([2, 3], generator: generator) })
            {
                Tensor plain = x.Contiguous();
                CollectionAssert.AreEqual(plain.T.MatMul(plain).Sum(0).ToArray<float>(), step.Run(x).ToArray<float>());
            }
        }
        Assert.AreEqual(2, step.RecordingCount);
    }

    [TestMethod]
    public void Run_SumsWrittenInPlace_StartAnewEachTime()
    {
        Tensor x = Tensor.From([1.0, 2, 3, 4]);
        Step step = Step.Capture(() =>
        {
            Tensor y = Tensor.Zeros([4], DType.Float64);
            y[1..3] = x[0..2];
            y.CopyFrom(y + x);
            return y;
        });
        for (int i = 0; i < 4; i++)
        {
            AssertIs(step.Run(), [4], 1, 3, 5, 4);
            step.Results[0].Fill_(7);
        }
    }

    /// <summary>Indices that differ from run to run, through everything that makes lists of places of them.</summary>
    [TestMethod]
    public void Run_Indices_AreReadAnewEachTime()
    {
        Tensor table = Tensor.Randn([7, 3], DType.Float64, new Generator(1));
        Step step = Step.Capture(Gradients);
        var random = new Generator(2);
        for (int run = 0; run < 5; run++)
        {
            Tensor places = Tensor.RandInt([6], 0, 7, generator: random);
            Tensor[] eager = Gradients([places]);
            step.Run(places);
            for (int i = 0; i < eager.Length; i++) CollectionAssert.AreEqual(eager[i].ToArray<double>(), step.Results[i].ToArray<double>());
        }

        Tensor[] Gradients(Tensor[] inputs)
        {
            Tensor index = inputs[0], square = index.Unsqueeze(1).Expand(6, 3), state = Tensor.Zeros([7, 3], DType.Float64);
            using var tape = new Tape();
            state[index] = 1;
            Tensor looked = Tensor.Embedding(index, table, paddingIndex: 2), put = table.IndexCopy(0, index, looked * 2), picked = table[index].Gather(1, index.Unsqueeze(1) % 3);
            Tensor value = (put.Square().Sum() + picked.Exp().Sum() + table.ScatterAdd(0, square, looked).Tanh().Sum() + looked.CrossEntropy(index % 3, ignoreIndex: 1) + looked.MultiMarginLoss(index % 3)) * state.Sum();
            return [value, tape.Gradient(value, table)];
        }
    }

    [TestMethod]
    public void Run_ManyUsesOfOneValue_CotangentsAddUp() => AssertSame(
        [40, 60], [40, 60], generator => [new Linear(60, 60, generator: generator)], parameters => new SGD(parameters, 0.01),
        (a, y) => (a * a.Sigmoid() + a.Tanh() * y - a[0..20].Sum() + a.Select(1, 3).Exp().Mean() + Tensor.Where(a > y, a, y)).Mean());

    [TestMethod]
    public void Run_GradOfLeaves_StaysReadable()
    {
        Tensor w = Tensor.From([3.0, 4.0]);
        w.RequiresGrad = true;
        Step step = Step.Capture(x =>
        {
            w.ZeroGrad();
            using var tape = new Tape();
            Tensor loss = (w * x).Square().Sum();
            loss.Backward();
            return loss;
        });
        for (int i = 1; i < 5; i++) step.Run((double)i);
        AssertIs(w.Grad!, [2], 2 * 3 * 16, 2 * 4 * 16);
    }

    [TestMethod]
    public void Run_SmallStep_AllocatesNothing()
    {
        Tensor w = Tensor.Randn([4, 3], generator: new Generator(1)), x = Tensor.Ones(1, 4), y = Tensor.Zeros(1, 3);
        var optimizer = new SGD([w], 0.1);
        Step step = Step.Capture((x, y) =>
        {
            using var tape = new Tape();
            Tensor loss = (x.MatMul(w).Sigmoid() - y).Square().Sum();
            optimizer.Step(tape.Gradient(loss, [w]));
            return loss;
        });
        for (int i = 0; i < 3; i++) step.Run(x, y);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) step.Run(x, y);
        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Run_TransformerBlock_AllocatesNothing(bool packed)
    {
        const int Batch = 3, Length = 5, HeadCount = 2, Width = 8, Classes = 7;
        var generator = new Generator(3);
        var embedding = new Embedding(Classes, Width, generator: generator);
        var norm = new LayerNorm([Width]);
        Linear project = new(Width, 3 * Width, generator: generator), widen = new(Width, 2 * Width, generator: generator), head = new(2 * Width, Classes, bias: false, generator: generator);
        var optimizer = new AdamW([.. embedding.Parameters(), .. norm.Parameters(), .. project.Parameters(), .. widen.Parameters(), .. head.Parameters()], 1e-2);
        Tensor x = Tensor.RandInt([Batch, Length], 0, Classes, generator: generator), y = Tensor.RandInt([Batch * Length], 0, Classes, generator: generator);
        Step step = Step.Capture((x, y) =>
        {
            using var tape = new Tape();
            Tensor heads = project.Forward(norm.Forward(embedding.Forward(x))).Reshape(Batch, Length, 3, HeadCount, Width / HeadCount);
            Tensor query = heads.Select(2, 0).Transpose(1, 2), key = heads.Select(2, 1).Transpose(1, 2), value = heads.Select(2, 2).Transpose(1, 2);
            Tensor seen = Tensor.ScaledDotProductAttention(packed ? query : query.Contiguous(), key, value, causal: true).Transpose(1, 2).Reshape(Batch, Length, Width);
            Tensor loss = head.Forward(widen.Forward(seen).Gelu()).Reshape(-1, Classes).CrossEntropy(y);
            optimizer.Step(tape.Gradient(loss, optimizer.Parameters));
            return loss;
        });
        double first = step.Run(x, y).Item();
        for (int i = 0; i < 3; i++) step.Run(x, y);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++) step.Run(x, y);
        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.IsLessThan(first, step.Results[0].Item());
    }

    [TestMethod]
    public void Run_CustomFunctionWithoutTape_IsOneOperationAndMayKeepItsTensors()
    {
        var kept = new List<Tensor>();
        Step step = Step.Capture((Tensor x) => CustomFunction.Apply("KeptSquare", x, a =>
        {
            kept.Add(a * a);
            return kept[^1];
        }, (a, _, dy) => dy * a * 2).Sum());
        for (int i = 1; i <= 4; i++) step.Run(Tensor.From([i, 2.0 * i]));
        Assert.HasCount(kept.Distinct().Count(), kept);
        Expect.Values(kept[^1], [16, 64]);
    }

    [TestMethod]
    [DataRow(5, 3)]
    [DataRow(70, 60)]
    public void Run_PredicatesOfAnyLayout_SameBitsAsEagerWithoutGarbage(int rows, int columns)
    {
        Step step = Step.Capture(Answers);
        var generator = new Generator(6);
        Tensor x = Tensor.Zeros(1);
        for (int i = 0; i < 4; i++)
        {
            x = Tensor.Randn([rows, columns], generator: generator);
            x /= (x > 0).Float();
            Tensor[] eager = Answers([x]);
            step.Run(x);
            for (int k = 0; k < eager.Length; k++) CollectionAssert.AreEqual(eager[k].ToArray<bool>(), step.Results[k].ToArray<bool>());
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        step.Run(x);
        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static Tensor[] Answers(Tensor[] inputs)
        {
            Tensor x = inputs[0], y = x.Exp() - 1;
            return [x.T.IsNaN(), y.Slice(1, 0, 2).IsInf(), x.IsFinite(), (x + y).T.IsPosInf(), (x - y).IsNegInf(), (x * y)[1].Expand(3, -1).Signbit()];
        }
    }

    [TestMethod]
    public void Run_PredicatesOfAnyDType_SameBitsAsEager()
    {
        Step step = Step.Capture(Answers);
        var generator = new Generator(6);
        for (int i = 0; i < 4; i++)
        {
            Tensor x = Tensor.Randn([6, 7], generator: generator);
            Tensor[] eager = Answers([x]);
            step.Run(x);
            for (int k = 0; k < eager.Length; k++) CollectionAssert.AreEqual(eager[k].ToArray<bool>(), step.Results[k].ToArray<bool>());
        }

        static Tensor[] Answers(Tensor[] inputs) => [.. Enum.GetValues<DType>().Select(dtype => (inputs[0] * 3).To(dtype).T.Signbit())];
    }

    [TestMethod]
    public void Run_UnderATape_ResultsAreConstants()
    {
        Step step = Step.Capture(x => x.Square());
        Tensor x = Tensor.From([3.0]);
        for (int i = 0; i < 3; i++) step.Run(x);
        using var tape = new Tape();
        Tensor y = step.Run(x) * x;
        AssertIs(tape.Gradient(y, x), [1], 9);
    }

    [TestMethod]
    public void ToString_SaysWhatWasFusedMergedAndLeftOut()
    {
        Linear layer = new(64, 48, generator: new Generator(1));
        Step step = Step.Capture(x =>
        {
            _ = x.Exp();
            Tensor y = layer.Forward(x).Relu();
            return (y.Tanh() * y.Tanh() + 1).Sum();
        });
        Assert.AreEqual("Step (not run yet)", step.ToString());
        Tensor x = Tensor.Randn([64, 64], generator: new Generator(2));
        step.Run(x);
        Assert.AreEqual("Step (float32[64, 64]): 8 operations recorded, to be compared with the next run", step.ToString());
        step.Run(x);
        string[] lines = [.. step.ToString().Split('\n').Select(line => System.Text.RegularExpressions.Regex.Replace(line, @" \([^,]*\.cs:\d+\)", ""))];
        Assert.AreEqual("Step (float32[64, 64]): 2 instructions (1 that nobody reads and 1 repeated left out of 8, 1 done by the one before), 48 KiB of values in 12 KiB", lines[0]);
        Assert.StartsWith("  LinearRelu", lines[1]);
        Assert.StartsWith("  Fused over 3072 elements, 3 values in 1 registers: Tanh", lines[2]);
    }

    private static void AssertSame(Shape input, Shape output, Func<Generator, Sequential> build, Func<IReadOnlyList<Tensor>, Optimizer> optimize, Func<Tensor, Tensor, Tensor> measure)
    {
        var data = new Generator(7);
        (Tensor X, Tensor Y)[] batches = [.. Enumerable.Range(0, 6).Select(_ => (Tensor.Randn(input, generator: data), Tensor.Randn(output, generator: data)))];
        Func<Tensor, Tensor, Tensor> eager = Train(out Sequential first), other = Train(out Sequential second);
        Step step = Step.Capture(other);
        foreach ((Tensor x, Tensor y) in batches)
        {
            CollectionAssert.AreEqual(eager(x, y).ToArray<float>(), step.Run(x, y).ToArray<float>());
            foreach ((Tensor a, Tensor b) in first.StateDict().Values.Zip(second.StateDict().Values)) Assert.IsTrue(a.To(DType.Float64).ToArray<double>().AsSpan().SequenceEqual(b.To(DType.Float64).ToArray<double>()));
        }

        Func<Tensor, Tensor, Tensor> Train(out Sequential model)
        {
            Sequential net = model = build(new Generator(3));
            Optimizer optimizer = optimize(net.Parameters());
            return (x, y) =>
            {
                using var tape = new Tape();
                Tensor loss = measure(net.Forward(x), y);
                optimizer.Step(tape.Gradient(loss, net.Parameters()));
                return loss;
            };
        }
    }
}
