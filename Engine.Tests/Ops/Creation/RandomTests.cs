namespace PyDeepTensorNet.Tests.Ops.Creation;

[TestClass]
public sealed class RandomTests
{
    private const int Count = 100_000;

    private static readonly DType[] s_floating = [DType.Float32, DType.Float64];

    /// <summary>Moments within five standard errors; the seed is fixed, so this passes always or never.</summary>
    private static void CheckMoments(Tensor sample, double mean, double variance, double fourthCentral)
    {
        double[] values = sample.To(DType.Float64).ToArray<double>();
        double average = values.Average(), spread = values.Average(v => (v - mean) * (v - mean));
        Assert.AreEqual(mean, average, 5 * Math.Sqrt(variance / values.Length));
        Assert.AreEqual(variance, spread, 5 * Math.Sqrt((fourthCentral - variance * variance) / values.Length) + 1e-12);
    }

    [TestMethod]
    public void Rand_Moments_AreThoseOfTheUniform()
    {
        foreach (DType dtype in s_floating)
        {
            Tensor x = Tensor.Rand([Count], dtype, new Generator(1));
            CheckMoments(x, 0.5, 1.0 / 12, 1.0 / 80);
            Assert.IsTrue(x.To(DType.Float64).ToArray<double>().All(v => v is >= 0 and < 1));
        }
    }

    [TestMethod]
    public void Uniform_Interval_StaysInsideAndFillsIt()
    {
        double[] x = Tensor.Uniform([Count], -3, 5, DType.Float64, new Generator(2)).ToArray<double>();
        Assert.IsTrue(x.All(v => v is >= -3 and < 5));
        Assert.IsLessThan(-2.99, x.Min());
        Assert.IsGreaterThan(4.99, x.Max());
    }

    /// <summary>16777216 + 2u has three float32 values, of which rounding would otherwise reach the excluded third.</summary>
    [TestMethod]
    public void Uniform_FewRepresentableValues_NeverReachesHigh()
    {
        float[] x = Tensor.Uniform([1000], 1 << 24, (1 << 24) + 4, generator: new Generator(3)).ToArray<float>();
        Assert.IsTrue(x.All(v => v is 16777216 or 16777218));
    }

    [TestMethod]
    public void Uniform_EmptyInterval_IsItsStart() => CollectionAssert.AreEqual(new[] { 2.5f, 2.5f }, Tensor.Uniform([2], 2.5, 2.5).ToArray<float>());

    [TestMethod]
    public void Randn_Moments_AreThoseOfTheNormal()
    {
        foreach (DType dtype in s_floating)
        {
            Tensor x = Tensor.Randn([Count], dtype, new Generator(4));
            CheckMoments(x, 0, 1, 3);
            double[] values = x.To(DType.Float64).ToArray<double>();
            Assert.AreEqual(0.0455, values.Count(v => Math.Abs(v) > 2) / (double)Count, 5 * Math.Sqrt(0.0455 / Count), "two-sigma tail");
            double neighbours = Enumerable.Range(0, Count - 1).Average(i => values[i] * values[i + 1]);
            Assert.AreEqual(0, neighbours, 5 / Math.Sqrt(Count), "correlation of neighbours");
        }
    }

    [TestMethod]
    public void Normal_MeanAndStd_AreApplied() => CheckMoments(Tensor.Normal([Count], 10, 0.5, DType.Float64, new Generator(5)), 10, 0.25, 3.0 / 16);

    [TestMethod]
    public void Normal_StdZero_IsTheMean() => CollectionAssert.AreEqual(new[] { 7f, 7f, 7f }, Tensor.Normal([3], 7, 0).ToArray<float>());

    [TestMethod]
    public void Bernoulli_Frequency_IsTheProbability()
    {
        CheckMoments(Tensor.Bernoulli([Count], 0.3, generator: new Generator(6)), 0.3, 0.21, 0.3 * Math.Pow(0.7, 4) + 0.7 * Math.Pow(0.3, 4));
        Assert.IsTrue(Tensor.Bernoulli([1000], 1, DType.Bool).ToArray<bool>().All(b => b));
        Assert.IsFalse(Tensor.Bernoulli([1000], 0, DType.Bool).ToArray<bool>().Any(b => b));
    }

    [TestMethod]
    public void Bernoulli_OtherDType_SameDraws()
    {
        bool[] mask = Tensor.Bernoulli([100], 0.5, DType.Bool, new Generator(7)).ToArray<bool>();
        double[] numbers = Tensor.Bernoulli([100], 0.5, DType.Float64, new Generator(7)).ToArray<double>();
        CollectionAssert.AreEqual(mask.Select(b => b ? 1.0 : 0.0).ToArray(), numbers);
    }

    [TestMethod]
    public void RandInt_AllValues_EquallyOften()
    {
        long[] x = Tensor.RandInt([Count], -3, 4, generator: new Generator(8)).ToArray<long>();
        for (int value = -3; value < 4; value++) Assert.AreEqual(Count / 7.0, x.Count(v => v == value), 5 * Math.Sqrt(Count * 6.0 / 49), $"{value}");
    }

    [TestMethod]
    public void RandInt_WholeRangeOfInt_HasBothSigns()
    {
        int[] x = Tensor.RandInt([1000], int.MinValue, int.MaxValue, DType.Int32, new Generator(9)).ToArray<int>();
        Assert.AreEqual(500, x.Count(v => v < 0), 5 * Math.Sqrt(250));
    }

    [TestMethod]
    public void RandPerm_AnyLength_HoldsEachNumberOnce()
    {
        for (int n = 0; n < 40; n++)
        {
            int[] order = Tensor.RandPerm(n, DType.Int32, new Generator((ulong)n)).ToArray<int>();
            CollectionAssert.AreEquivalent(Enumerable.Range(0, n).ToArray(), order);
        }
    }

