using PyDeepTensorNet.Nn;

namespace PyDeepTensorNet.Tests.Graph;

/// <summary>Segments that the backward sweep computes again, beside the same computation without.</summary>
[TestClass]
public sealed class CheckpointTests
{
    private static Tensor Random(ulong seed, params int[] dims) => Tensor.Normal(dims, generator: new Generator(seed));

    /// <summary>The value and all gradients of a function that may make checkpoints, and of the same function that makes none, are the same bits.</summary>
    private static void SameBits(Func<Func<Func<IReadOnlyList<Tensor>, Tensor>, IReadOnlyList<Tensor>, Tensor>, Tensor> function, params IReadOnlyList<Tensor> by)
    {
        float[][] plain = Run((segment, inputs) => segment(inputs)), checkpointed = Run(Checkpoint.Run);
        for (int i = 0; i < plain.Length; i++) CollectionAssert.AreEqual(plain[i], checkpointed[i], i == 0 ? "value" : $"gradient {i - 1}");

        float[][] Run(Func<Func<IReadOnlyList<Tensor>, Tensor>, IReadOnlyList<Tensor>, Tensor> run)
        {
            using var tape = new Tape();
            Tensor y = function(run);
            Gradients gradients = tape.Gradient(y, by, Tensor.Normal(y.Shape, generator: new Generator(99)));
            return [y.ToArray<float>(), .. by.Select(tensor => gradients[tensor].ToArray<float>())];
        }
    }

    [TestMethod]
    public void Run_OfOneTensor_IsOneEntry_WithThePlainGradients()
    {
        Tensor x = Random(1, 3, 4), w = Random(2, 4, 4);
        using var tape = new Tape();
        Tensor y = Checkpoint.Run(x => x.MatMul(w).Tanh().MatMul(w), x);
        Gradients gradients = tape.Gradient(y.Square().Sum(), [x, w]);
        Assert.AreEqual(1, tape.ToString().Split('\n').Count(line => line.Contains("Checkpoint", StringComparison.Ordinal)));
        Assert.IsFalse(tape.ToString().Contains("Tanh", StringComparison.Ordinal));
        CollectionAssert.AreEqual(x.MatMul(w).Tanh().MatMul(w).ToArray<float>(), y.ToArray<float>());
        Assert.HasCount(2, gradients);
        SameBits(run => run(x => x[0].MatMul(w).Tanh().MatMul(w), [x]), x, w);
    }

    /// <summary>The order in which a sweep adds cotangents up decides about their last bits: of weights that several segments share, and of values that are used in and outside of them.</summary>
    [TestMethod]
    public void Run_OfSharedWeightsAndResiduals_HasTheSameBits()
    {
        Tensor x = Random(1, 5, 6), w = Random(2, 6, 6), b = Random(3, 6);
        SameBits(
            run =>
            {
                Tensor h = x;
                for (int i = 0; i < 4; i++) h = run(v => v[0] + (v[0].MatMul(w) + b).Gelu() * v[0].MatMul(w).Sigmoid(), [h]) + h * x;
                return h * h.MatMul(w) + x;
            },
            x, w, b);
        SameBits(run => run(v => v[0] * v[1] + v[0].Sin() * x, [x, x]) * x, x);
        SameBits(run => run(v => v[0].T.Reshape(3, 10).T, [x]), x);
    }

    /// <summary>A sum of which only a part is written when the segment goes on with it.</summary>
    [TestMethod]
    public void Run_OfWhatIsTakenApartAround_HasTheSameBits()
    {
        Tensor x = Random(1, 3, 20_000);
        SameBits(run => run(v => (v[0] * v[0]).Sin(), [x])[..1] + x[..1], x);
        SameBits(run => run(v => v[0][1..2] * 2, [x]) + x[..1], x);
        SameBits(run => run(v => v[0][1..2] * v[0][2..], [x]) + x[..1] * x[1..2], x);
    }

