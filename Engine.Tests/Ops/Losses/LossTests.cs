namespace PyDeepTensorNet.Tests.Ops.Losses;

/// <summary>Values that the recorded calls do not reach: extremes, nothing to average, what is ignored.</summary>
[TestClass]
public sealed class LossTests
{
    [TestMethod]
    public void SumSquaredLoss_OfTheLab_IsItsFigure()
    {
        Tensor a = Tensor.From([0.23, 0.25, 0.33], [1, 3]).Expand(4, 3), y = Tensor.From([0.25, 0.33, 0.77, 0.80], [4, 1]).Expand(4, 3);
        using var tape = new Tape();
        Tensor loss = a.SumSquaredLoss(y);
        Assert.AreEqual(1.6271, loss.Item(), 1e-12);
        Tensor expected = (a - y) * 2;
        CollectionAssert.AreEqual(expected.ToArray<double>(), tape.Gradient(loss, a).ToArray<double>());
    }

    [TestMethod]
    public void Reduction_EachKind_IsWhatItSays()
    {
        Tensor x = new[,] { { 1.0, 2, 3 }, { 4, 5, 6 } }, zero = Tensor.ZerosLike(x);
        CollectionAssert.AreEqual(new[] { 1.0, 4, 9, 16, 25, 36 }, x.MseLoss(zero, Reduction.None).ToArray<double>());
        Assert.AreEqual(91.0, x.MseLoss(zero, Reduction.Sum).Item());
        Assert.AreEqual(91.0 / 6, x.MseLoss(zero).Item());
        Assert.AreEqual(91.0 / 2, x.MseLoss(zero, Reduction.BatchMean).Item());
    }

    [TestMethod]
    [DataRow(DType.Float32)]
    [DataRow(DType.Float64)]
    public void CrossEntropy_OfLargeLogits_DoesNotOverflow(DType dtype)
    {
        Tensor x = Tensor.From([1000.0, 1001, -1000, 0], [2, 2]).To(dtype), target = new long[] { 0, 0 };
        using var tape = new Tape();
        Tensor losses = x.CrossEntropy(target, reduction: Reduction.None);
        double tolerance = dtype == DType.Float32 ? 1e-6 : 1e-14;
        Assert.AreEqual(Math.Log(1 + Math.E), losses[0].Item(), tolerance);
        Assert.AreEqual(1000, losses[1].Item(), tolerance);
        double[] gradient = tape.Gradient(losses.Sum(), x).To(DType.Float64).ToArray<double>();
        double likely = Math.E / (1 + Math.E);
        foreach ((double expected, double actual) in new[] { -likely, likely, -1, 1 }.Zip(gradient)) Assert.AreEqual(expected, actual, tolerance);
    }

    [TestMethod]
    public void CrossEntropy_AlongAxisOne_IsThatOfEachPlace()
    {
        var random = new Random(3);
        Tensor x = Tensor.From(Enumerable.Range(0, 2 * 5 * 3 * 4).Select(_ => random.NextDouble() * 6 - 3).ToArray(), [2, 5, 3, 4]);
        Tensor target = Tensor.From(Enumerable.Range(0, 2 * 3 * 4).Select(i => i % 7 == 3 ? -100L : i % 5).ToArray(), [2, 3, 4]);
        using var tape = new Tape();
        Tensor fused = x.CrossEntropy(target, reduction: Reduction.None);
        Tensor composed = x.LogSoftmax(1).NllLoss(target, reduction: Reduction.None);
        Tensor weights = Tensor.From(Enumerable.Range(0, 24).Select(i => i * 0.25 - 2).ToArray(), [2, 3, 4]);
        AssertClose(composed, fused);
        AssertClose(tape.Gradient((composed * weights).Sum(), x), tape.Gradient((fused * weights).Sum(), x));
    }

