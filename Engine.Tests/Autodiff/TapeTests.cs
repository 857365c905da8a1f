namespace PyDeepTensorNet.Tests.Autodiff;

[TestClass]
public sealed class TapeTests
{
    [TestMethod]
    public void Gradient_OfALoss_IsTheDerivativeByEachParameter()
    {
        Tensor x = new[] { 1.0, 2 }, w = new[] { 3.0, 4 };
        using var tape = new Tape();
        Gradients gradients = tape.Gradient((x * w + x).Sum(), [w, x]);
        Expect.Values(gradients[w], 1, 2);
        Expect.Values(gradients[x], 4, 5);
    }

    [TestMethod]
    public void Gradient_OfOneTape_MayBeTakenOftenAndOfSeveralLosses()
    {
        Tensor x = new[] { 3.0 };
        using var tape = new Tape();
        Tensor square = x.Square(), first = square.Sum(), second = (square * x).Sum();
        Expect.Values(tape.Gradient(first, x), 6);
        Expect.Values(tape.Gradient(second, x), 27);
        Expect.Values(tape.Gradient(first, x), 6);
        Expect.Values(tape.Gradient(first + second, x), 33);
    }

    [TestMethod]
    public void Gradient_OfAnIntermediate_IsGivenOnRequest()
    {
        Tensor x = new[] { 1.0, 2 };
        using var tape = new Tape();
        Tensor y = x * 3.0, z = y.Square(), loss = z.Sum();
        Gradients gradients = tape.Gradient(loss, [loss, z, y, x]);
        Expect.Values(gradients[loss], 1);
        Expect.Values(gradients[z], 1, 1);
        Expect.Values(gradients[y], 6, 12);
        Expect.Values(gradients[x], 18, 36);
    }

    /// <summary>Several results at once, each with a cotangent of its own, are the gradient of their weighted sum.</summary>
    [TestMethod]
    public void Gradient_WithASeed_IsTheVectorJacobianProduct()
    {
        Tensor x = new[] { 1.0, 2, 3 }, v = new[] { 1.0, 10, 100 };
        using var tape = new Tape();
        Tensor y = x.Square();
        Expect.Values(tape.Gradient(y, x, v), 2, 40, 600);
        Expect.Values(tape.Gradient(y.Sum(), x, 0.5), 1, 2, 3);
    }

    [TestMethod]
    public void Gradient_WithCreateGraph_ReachesTheThirdDerivative()
    {
        Tensor x = new[] { 2.0, -1 };
        using var tape = new Tape();
        Tensor first = tape.Gradient(x.Square().Square().Sum(), x, createGraph: true);
        Tensor second = tape.Gradient(first.Sum(), x, createGraph: true);
        Tensor third = tape.Gradient(second.Sum(), x, createGraph: true);
        Expect.Values(first, 32, -4);
        Expect.Values(second, 48, 12);
        Expect.Values(third, 48, -24);
        Expect.Values(tape.Gradient(third.Sum(), x), 24, 24);
    }

    /// <summary>A Hessian by rows: one gradient a row of the gradient.</summary>
    [TestMethod]
    public void Gradient_OfAGradientsElements_IsTheHessian()
    {
        Tensor x = new[] { 2.0, 3 };
        using var tape = new Tape();
        Tensor gradient = tape.Gradient(x[0].Square() * x[1] + x[1].Square(), x, createGraph: true);
        Expect.Values(tape.Gradient(gradient[0], x), 6, 4);
        Expect.Values(tape.Gradient(gradient[1], x), 4, 2);
    }

    [TestMethod]
    public void Gradient_WithoutCreateGraph_RecordsNothing()
    {
        Tensor x = new[] { 2.0 };
        using var tape = new Tape();
        Tensor loss = x.Square().Sum();
        int count = tape.Count;
        Tensor gradient = tape.Gradient(loss, x);
        Assert.AreEqual(count, tape.Count);
        Expect.Throws<MissingGradientException>(
            "Gradient: the loss float64[] does not depend on parameter 0, float64[1]: operations on this tape used it, but no path of differentiable operations leads from it to the loss (through a gradient only with createGraph: true); the last of them, Sum, entry 2, is used by nothing that was recorded; make the loss from it, leave it out, or pass allowUnused: true",
            () => tape.Gradient(gradient.Sum(), x));
    }