    /// <summary>More inputs than an entry holds itself, integers and masks among them, and captured tensors: a parameter, a value on the tape, one that nothing has used so far, one that is used afterwards too.</summary>
    [TestMethod]
    public void Run_OfManyInputsAndCaptures_HasTheSameBits()
    {
        Tensor a = Random(1, 4, 5), b = Random(2, 5), c = Random(3, 4, 1), plain = Random(4, 5), later = Random(5, 5);
        Tensor index = new[] { 3L, 0, 2, 2 }, mask = new[] { true, false, true, true, false };
        var linear = new Linear(5, 5, generator: new Generator(6));
        SameBits(
            run =>
            {
                Tensor onTape = b.Exp();
                Tensor y = run(v => Tensor.Where(v[3], linear.Forward(v[0].IndexSelect(0, v[4])) * v[1] + v[2], onTape) * plain + later * Tensor.Full([5], 3), [a, b, c, mask, index]);
                return y * later + onTape;
            },
            a, b, c, plain, later, linear.Weight, linear.Bias!);
    }

    [TestMethod]
    public void Run_InsideOfSegments_HasTheSameBits()
    {
        Tensor x = Random(1, 4, 3), captured = Random(2, 3);
        Linear[] layers = [.. Enumerable.Range(0, 8).Select(i => new Linear(3, 3, generator: new Generator((ulong)i)))];
        Tensor[] weights = [.. layers.SelectMany(layer => layer.Parameters())];
        SameBits(run => Nested(run, layers, x), [x, captured, .. weights]);

        Tensor Nested(Func<Func<IReadOnlyList<Tensor>, Tensor>, IReadOnlyList<Tensor>, Tensor> run, Linear[] part, Tensor x) => part.Length == 1
            ? (part[0].Forward(x) * captured).Tanh() * Tensor.Full([3], 2)
            : run(v => Nested(run, part[(part.Length / 2)..], Nested(run, part[..(part.Length / 2)], v[0])) + v[0], [x]);
    }

    [TestMethod]
    public void Run_OfATransformerLayer_HasTheSameBitsOnAnyThreads() => Expect.SameOnAnyThreads(() =>
    {
        var generator = new Generator(1);
        var layer = new TransformerEncoderLayer(16, 2, 32, dropout: 0.2, generator: generator);
        Tensor x = Random(2, 2, 7, 16);
        // Both runs drop the same elements.
        SameBits(
            run =>
            {
                generator.ManualSeed(3);
                return run(v => layer.Forward(v[0]), [x]);
            },
            [x, .. layer.Parameters()]);
        using var tape = new Tape();
        generator.ManualSeed(4);
        return tape.Gradient(Checkpoint.Run(layer.Forward, x).Square().Sum(), x).ToArray<float>();
    });

    [TestMethod]
    public void Run_DifferentiatedTwice_Checks()
    {
        Tensor x = Tensor.Normal([3, 2], dtype: DType.Float64, generator: new Generator(1)), w = Tensor.Normal([2, 2], dtype: DType.Float64, generator: new Generator(2));
        GradCheckReport report = GradCheck.Run(v => Checkpoint.Run(u => (u[0].MatMul(w) * u[1]).Tanh().MatMul(w), [v[0], v[1]]), [x, Tensor.Normal([2], dtype: DType.Float64, generator: new Generator(3))]);
        report.ThrowIfFailed();
        GradGradCheck.Run(v => Checkpoint.Run(u => u[0].Exp() * Checkpoint.Run(t => t.MatMul(v[1]).Sin(), u[0]), [v[0]]), [x, w]).ThrowIfFailed();
    }

