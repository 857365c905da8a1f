namespace PyDeepTensorNet.Tests.Autodiff;

/// <summary>Buffers of cotangents go back at their last use in the sweep, those that anybody else may see do not. A buffer that has come back is full of NaN in the test run.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ReturnedMemoryTests
{
    private const int Large = 50_000;

    [TestMethod]
    public void Gradient_OfALongChain_NeedsRoomForFewCotangents()
    {
        Tensor x = Tensor.Ones([Large]);
        TensorMemory.Collect();
        using var tape = new Tape();
        Tensor y = x;
        for (int i = 0; i < 40; i++) y = y.Sin();
        Tensor loss = y.Sum();
        long before = TensorMemory.InUse;
        TensorMemory.ResetPeak();
        Tensor gradient = tape.Gradient(loss, x);
        Assert.IsLessThanOrEqualTo(before + 5 * Large * sizeof(float), TensorMemory.Peak, "40 cotangents, one after the other");
        Assert.IsLessThanOrEqualTo(before + 2 * Large * sizeof(float), TensorMemory.InUse, "the gradient alone is left");
        Assert.AreEqual(Derivative(), gradient[0].Item(), 1e-6);

        static double Derivative()
        {
            double value = 1, derivative = 1;
            for (int i = 0; i < 40; i++) (value, derivative) = (Math.Sin(value), derivative * Math.Cos(value));
            return derivative;
        }
    }

    [TestMethod]
    public void Gradient_TwiceAndOfIntermediates_KeepsAllResults()
    {
        Tensor x = Tensor.Ones([Large]);
        using var tape = new Tape();
        Tensor a = x * 2, b = a + x, c = (b * b).Reshape(50, 1000), loss = c.T.Sum();
        Gradients first = tape.Gradient(loss, [x, a, b, c]), second = tape.Gradient(loss, [c, b, a, x]);
        Overwrite();
        Expect(first, 18, 6, 6, 1);
        Expect(second, 1, 6, 6, 18);

        static void Expect(Gradients gradients, params int[] values)
        {
            for (int i = 0; i < values.Length; i++) All(values[i], gradients[i]!);
        }
    }

    [TestMethod]
    public void Gradient_WithASeed_LeavesTheSeedAlone()
    {
        Tensor x = Tensor.Ones([Large]), seed = Tensor.Full([Large], 3);
        using var tape = new Tape();
        Tensor y = x + x;
        Tensor other = tape.Gradient((x * 5).Sum(), x);
        All(6, tape.Gradient(y, x, seed));
        All(10, tape.Gradient(y, x, other));
        Overwrite();
        All(3, seed);
        All(5, other);
    }

    [TestMethod]
    public void Hook_KeepsWhatItIsGivenAndGives()
    {
        Tensor x = Tensor.Ones([Large]);
        List<Tensor> kept = [];
        using var tape = new Tape();
        Tensor y = x * 2;
        using IDisposable hook = y.RegisterHook(dy =>
        {
            kept.Add(dy);
            kept.Add(dy * 2);
            return kept[1];
        });
        All(12, tape.Gradient((y * 3).Sum(), x));
        Overwrite();
        All(3, kept[0]);
        All(6, kept[1]);
    }

    [TestMethod]
    public void CustomFunction_KeepsWhatItIsGivenAndGives()
    {
        Tensor x = Tensor.Ones([Large]);
        List<Tensor> kept = [];
        using var tape = new Tape();
        Tensor y = CustomFunction.Apply("Twice", x * 5, x => x * 2, (_, _, dy) =>
        {
            kept.Add(dy);
            kept.Add(dy.Reshape(-1, 1).T);
            kept.Add(dy * 2);
            return kept[2];
        });
        All(30, tape.Gradient((y * 3).Sum(), x));
        Overwrite();
        All(3, kept[0]);
        All(3, kept[1]);
        All(6, kept[2]);
    }

    [TestMethod]
    public void Gradient_OfAGradient_KeepsWhatWasRecorded()
    {
        Tensor x = Tensor.Full([Large], 2);
        using var outer = new Tape();
        Tensor inner = outer.Gradient((x * x * x).Sum(), x, createGraph: true);
        Overwrite();
        All(12, inner);
        All(12, outer.Gradient(inner.Sum(), x));
    }

    [TestMethod]
    public void Backward_OfManySteps_AddsUp()
    {
        Tensor x = Tensor.Ones([Large]), w = Tensor.Ones([Large]);
        w.RequiresGrad = true;
        for (int i = 0; i < 20; i++)
        {
            using var tape = new Tape();
            ((w * x).Exp().Log() * w).Sum().Backward();
            Overwrite();
        }
        Assert.AreEqual(40, w.Grad!.Mean().Item(), 1e-4);
    }

    [TestMethod]
    public void Gradients_OfManyThreads_AreNeverSeenOverwritten()
    {
        Tensor shared = Tensor.Full([Large], 2);
        Parallel.For(0, 6, new ParallelOptions { MaxDegreeOfParallelism = 6 }, thread =>
        {
            var kept = new Queue<(Tensor Value, int Expected)>();
            for (int i = 0; i < 60; i++)
            {
                int factor = 1 + (thread * 7 + i) % 50;
                using var tape = new Tape();
                Tensor view = (shared * factor).Reshape(50, 1000).T;
                kept.Enqueue((tape.Gradient((view * view + view).Sum(), shared)[..10], 4 * factor * factor + factor));
                if (kept.Count > 5)
                {
                    (Tensor value, int expected) = kept.Dequeue();
                    All(expected, value);
                }
            }
        });
    }

    /// <summary>Takes what has come back.</summary>
    private static void Overwrite()
    {
        for (int i = 0; i < 8; i++) _ = Tensor.Full([Large], float.NegativeInfinity) - 1;
    }

    private static void All(int expected, Tensor actual)
    {
        foreach (float value in actual.ToArray<float>()) Assert.AreEqual(expected, value);
    }
}