    [TestMethod]
    public void Gradient_OfASharedValue_AddsWhatComesBackOnEachPath()
    {
        Tensor x = new[] { 3.0 };
        using var tape = new Tape();
        Tensor y = x * x;
        Expect.Values(tape.Gradient((y * y + y * x + x).Sum(), x), 4 * 27 + 3 * 9 + 1);
    }

    [TestMethod]
    public void Gradient_OfABroadcastOperand_HasItsShape()
    {
        Tensor column = Tensor.Ones([2, 1], DType.Float64), row = new[] { 1.0, 2, 3 }, number = Tensor.Full([], 2, DType.Float64);
        using var tape = new Tape();
        Gradients gradients = tape.Gradient((column * row * number).Sum(), [column, row, number]);
        Assert.AreEqual(new Shape(2, 1), gradients[column].Shape);
        Expect.Values(gradients[column], 12, 12);
        Expect.Values(gradients[row], 4, 4, 4);
        Assert.AreEqual(Shape.Scalar, gradients[number].Shape);
        Expect.Values(gradients[number], 12);
    }

    [TestMethod]
    public void Gradient_OfAStridedOrExpandedLeaf_IsContiguousAndItsOwn()
    {
        Tensor transposed = Tensor.Arange(0.0, 6, dtype: DType.Float64).Reshape(2, 3).T, repeated = Tensor.From(new[] { 1.0, 2 }).Expand(3, 2);
        using var tape = new Tape();
        Gradients gradients = tape.Gradient((transposed * repeated).Sum(), [transposed, repeated]);
        Assert.IsTrue(gradients[transposed].IsContiguous && gradients[repeated].IsContiguous);
        Expect.Values(gradients[transposed], 1, 2, 1, 2, 1, 2);
        Expect.Values(gradients[repeated], 0, 3, 1, 4, 2, 5);
    }

    [TestMethod]
    public void Gradient_OfTensorsWithoutElements_IsEmpty()
    {
        Tensor none = Tensor.Zeros([0, 3], DType.Float64), row = Tensor.Ones([3], DType.Float64);
        using var tape = new Tape();
        Gradients gradients = tape.Gradient((none * row).Sum(), [none, row]);
        Assert.AreEqual(new Shape(0, 3), gradients[none].Shape);
        Expect.Values(gradients[row], 0, 0, 0);
    }

    /// <summary>The number that a sweep starts from is not handed out: a write to a gradient spoils no later one.</summary>
    [TestMethod]
    public void WritesToAGradient_StayThere()
    {
        Tensor x = Tensor.Ones([], DType.Float64), row = Tensor.Ones([1], DType.Float64);
        for (int i = 0; i < 2; i++)
        {
            using var tape = new Tape();
            Tensor loss = x + 1.0 + row.Reshape([]);
            foreach (Tensor wanted in new[] { x, row, loss })
            {
                Tensor gradient = tape.Gradient(loss, wanted);
                Assert.AreEqual(1, gradient.Item());
                gradient.Fill_(7);
            }
        }
    }

    /// <summary>Sums of cotangents are added to in place, which nobody may notice: each way back to a shared value counts once.</summary>
    [TestMethod]
    public void ManyPathsToOneValue_AddUp()
    {
        Tensor x = new[] { 1.0, 2 }, seed = new[] { 1.0, 1 };
        using var tape = new Tape();
        Tensor y = x * 1.0, sum = y + y;
        for (int i = 0; i < 5; i++) sum = sum + y + x;
        Gradients gradients = tape.Gradient(sum, [x, y, sum], seed);
        Expect.Values(gradients[x], 12, 12);
        Expect.Values(gradients[y], 7, 7);
        Expect.Values(gradients[sum], 1, 1);
        Expect.Values(seed, 1, 1);
        Tensor recorded = tape.Gradient((sum * sum).Sum(), x, createGraph: true);
        Expect.Values(recorded, 288, 576);
        Expect.Values(tape.Gradient(recorded.Sum(), x), 288, 288);
    }