    [TestMethod]
    public void CrossEntropy_IgnoredTargets_CountNeitherInTheMeanNorInTheGradient()
    {
        Tensor x = new[,] { { 1.0, 2, 3 }, { 3, 1, 2 }, { 0, 0, 9 } };
        using var tape = new Tape();
        Tensor loss = x.CrossEntropy(new long[] { 0, -100, 1 }), without = x.IndexSelect(0, new long[] { 0, 2 }).CrossEntropy(new long[] { 0, 1 });
        Assert.AreEqual(without.Item(), loss.Item(), 1e-15);
        AssertClose(tape.Gradient(without, x), tape.Gradient(loss, x));
        CollectionAssert.AreEqual(new double[3], tape.Gradient(loss, x)[1].ToArray<double>());
        Tensor nothing = x.CrossEntropy(new long[] { 7, 7, 7 }, ignoreIndex: 7);
        Assert.IsTrue(double.IsNaN(nothing.Item()), "the mean of no losses");
        Assert.AreEqual(0, x.CrossEntropy(new long[] { 7, 7, 7 }, ignoreIndex: 7, reduction: Reduction.Sum).Item());
    }

    [TestMethod]
    public void CrossEntropy_OfProbabilitiesThatAreCertain_IsThatOfClasses()
    {
        Tensor x = new[,] { { 1.0, -2, 0.5 }, { 0.25, 1, 2 } }, weight = new[] { 0.5, 2, 1 };
        Tensor classes = new long[] { 2, 1 }, certain = classes.OneHot(3).To(DType.Float64);
        foreach (double smoothing in new[] { 0, 0.25 })
        {
            AssertClose(x.CrossEntropy(classes, weight, reduction: Reduction.None, labelSmoothing: smoothing), x.CrossEntropy(certain, weight, reduction: Reduction.None, labelSmoothing: smoothing));
        }
    }

    [TestMethod]
    public void CrossEntropy_WeightThatIsLearned_ReceivesItsGradient()
    {
        Tensor x = new[,] { { 1.0, -2, 0.5 }, { 0.25, 1, 2 } }, weight = new[] { 0.5, 2, 1 };
        foreach (double smoothing in new[] { 0, 0.25 })
        {
            GradCheckReport report = GradCheck.Run(inputs => inputs[0].CrossEntropy(new long[] { 2, 1 }, inputs[1], labelSmoothing: smoothing), [x, weight]);
            Assert.IsTrue(report.Passed, report.ToString());
        }
    }

    [TestMethod]
    public void BinaryCrossEntropy_AtZeroAndOne_IsBounded()
    {
        Tensor x = new[] { 0.0, 0, 1, 1 };
        using var tape = new Tape();
        Tensor losses = x.BinaryCrossEntropy(new[] { 0.0, 1, 0, 1 }, reduction: Reduction.None);
        CollectionAssert.AreEqual(new[] { 0.0, 100, 100, 0 }, losses.ToArray<double>());
        CollectionAssert.AreEqual(new[] { 0, -1e12, 1e12, 0 }, tape.Gradient(losses.Sum(), x).ToArray<double>());
    }

    [TestMethod]
    public void BinaryCrossEntropyWithLogits_OfLargeLogits_DoesNotOverflow()
    {
        Tensor x = new[] { 800.0, -800, 800, -800 };
        using var tape = new Tape();
        Tensor losses = x.BinaryCrossEntropyWithLogits(new[] { 1.0, 0, 0, 1 }, reduction: Reduction.None);
        CollectionAssert.AreEqual(new[] { 0.0, 0, 800, 800 }, losses.ToArray<double>());
        CollectionAssert.AreEqual(new[] { 0.0, 0, 1, -1 }, tape.Gradient(losses.Sum(), x).ToArray<double>());
    }

    [TestMethod]
    public void BinaryCrossEntropyWithLogits_PosWeightOfOnes_ChangesNothing()
    {
        Tensor x = new[] { 3.0, -2, 0.5 }, target = new[] { 0.75, 0, 1 };
        AssertClose(x.BinaryCrossEntropyWithLogits(target, reduction: Reduction.None), x.BinaryCrossEntropyWithLogits(target, reduction: Reduction.None, posWeight: Tensor.Ones([3], DType.Float64)));
    }