    /// <summary>Second derivatives add up in another order: through the values that were computed again.</summary>
    [TestMethod]
    public void Run_WithCreateGraph_HasTheSameBitsAndSecondDerivatives()
    {
        Tensor x = Random(1, 4, 3), w = Random(2, 3, 3);
        float[][] plain = Second((segment, x) => segment(x)), checkpointed = Second(Checkpoint.Run);
        CollectionAssert.AreEqual(plain[0], checkpointed[0]);
        for (int i = 1; i < plain.Length; i++)
        {
            float scale = plain[i].Max(MathF.Abs);
            for (int k = 0; k < plain[i].Length; k++) Assert.AreEqual(plain[i][k], checkpointed[i][k], 1e-5f * scale);
        }

        float[][] Second(Func<Func<Tensor, Tensor>, Tensor, Tensor> run)
        {
            using var tape = new Tape();
            Tensor y = run(v => (v.MatMul(w).Tanh() * v).Exp(), x) + x;
            Tensor first = tape.Gradient(y.Square().Sum(), x, createGraph: true);
            Gradients second = tape.Gradient(first.Square().Sum(), [x, w]);
            return [first.ToArray<float>(), second[x].ToArray<float>(), second[w].ToArray<float>()];
        }
    }

    /// <summary>The gradient of a tape inside of the segment, as a gradient penalty takes it.</summary>
    [TestMethod]
    public void Run_OfAGradient_HasTheSameBits()
    {
        Tensor x = Random(1, 4), w = Random(2, 4);
        SameBits(
            run => run(
                v =>
                {
                    using var inner = new Tape();
                    return inner.Gradient((v[0] * w).Sin().Sum(), v[0]).Square();
                },
                [x]),
            x, w);
    }

    [TestMethod]
    public void Run_OfRandomSegments_DrawsAsWithoutAndMovesGeneratorsOnce()
    {
        Tensor x = Random(1, 20);
        var own = new Generator(7);
        using var tape = new Tape();
        Tensor.ManualSeed(5);
        Tensor y = Checkpoint.Run(x => x.Dropout(0.5).Dropout(0.5, own) * Tensor.Rand([20]), x);
        GeneratorState drawn = own.State, drawnByDefault = Generator.Default.State;
        _ = Tensor.Rand([7]);
        _ = Tensor.Rand([7], generator: own);
        GeneratorState before = own.State, beforeByDefault = Generator.Default.State;
        Tensor gradient = tape.Gradient(y.Sum(), x);
        Assert.AreEqual(before, own.State);
        Assert.AreEqual(beforeByDefault, Generator.Default.State);

        own.ManualSeed(7);
        Tensor.ManualSeed(5);
        Tensor factors = Tensor.Ones([20]).Dropout(0.5).Dropout(0.5, own) * Tensor.Rand([20]);
        Assert.AreEqual(drawn, own.State);
        Assert.AreEqual(drawnByDefault, Generator.Default.State);
        CollectionAssert.AreEqual(factors.ToArray<float>(), gradient.ToArray<float>());
    }

    /// <summary>Running statistics move once, not once more in the backward sweep, and what was saved of them counts as unwritten.</summary>
    [TestMethod]
    public void Run_OfBatchNorm_MovesStatisticsOnce()
    {
        Tensor x = Random(1, 6, 3);
        BatchNorm1d plain = new(3, momentum: null), checkpointed = new(3, momentum: null);
        Tensor expected = Step(plain, plain.Forward), actual = Step(checkpointed, v => Checkpoint.Run(checkpointed.Forward, v));
        CollectionAssert.AreEqual(expected.ToArray<float>(), actual.ToArray<float>());
        foreach (var (name, buffer) in plain.NamedBuffers()) Expect.AssertNumbers(checkpointed.NamedBuffers().Single(pair => pair.Key == name).Value, buffer.Shape, buffer.To(DType.Float64).ToArray<double>());
        Assert.AreEqual(1L, checkpointed.NumBatchesTracked!.Item<long>());

        Tensor Step(BatchNorm1d norm, Func<Tensor, Tensor> forward)
        {
            using var tape = new Tape();
            Tensor y = forward(x);
            return tape.Gradient((y.Square() + x.BatchNorm(norm.RunningMean, norm.RunningVariance) * y).Sum(), x);
        }
    }