    [TestMethod]
    public void Detach_CutsTheGradient_AndSharesTheMemory()
    {
        Tensor x = new[] { 2.0 };
        using var tape = new Tape();
        Tensor y = x.Square(), constant = y.Detach();
        Expect.Values(tape.Gradient((constant * x).Sum(), x), 4);
        Assert.IsTrue(y.AsReadOnlySpan<double>() == constant.AsReadOnlySpan<double>());
        Assert.IsNull(constant.Name);
        Assert.IsFalse(constant.RequiresGrad);
    }

    [TestMethod]
    public void Pause_MakesConstants_AndEndsWithItsScope()
    {
        Tensor x = new[] { 2.0 };
        using var tape = new Tape();
        Tensor constant;
        using (tape.Pause())
        {
            using (tape.Pause()) constant = x.Square();
            Assert.AreEqual(0, tape.Count);
            _ = x * x;
        }
        Assert.AreEqual(0, tape.Count);
        Expect.Values(tape.Gradient((constant * x).Sum(), x), 4);
    }

    [TestMethod]
    public void WithoutATape_NothingIsRecorded()
    {
        Tensor x = new[] { 2.0 }, before = x.Square();
        Assert.IsNull(Tape.Current);
        using var tape = new Tape();
        Assert.AreSame(tape, Tape.Current);
        Assert.AreEqual(0, tape.Count);
        Expect.Values(tape.Gradient((before * x).Sum(), x), 4);
    }

    /// <summary>What a closed tape computed is constant to the next, though it has the number of an entry there.</summary>
    [TestMethod]
    public void ValuesOfAClosedTape_AreConstants()
    {
        Tensor x = new[] { 2.0 }, y;
        using (new Tape()) y = x.Square();
        using var tape = new Tape();
        Tensor z = x * y;
        Expect.Values(tape.Gradient(z.Sum(), x), 4);
        Expect.Values(tape.Gradient(z.Sum(), y), 2);
    }

    [TestMethod]
    public void IntegersAndMasks_AreNotRecorded()
    {
        Tensor x = new[] { 2.0, 3 }, index = new[] { 1, 0 };
        using var tape = new Tape();
        _ = (index + 1) * index;
        _ = x > 2.5;
        _ = x.To(DType.Int64);
        Assert.AreEqual(0, tape.Count);
    }

    [TestMethod]
    public void Gradients_AreAValue_KeyedByTheTensorsThemselves()
    {
        Tensor a = new[] { 1.0 }, b = new[] { 1.0 }, c = new[] { 1.0 };
        var asked = new List<Tensor> { a, b, c };
        using var tape = new Tape();
        Gradients gradients = tape.Gradient((a * 2.0 + b * 3.0).Sum(), asked, allowUnused: true);
        asked.Reverse();
        tape.Dispose();
        Assert.HasCount(2, gradients);
        Expect.Values(gradients[a], 2);
        Expect.Values(gradients[b], 3);
        Assert.IsNull(gradients[2]);
        Assert.IsTrue(gradients.TryGet(b, out Tensor? ofB));
        Assert.AreSame(gradients[1], ofB);
        Assert.IsFalse(gradients.TryGet(c, out _));
        CollectionAssert.AreEqual(new[] { a, b }, gradients.Select(pair => pair.Key).ToArray());
        Gradients halved = gradients.Map(gradient => gradient * 0.5);
        Expect.Values(halved[b], 1.5);
        Expect.Values(gradients[b], 3);
        Assert.IsNull(halved[2]);
    }

    [TestMethod]
    public void Gradients_OfManyParameters_AreFoundByReference()
    {
        Tensor[] parameters = [.. Enumerable.Range(0, 100).Select(i => Tensor.Full([1], 1, DType.Float64))];
        using var tape = new Tape();
        Tensor sum = Tensor.Zeros([1], DType.Float64);
        for (int i = 0; i < parameters.Length; i++) sum += parameters[i] * i;
        Gradients gradients = tape.Gradient(sum, parameters);
        for (int i = 0; i < parameters.Length; i++) Expect.Values(gradients[parameters[i]], i);
    }

    [TestMethod]
    public void Gradient_ChainOfTwoHundredThousandOps_Works()
    {
        Tensor x = new[] { 1.0 };
        using var tape = new Tape();
        Tensor y = x;
        for (int i = 0; i < 200_000; i++) y += 1.0;
        Assert.AreEqual(200_001.0, y.Item());
        Assert.AreEqual(200_001, tape.Count);
        Assert.AreEqual(1.0, tape.Gradient(y, x).Item());
    }