    [TestMethod]
    public void KlDiv_ProbabilityZero_CountsNothing() =>
        Assert.AreEqual(Math.Log(2), Tensor.Full([2], -Math.Log(2), DType.Float64).KlDiv(new[] { 0.0, 1 }, Reduction.Sum).Item(), 1e-15);

    [TestMethod]
    public void GaussianNllLoss_VarianceBelowTheLeast_StillReceivesAGradient()
    {
        Tensor x = new[] { 1.0 }, variance = new[] { 0.0 };
        using var tape = new Tape();
        Tensor loss = x.GaussianNllLoss(new[] { 1.5 }, variance, eps: 0.25);
        Assert.AreEqual((Math.Log(0.25) + 1) / 2, loss.Item(), 1e-15);
        Assert.AreEqual((1 / 0.25 - 0.25 / (0.25 * 0.25)) / 2, tape.Gradient(loss, variance).Item(), 1e-12);
    }

    [TestMethod]
    public void HuberAndSmoothL1_AtTheirBend_Agree()
    {
        Tensor x = new[] { -3.0, -0.5, 0, 0.5, 3 }, zero = Tensor.ZerosLike(x);
        CollectionAssert.AreEqual(new[] { 1.375, 0.125, 0, 0.125, 1.375 }, x.HuberLoss(zero, Reduction.None, delta: 0.5).ToArray<double>());
        CollectionAssert.AreEqual(new[] { 2.75, 0.25, 0, 0.25, 2.75 }, x.SmoothL1Loss(zero, Reduction.None, beta: 0.5).ToArray<double>());
        CollectionAssert.AreEqual(new[] { 3, 0.5, 0, 0.5, 3 }, x.SmoothL1Loss(zero, Reduction.None, beta: 0).ToArray<double>());
    }

    [TestMethod]
    public void PairwiseDistance_OfOneVectorToMany_Broadcasts()
    {
        Tensor many = new[,] { { 3.0, 4 }, { 0, 1 } };
        AssertClose(new[] { 5.0, 1 }, many.PairwiseDistance(new[] { 0.0, 0 }, eps: 0));
    }

    [TestMethod]
    public void Losses_DifferentiatedTwice_MatchDifferences()
    {
        Tensor x = new[,] { { 0.5, -1.25, 2 }, { 1, 0.25, -0.75 } }, y = new[,] { { 1.5, 0.25, -1 }, { -0.5, 2, 1 } };
        Tensor classes = new long[] { 2, 0 };
        Func<IReadOnlyList<Tensor>, Tensor>[] losses =
        [
            t => t[0].MultiMarginLoss(classes, p: 2, margin: 1.25, weight: new[] { 0.5, 2, 1 }),
            t => t[0].MultilabelMarginLoss(new long[,] { { 1, -1, 0 }, { 2, 0, -1 } }).Square(),
            t => t[0].CosineSimilarity(t[1]).Sum(),
            t => t[0].Pdist().Sum() + t[1].Pdist(3).Sum(),
            t => t[0].TripletMarginLoss(t[1], t[0] * 0.5, margin: 9, swap: true),
        ];
        foreach (Func<IReadOnlyList<Tensor>, Tensor> loss in losses)
        {
            GradCheckReport report = GradGradCheck.Run(loss, [x, y]);
            Assert.IsTrue(report.Passed, report.ToString());
        }
    }

    private static void AssertClose(Tensor expected, Tensor actual)
    {
        Assert.AreEqual(expected.Shape, actual.Shape);
        foreach ((double e, double a) in expected.ToArray<double>().Zip(actual.ToArray<double>())) Assert.AreEqual(e, a, 1e-13 * Math.Max(1, Math.Abs(e)));
    }
}