    [TestMethod]
    public void Run_WhereNothingIsRecorded_JustCalls()
    {
        int calls = 0;
        Tensor x = Random(1, 3);
        Func<Tensor, Tensor> segment = x =>
        {
            calls++;
            return x * 2;
        };
        Tensor y = Checkpoint.Run(segment, x);
        using var tape = new Tape();
        using (tape.Pause()) _ = Checkpoint.Run(segment, x);
        Assert.AreEqual(2, calls);
        Assert.AreEqual(0, tape.Count);
        CollectionAssert.AreEqual((x * 2).ToArray<float>(), y.ToArray<float>());
    }

    [TestMethod]
    public void Run_OfWhatComputesNothing_HandsItThrough()
    {
        Tensor x = Random(1, 3), constant = Random(2, 3);
        using var tape = new Tape();
        Assert.AreSame(x, Checkpoint.Run(x => x, x));
        Assert.AreSame(constant, Checkpoint.Run(_ => constant, x));
        Assert.AreEqual(DType.Bool, Checkpoint.Run(x => x > 0, x).DType);
        Assert.AreEqual(0, tape.Count);
    }

    [TestMethod]
    public void Run_ThatThrows_LeavesTheTapeAsItWas()
    {
        Tensor x = Random(1, 3);
        using var tape = new Tape();
        Tensor y = x * 2;
        Assert.ThrowsExactly<ShapeException>(() => Checkpoint.Run(x => x.Exp().MatMul(Random(2, 4, 4)), y));
        Assert.AreSame(tape, Tape.Current);
        CollectionAssert.AreEqual(new float[] { 2, 2, 2 }, tape.Gradient(y.Sum(), x).ToArray<float>());
    }

    /// <summary>Of what comes from outside, hooks see the sum of all uses, once; of what is inside, they belong to the second run.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Run_WithHooks_CallsThemOnce(bool createGraph)
    {
        Tensor x = Tensor.Ones([2]), w = Tensor.Full([2], 3);
        var seen = new List<string>();
        using IDisposable hook = x.RegisterHook(dy => Saw("x", dy)), other = w.RegisterHook(dy => Saw("w", dy));
        using var tape = new Tape();
        Tensor v = x * 1;
        using IDisposable third = v.RegisterHook(dy => Saw("v", dy));
        Tensor y = Checkpoint.Run(
            u =>
            {
                Tensor inside = u * w;
                inside.RegisterHook(dy => Saw("inside", dy));
                return inside + u * w;
            },
            v);
        Gradients gradients = tape.Gradient((y + w * v).Sum(), [x, w], createGraph: createGraph);
        Assert.AreEqual("inside 1, v 9, w 3, x 9", string.Join(", ", seen.Order(StringComparer.Ordinal)));
        CollectionAssert.AreEqual(new float[] { 9, 9 }, gradients[x].ToArray<float>());

        Tensor? Saw(string name, Tensor dy)
        {
            seen.Add($"{name} {dy[0].Item()}");
            return null;
        }
    }

    /// <summary>Steps that use their tensors again, and a captured one, which replays what it has seen.</summary>
    [TestMethod]
    public void Run_InRecycledAndCapturedSteps_HasTheSameBits()
    {
        var net = new Linear(3, 3, generator: new Generator(1));
        Tensor[] batches = [.. Enumerable.Range(0, 5).Select(i => Random((ulong)i, 4, 3))];
        using var recycling = new Tape(TapeOptions.Recycle);
        float[][] plain = [.. batches.Select(x => Gradient(recycling, x, (segment, x) => segment(x)))], recycled = [.. batches.Select(x => Gradient(recycling, x, Checkpoint.Run))];
        for (int i = 0; i < batches.Length; i++) CollectionAssert.AreEqual(plain[i], recycled[i]);
        recycling.Dispose();
        Step step = Step.Capture(x =>
        {
            using var tape = new Tape();
            return tape.Gradient(Checkpoint.Run(net.Forward, x).Exp().Sum(), net.Weight);
        });
        for (int i = 0; i < batches.Length; i++) CollectionAssert.AreEqual(plain[i], step.Run(batches[i]).ToArray<float>());

        float[] Gradient(Tape tape, Tensor x, Func<Func<Tensor, Tensor>, Tensor, Tensor> run)
        {
            tape.Reset();
            return tape.Gradient(run(net.Forward, x).Exp().Sum(), net.Weight).ToArray<float>();
        }
    }

