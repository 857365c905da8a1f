using PyDeepTensorNet.Nn;

namespace PyDeepTensorNet.Tests.Nn;

/// <summary>What the modules recorded from PyTorch do not say: how layers start and print, that evaluation leaves statistics alone, casts, gradients of a whole module, and refusals.</summary>
[TestClass]
public sealed class NormalizationLayerTests
{
    private static Tensor Draw(params int[] dims) => Tensor.Randn(dims, generator: new Generator(2));

    [TestMethod]
    public void Layers_Print_TheirSettings()
    {
        Assert.AreEqual("BatchNorm1d(3, eps=1E-05, momentum=0.1, affine=True, track_running_stats=True)", new BatchNorm1d(3).ToString());
        Assert.AreEqual("BatchNorm2d(3, eps=1E-05, momentum=None, affine=False, track_running_stats=True)", new BatchNorm2d(3, momentum: null, affine: false).ToString());
        Assert.AreEqual("InstanceNorm3d(3, eps=1E-05, momentum=0.1, affine=False, track_running_stats=False)", new InstanceNorm3d(3).ToString());
        Assert.AreEqual("LayerNorm([2, 3], eps=1E-05, elementwise_affine=True)", new LayerNorm([2, 3]).ToString());
        Assert.AreEqual("RMSNorm([3], eps=None, elementwise_affine=False)", new RMSNorm([3], elementwiseAffine: false).ToString());
        Assert.AreEqual("GroupNorm(2, 4, eps=1E-05, affine=True)", new GroupNorm(2, 4).ToString());
        Assert.AreEqual("LocalResponseNorm(3, alpha=0.0001, beta=0.75, k=1)", new LocalResponseNorm(3).ToString());
        Assert.AreEqual("Embedding(5, 2, padding_idx=4)", new Embedding(5, 2, -1).ToString());
    }

    [TestMethod]
    public void BatchNorm_InEvaluation_LeavesItsStatisticsAlone()
    {
        var layer = new BatchNorm2d(2);
        Tensor x = Draw(3, 2, 2, 2);
        layer.Forward(x);
        float[] mean = layer.RunningMean!.ToArray<float>();
        layer.Eval().Forward(x);
        CollectionAssert.AreEqual(mean, layer.RunningMean.ToArray<float>());
        Assert.AreEqual(1, layer.NumBatchesTracked!.Item<long>());
    }

    [TestMethod]
    public void BatchNorm_Cast_KeepsTheCountWhole()
    {
        var layer = new BatchNorm1d(2).To(DType.Float64);
        layer.Forward(Draw(3, 2).Double());
        Assert.AreEqual(DType.Float64, layer.RunningVariance!.DType);
        Assert.AreEqual(DType.Int64, layer.NumBatchesTracked!.DType);
    }

    [TestMethod]
    public void Layers_GradCheck_Passes()
    {
        new BatchNorm1d(3).Eval().GradCheck(Draw(4, 3)).ThrowIfFailed();
        new InstanceNorm1d(2, affine: true).GradCheck(Draw(2, 2, 5)).ThrowIfFailed();
        new RMSNorm([4]).GradCheck(Draw(2, 4)).ThrowIfFailed();
        new LayerNorm([4], bias: false).GradCheck(Draw(2, 4)).ThrowIfFailed();
    }

    [TestMethod]
    public void RmsNorm_Forward_DividesByTheRootMeanSquare()
    {
        var layer = new RMSNorm([2], eps: 11, dtype: DType.Float64);
        layer.Weight!.CopyFrom(new[] { 1.0, 10 });
        Expect.Values(layer.Forward(new[,] { { 1.0, -3 } }), 0.25, -7.5);
    }

    [TestMethod]
    public void Embedding_Padding_StartsAtZeroAndDoesNotLearn()
    {
        var layer = new Embedding(4, 3, paddingIndex: 1, dtype: DType.Float64);
        Expect.Values(layer.Weight[1], 0, 0, 0);
        using var tape = new Tape();
        Tensor gradient = tape.Gradient(layer.Forward(new[] { 1, 2, 2 }).Sum(), layer.Weight);
        Expect.Values(gradient, 0, 0, 0, 0, 0, 0, 2, 2, 2, 0, 0, 0);
    }

    [TestMethod]
    public void Layers_OfOtherShapes_SayWhatTheyNeed()
    {
        Expect.Throws<ShapeException>("BatchNorm1d: input [2, 3, 4, 4] has 4 axes; it must have 2 or 3", () => new BatchNorm1d(3).Forward(Tensor.Zeros(2, 3, 4, 4)));
        Expect.Throws<ShapeException>("InstanceNorm2d: input [2, 3] has 2 axes; it must have 3 or 4", () => new InstanceNorm2d(3).Forward(Tensor.Zeros(2, 3)));
        Expect.Throws<ShapeException>("BatchNorm3d: 0 channels; there must be at least one", () => new BatchNorm3d(0));
        Expect.Throws<ShapeException>("GroupNorm: 2 groups for 3 channels; take a divisor of 3", () => new GroupNorm(2, 3));
        Expect.Throws<ShapeException>("Embedding: the padding index 4 is none of 4 rows; it must be from -4 to 3", () => new Embedding(4, 3, 4));
    }
}