    /// <summary>The same with values to save, and once more through the recorded gradient.</summary>
    [TestMethod]
    public void Gradient_LongChainOfProducts_WorksTwice()
    {
        Tensor x = new[] { 1.0 };
        using var tape = new Tape();
        Tensor y = x;
        for (int i = 0; i < 20_000; i++) y *= x;
        Tensor gradient = tape.Gradient(y, x, createGraph: true);
        Assert.AreEqual(20_001.0, gradient.Item());
        Assert.AreEqual(20_001.0 * 20_000, tape.Gradient(gradient, x).Item());
    }

    [TestMethod]
    public void RecordingGoesOn_AfterAnOpThrew()
    {
        Tensor x = new[] { 1.0, 2 }, other = Tensor.Ones([3], DType.Float64);
        using var tape = new Tape();
        Assert.ThrowsExactly<ShapeException>(() => x + other);
        Assert.ThrowsExactly<ShapeException>(() => x.Reshape(3));
        Assert.ThrowsExactly<ShapeException>(() => Tensor.Cat([x, Tensor.Ones([2, 2], DType.Float64)]));
        Assert.ThrowsExactly<TensorIndexException>(() => x[2]);
        Assert.ThrowsExactly<TensorIndexException>(() => x.IndexSelect(0, new[] { 5 }));
        Assert.ThrowsExactly<DTypeException>(() => x.MatMul(Tensor.Ones(2)));
        Assert.AreEqual(0, tape.Count);
        Expect.Values(tape.Gradient(x.Square().Sum(), x), 2, 4);
    }

    /// <summary>An op may also fail within its forward, where recording is off.</summary>
    [TestMethod]
    public void RecordingGoesOn_AfterAForwardThrew()
    {
        Tensor x = new[] { 1.0, 2 };
        using var tape = new Tape();
        Assert.ThrowsExactly<ShapeException>(() => x.Pad([int.MaxValue, int.MaxValue]));
        Assert.ThrowsExactly<ShapeException>(() => Apply.Nary(new FailingOp(), x));
        Expect.Values(tape.Gradient(x.Square().Sum(), x), 2, 4);
    }

    [TestMethod]
    public void TapeStaysUsable_AfterARuleThrew()
    {
        Tensor x = new[] { 1.0, 2 };
        using var tape = new Tape();
        Tensor loss = x.Square().Sum(), failing = Apply.Nary(new FailingOp(Backward: true), x).Sum();
        for (int i = 0; i < 2; i++)
        {
            Expect.Throws<ShapeException>("Failing: backward", () => tape.Gradient(failing + loss, x));
            Expect.Values(tape.Gradient(loss, x), 2, 4);
        }
    }

    [TestMethod]
    public void ExceptionInTheScope_ClosesTheTape()
    {
        Tensor x = new[] { 2.0 };
        Assert.ThrowsExactly<ShapeException>(() =>
        {
            using var outer = new Tape();
            using var inner = new Tape();
            using var pause = inner.Pause();
            _ = x.Square().Reshape(2);
        });
        Assert.IsNull(Tape.Current);
        Assert.AreEqual(0, Journal.OfThread.Count);
        using var tape = new Tape();
        Expect.Values(tape.Gradient(x.Square().Sum(), x), 4);
    }

    /// <summary>The tape, not the collector, decides how long a saved value lives.</summary>
    [TestMethod]
    public void Dispose_ReleasesWhatWasKept()
    {
        WeakReference saved = Record();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.IsFalse(saved.IsAlive);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Record()
        {
            using var tape = new Tape();
            Tensor x = Tensor.Ones(100);
            _ = (x * x).Square();
            return new(x);
        }
    }

    private readonly record struct FailingOp(bool Backward) : INaryOp
    {
        public string Name => "Failing";

        public Residuals Residuals => Residuals.None;

        public Tensor Forward(ReadOnlySpan<Tensor> inputs) => Backward ? inputs[0].Clone() : throw new ShapeException("Failing: forward");

        public void Vjp(Pullback pull) => throw new ShapeException("Failing: backward");
    }
}