    [TestMethod]
    public void Backward_ThroughSegments_AccumulatesGrad()
    {
        var net = new Linear(3, 3, generator: new Generator(1));
        Tensor x = Random(2, 4, 3);
        using var tape = new Tape();
        Checkpoint.Run(net.Forward, x).Sum().Backward();
        CollectionAssert.AreEqual(new float[] { 4, 4, 4 }, net.Bias!.Grad!.ToArray<float>());
    }

    private const string Remedy = "; with the same inputs it must do the same, so pass as an input what changes between the two runs, and keep counters, modes and random numbers that are not a Generator's out of it";

    [TestMethod]
    public void Gradient_OfASegmentThatDoesSomethingElse_SaysWhat()
    {
        Tensor x = Random(1, 2, 3);
        int calls = 0;
        Refused("operation 1 was Sin float32[2, 3], and is Cos float32[2, 3]", x => calls++ == 0 ? x.Exp().Sin() : x.Exp().Cos());
        Refused("operation 0 was Exp float32[2, 3], and is Slice float32[1, 3]", x => calls++ == 0 ? x.Exp().Sum() : x[..1].Exp().Sum());
        Refused("there were 2 operations, and are 3", x => calls++ == 0 ? x.Exp().Sin() : x.Exp().Sin().Sin());
        Refused("its operations are the same, and the values of its result, MulScalar float32[2, 3], are others", x => x * calls++);
        Refused("the result was that of operation 0, Exp float32[2, 3], and is that of operation 1, Exp float32[2, 3]", x => (first: x.Exp(), second: x.Exp()) is var both && calls++ == 0 ? both.first : both.second);
        Refused("its result is none of its own operations'", x => calls++ == 0 ? x.Exp() : x);
        var dropout = new Dropout(0.5);
        Refused("there were 3 operations, and are 1", x => (calls++ == 0 ? dropout.Train() : dropout.Eval()).Forward(x.Exp()));

        void Refused(string difference, Func<Tensor, Tensor> segment)
        {
            foreach (bool createGraph in (bool[])[false, true])
            {
                calls = 0;
                using var tape = new Tape();
                Tensor y = Checkpoint.Run(segment, x).Sum();
                Expect.Throws<TapeException>($"Checkpoint: the segment did something else when the backward sweep ran it again: {difference}{Remedy}", () => tape.Gradient(y, x, createGraph: createGraph));
            }
        }
    }

    /// <summary>A C# lambda captures the variable, not its value: the classic slip in a loop over layers.</summary>
    [TestMethod]
    public void Gradient_AfterACapturedVariableWasAssignedTo_SaysSo()
    {
        Tensor x = Random(1, 2, 3);
        using var tape = new Tape();
        Tensor h = x;
        for (int i = 0; i < 2; i++) h = Checkpoint.Run(_ => h.Sin(), x);
        foreach (bool createGraph in (bool[])[false, true])
        {
            Expect.Throws<TapeException>(
                $"Checkpoint: the segment did something else when the backward sweep ran it again: it uses float32[2, 3], which it did not use before: a variable that it captures may have been assigned to since{Remedy}",
                () => tape.Gradient(h.Sum(), x, createGraph: createGraph));
        }
    }

    [TestMethod]
    public void Gradient_AfterWhatItUsesWasWrittenTo_SaysSo()
    {
        Tensor x = Random(1, 2), w = Random(2, 2);
        w.RequiresGrad = true;
        using var tape = new Tape();
        Tensor y = Checkpoint.Run(x => (x * w).Sum(), x);
        w.Fill_(1);
        Expect.Throws<TapeException>(
            "Checkpoint: its second input, float32[2], saved as entry 2 for the backward sweep, has been written to in place since (1 write); write after Gradient, write to a Clone(), or read it with AsReadOnlySpan",
            () => tape.Gradient(y, x));
    }

