namespace PyDeepTensorNet.Tests.Ops.Normalizations;

/// <summary>What the calls recorded from PyTorch do not say of normalizations: layouts, large means, what is written to running statistics, and the words of what they refuse.</summary>
[TestClass]
public sealed class NormalizationTests
{
    private static Tensor Draw(params int[] dims) => Tensor.Randn(dims, DType.Float64, new Generator(7));

    private static void AssertClose(Tensor expected, Tensor actual, double tolerance = 1e-12)
    {
        Assert.AreEqual(expected.Shape, actual.Shape);
        Assert.IsTrue(actual.AllClose(expected, tolerance, tolerance), $"{actual} is not {expected}");
    }

    [TestMethod]
    public void LayerNorm_AgainstTheFormula_InAnyLayout()
    {
        Tensor x = Draw(4, 3, 5) + 100, weight = Draw(3, 5), bias = Draw(3, 5);
        Tensor mean = x.Mean([1, 2], keepDim: true), variance = x.Var([1, 2], 0, keepDim: true);
        Tensor expected = (x - mean) / (variance + 1e-5).Sqrt();
        AssertClose(expected * weight + bias, x.LayerNorm([3, 5], weight, bias));
        AssertClose(expected + bias, x.LayerNorm([3, 5], null, bias));
        AssertClose(expected, x.Permute(2, 0, 1).Contiguous().Permute(1, 2, 0).LayerNorm([3, 5]));
        AssertClose(x / (x.Square().Mean(-1, keepDim: true) + 1e-3).Sqrt() * weight[0], x.RmsNorm([5], weight[0], 1e-3));
        // A mean as large as float32 resolves to 1/16 of the deviation.
        Tensor far = Draw(2, 4096).To(DType.Float32) + 1e5;
        AssertClose(far.Double().LayerNorm([4096]), far.LayerNorm([4096]).Double(), 5e-3);
    }

    [TestMethod]
    public void LayerNorm_ThirdDerivative_IsThatOfTheFormula()
    {
        Tensor x = Draw(2, 4), weight = Draw(4), u = Draw(2, 4), v = Draw(2, 4);
        AssertClose(Third(y => (y - y.Mean(1, keepDim: true)) / (y.Var(1, 0, keepDim: true) + 0.1).Sqrt() * weight), Third(y => y.LayerNorm([4], weight, null, 0.1)), 1e-9);
        AssertClose(Third(y => y / (y.Square().Mean(1, keepDim: true) + 0.1).Sqrt() * weight), Third(y => y.RmsNorm([4], weight, 0.1)), 1e-9);

        Tensor Third(Func<Tensor, Tensor> function)
        {
            using var tape = new Tape();
            Tensor first = tape.Gradient(function(x), x, u, createGraph: true), second = tape.Gradient(first, x, v, createGraph: true);
            return tape.Gradient(second, x, u);
        }
    }

    [TestMethod]
    public void BatchNorm_InTraining_MovesTheRunningStatistics()
    {
        Tensor x = Draw(4, 2, 3), mean = Tensor.From([1.0, 2]), variance = Tensor.From([3.0, 4]);
        using var tape = new Tape();
        Tensor y = x.BatchNorm(mean, variance, training: true, momentum: 0.25);
        AssertClose(Tensor.From([0.75, 1.5]) + x.Mean([0, 2]) * 0.25, mean);
        AssertClose(Tensor.From([2.25, 3.0]) + x.Var([0, 2]) * 0.25, variance);
        AssertClose((x - x.Mean([0, 2], keepDim: true)) / (x.Var([0, 2], 0, keepDim: true) + 1e-5).Sqrt(), y);
        // Used as they are, and left alone.
        Tensor before = mean.Clone();
        AssertClose((x - mean.Reshape(2, 1)) / (variance.Reshape(2, 1) + 1e-5).Sqrt(), x.BatchNorm(mean, variance));
        AssertClose(before, mean);
        Assert.IsFalse(tape.ToString().Contains("CopyFrom", StringComparison.Ordinal));
    }

    [TestMethod]
    public void Groups_OfOneAndOfAll_AreInstancesAndLayers()
    {
        Tensor x = Draw(3, 4, 5);
        AssertClose(x.InstanceNorm(), x.GroupNorm(4));
        AssertClose(x.LayerNorm([4, 5]), x.GroupNorm(1));
    }

    [TestMethod]
    public void Normalizations_BadArguments_SayWhatFits()
    {
        Tensor x = Tensor.Ones(2, 6, 3);
        Expect.Throws<ShapeException>("LayerNorm: input [2, 6, 3] does not end in the normalized shape [6]; name the sizes of its last axes", () => x.LayerNorm([6]));
        Expect.Throws<ShapeException>("LayerNorm: the bias [6] for input [2, 6, 3]; it must be [3]", () => x.LayerNorm([3], null, Tensor.Ones(6)));
        Expect.Throws<DTypeException>("RmsNorm: input float32, weight float64: both must be of one dtype; cast with To(DType.Float32)", () => x.RmsNorm([3], Tensor.Ones([3], DType.Float64)));
        Expect.Throws<ShapeException>("GroupNorm: 4 groups for the 6 channels of [2, 6, 3] (axis 1); take a divisor of 6", () => x.GroupNorm(4));
        Expect.Throws<ShapeException>("BatchNorm: [3] has 1 axes; it must have samples and channels first", () => Tensor.Ones(3).BatchNorm());
        Expect.Throws<ShapeException>("BatchNorm: [2, 6, 3] without running statistics; give both, or take those of the batch", () => x.BatchNorm());
        Expect.Throws<ShapeException>("BatchNorm: [1, 6] has one element a channel (axis 1), whose variance is 0; train with larger batches, or normalize with the running statistics", () => Tensor.Ones(1, 6).BatchNorm(training: true));
        Expect.Throws<ShapeException>("BatchNorm: the running mean [2] for input [2, 6, 3]; it must be [6]", () => x.BatchNorm(Tensor.Zeros(2), Tensor.Ones(6)));
        Expect.Throws<ShapeException>("InstanceNorm: [2, 6] has 2 axes and no places to take statistics over; it must be [samples, channels, ..]", () => Tensor.Ones(2, 6).InstanceNorm());
        Expect.Throws<ShapeException>("InstanceNorm: [2, 6, 1] has one place a channel, whose variance is 0; use pictures of more places, or another normalization", () => Tensor.Ones(2, 6, 1).InstanceNorm());
        Expect.Throws<ShapeException>("LocalResponseNorm: 0 channels around each of [2, 6, 3]; take 1 or more", () => x.LocalResponseNorm(0));
        Expect.Throws<DTypeException>("LayerNorm: int64[4] is not floating, and LayerNorm is a fraction; cast it with To(DType.Float32)", () => Tensor.Arange(4).LayerNorm([4]));
    }
}