    [TestMethod]
    public void RandPerm_OrdersOfFour_EquallyOften()
    {
        var generator = new Generator(10);
        var counts = new Dictionary<string, int>();
        for (int i = 0; i < 24000; i++)
        {
            string order = string.Join("", Tensor.RandPerm(4, generator: generator).ToArray<long>());
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }
        Assert.HasCount(24, counts);
        // 23 degrees of freedom: mean 23, five deviations above.
        Assert.IsLessThan(23 + 5 * Math.Sqrt(46), counts.Values.Sum(c => (c - 1000.0) * (c - 1000.0) / 1000));
    }

    [TestMethod]
    public void Generator_SameSeed_SameValuesWhateverTheLengthOfTheCall()
    {
        float[] few = Tensor.Randn([5], generator: new Generator(11)).ToArray<float>();
        float[] many = Tensor.Randn([1000], generator: new Generator(11)).ToArray<float>();
        CollectionAssert.AreEqual(few, many[..5]);
    }

    [TestMethod]
    public void Generator_EachCall_Advances()
    {
        var generator = new Generator(12);
        CollectionAssert.AreNotEqual(Tensor.Rand([3], generator: generator).ToArray<float>(), Tensor.Rand([3], generator: generator).ToArray<float>());
        Assert.AreEqual(new GeneratorState(12, 2), generator.State);
    }

    [TestMethod]
    public void Generator_StateRestored_RepeatsWhatFollowed()
    {
        var generator = new Generator(13);
        _ = Tensor.Rand([7], generator: generator);
        GeneratorState state = generator.State;
        float[] first = Tensor.Randn([9], generator: generator).ToArray<float>();
        generator.State = state;
        CollectionAssert.AreEqual(first, Tensor.Randn([9], generator: generator).ToArray<float>());
        CollectionAssert.AreEqual(first, Tensor.Randn([9], generator: new Generator(0) { State = state }).ToArray<float>());
    }

    [TestMethod]
    public void Generator_SharedByThreads_HandsOutEachBlockOnce()
    {
        var generator = new Generator(14);
        float[][] drawn = new float[64][];
        Parallel.For(0, drawn.Length, i => drawn[i] = Tensor.Rand([4], generator: generator).ToArray<float>());
        float[] alone = Tensor.Rand([256], generator: new Generator(14)).ToArray<float>();
        CollectionAssert.AreEquivalent(alone, drawn.SelectMany(x => x).ToArray());
    }

    [TestMethod]
    [DoNotParallelize]
    public void ManualSeed_DefaultGenerator_Repeats()
    {
        Tensor.ManualSeed(15);
        float[] first = Tensor.Rand(2, 3).ToArray<float>();
        Tensor.ManualSeed(15);
        CollectionAssert.AreEqual(first, Tensor.Rand(2, 3).ToArray<float>());
        CollectionAssert.AreEqual(first, Tensor.Rand([2, 3], generator: new Generator(15)).ToArray<float>());
    }

    [TestMethod]
    public void Like_TakesShapeAndDType()
    {
        Tensor model = Tensor.Zeros([2, 3], DType.Float64);
        foreach (Tensor x in new[] { Tensor.RandLike(model), Tensor.RandnLike(model) })
        {
            Assert.AreEqual(model.Shape, x.Shape);
            Assert.AreEqual(model.DType, x.DType);
        }
    }

    [TestMethod]
    public void EmptyAndScalarShapes_Work()
    {
        Assert.AreEqual(0, Tensor.Randn(0, 3).ElementCount);
        Assert.AreEqual(1, Tensor.Rand().ElementCount);
    }

    [TestMethod]
    public void BadArguments_Throw_AndDrawNothing()
    {
        var generator = new Generator(16);
        Shape shape = [2];
        Check<ArgumentOutOfRangeException>("Bernoulli: probability 1.5 must be from 0 to 1 (Parameter 'p')", () => Tensor.Bernoulli(shape, 1.5, generator: generator));
        Check<ArgumentOutOfRangeException>("Bernoulli: probability NaN must be from 0 to 1 (Parameter 'p')", () => Tensor.Bernoulli(shape, double.NaN, generator: generator));
        Check<ArgumentOutOfRangeException>("Uniform: from 2 to 1 is no interval; low must not exceed high, and both must be finite (Parameter 'low')", () => Tensor.Uniform(shape, 2, 1, generator: generator));
        Check<ArgumentOutOfRangeException>("Normal: standard deviation -1 must be 0 or more, and finite (Parameter 'std')", () => Tensor.Normal(shape, 0, -1, generator: generator));
        Check<ArgumentOutOfRangeException>("RandInt: no integer from 3 to 3 - 1; low must be below high (Parameter 'low')", () => Tensor.RandInt(shape, 3, 3, generator: generator));
        Check<ArgumentOutOfRangeException>("RandPerm: -1 is negative; a permutation has 0 or more elements (Parameter 'n')", () => Tensor.RandPerm(-1, generator: generator));
        Check<DTypeException>("RandPerm: float32 is not an integer type; take DType.Int64 or DType.Int32, and cast the result with To(DType.Float32)", () => Tensor.RandPerm(3, DType.Float32, generator));
        Check<DTypeException>("Randn: int64 does not hold its values; take DType.Float32 or DType.Float64, or RandInt for integers and Bernoulli for truth values", () => Tensor.Randn(shape, DType.Int64, generator));
        Assert.AreEqual(new GeneratorState(16, 0), generator.State);

        static void Check<TException>(string message, Action call) where TException : Exception => Assert.AreEqual(message, Assert.ThrowsExactly<TException>(call).Message);
    }
}