    [TestMethod]
    public void Run_UsingTheTapeAroundIt_SaysWhichToUse()
    {
        Tensor x = Random(1, 2);
        using var tape = new Tape();
        Expect.Throws<TapeException>("Pause: the tape does not see what a checkpointed segment does; use Tape.Current inside of the segment, or this tape outside", () => Checkpoint.Run(x => Scaled(tape, x), x));
        Assert.AreEqual(2.0, tape.Gradient(Checkpoint.Run(x => Scaled(Tape.Current!, x), x).Sum(), x)[0].Item());

        static Tensor Scaled(Tape tape, Tensor x)
        {
            using (tape.Pause()) _ = x.Exp();
            return x * 2;
        }
    }

    [TestMethod]
    public void Run_InDebugMode_NamesTheOperationInside()
    {
        Tensor x = Tensor.Zeros([2]), w = Tensor.Ones([2]);
        using (var tape = new Tape(TapeOptions.Debug))
        {
            Tensor y = Checkpoint.Run(x => (x + w).Exp(), x);
            StringAssert.Contains(tape.SiteOf(y)!.ToString(), "CheckpointTests.cs", StringComparison.Ordinal);
            Assert.AreEqual(GradientCause.None, tape.Explain(y.Sum(), w).Cause);
            Tensor cut = Checkpoint.Run(x => x.Exp() + (w * 2).Detach(), x);
            GradientExplanation why = tape.Explain(cut.Sum(), w);
            StringAssert.EndsWith(why.Reason, "uses it, but gives a result that does not depend on it", StringComparison.Ordinal);
            Assert.AreEqual("call the segment without Checkpoint.Run to see why", why.Remedy);
        }
        using (new Tape(TapeOptions.DetectAnomalies))
        {
            AnomalyException forward = Assert.ThrowsExactly<AnomalyException>(() => Checkpoint.Run(x => x.Log(), x));
            StringAssert.StartsWith(forward.Message, "Anomaly: Log", StringComparison.Ordinal);
        }
        using (var tape = new Tape(TapeOptions.DetectAnomalies))
        {
            Tensor y = Checkpoint.Run(x => x.Sqrt(), x);
            AnomalyException backward = Assert.ThrowsExactly<AnomalyException>(() => tape.Gradient(y.Sum(), x));
            StringAssert.StartsWith(backward.Message, "Anomaly: Sqrt", StringComparison.Ordinal);
        }
    }

    [TestMethod]
    public void Run_WithAProfile_IsDrawn()
    {
        Sequential net = [new Linear(3, 4), new Tanh(), new Linear(4, 2)];
        Tensor x = Random(1, 5, 3);
        using var tape = new Tape(TapeOptions.Profile);
        Tensor loss = Checkpoint.Run(net.Forward, x).Square().Mean();
        Gradients gradients = tape.Gradient(loss, net.Parameters());
        foreach (string text in (string[])[tape.ToString(), tape.ToTable(gradients), tape.ToDot(gradients), tape.ToMermaid(gradients), tape.ToHtml(gradients), tape.Profile!.ToString()])
        {
            StringAssert.Contains(text, "Checkpoint", StringComparison.Ordinal);
        }
        // In the box of its module.
        StringAssert.Contains(tape.ToMermaid(), "Sequential", StringComparison.Ordinal);
    }

    /// <summary>What looks at each operation sees those of the segment: a kink in it is found, and a wrong derivative is blamed on its op.</summary>
    [TestMethod]
    public void GradCheck_OfASegment_LooksInside()
    {
        Tensor x = new[] { 0.0, 1.0, 2.0 };
        GradCheckReport kink = GradCheck.Run(x => Checkpoint.Run(x => x.Relu() * 2, x), x);
        Assert.AreEqual(1, kink.Tensors[0].Skipped);
        GradCheckReport wrong = GradCheck.Run(x => Checkpoint.Run(x => CustomFunction.Apply("Twice", x.Exp(), x => x * 2, (x, y, dy) => dy * 3), x), x);
        Assert.AreEqual("Twice", wrong.Culprit?.Op);
    }
}
