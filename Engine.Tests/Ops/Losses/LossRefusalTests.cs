namespace PyDeepTensorNet.Tests.Ops.Losses;

/// <summary>What losses refuse, in words.</summary>
[TestClass]
public sealed class LossRefusalTests
{
    private static readonly Tensor s_logits = Tensor.Zeros([4, 3]);

    /// <summary>Every loss of an input and a target of one shape.</summary>
    public static IEnumerable<object[]> Pairs =>
    [
        ["MseLoss", (Func<Tensor, Tensor, Tensor>)((x, t) => x.MseLoss(t))],
        ["L1Loss", (Func<Tensor, Tensor, Tensor>)((x, t) => x.L1Loss(t))],
        ["SumSquaredLoss", (Func<Tensor, Tensor, Tensor>)((x, t) => x.SumSquaredLoss(t))],
        ["SmoothL1Loss", (Func<Tensor, Tensor, Tensor>)((x, t) => x.SmoothL1Loss(t))],
        ["HuberLoss", (Func<Tensor, Tensor, Tensor>)((x, t) => x.HuberLoss(t))],
        ["BinaryCrossEntropy", (Func<Tensor, Tensor, Tensor>)((x, t) => x.BinaryCrossEntropy(t))],
        ["BinaryCrossEntropyWithLogits", (Func<Tensor, Tensor, Tensor>)((x, t) => x.BinaryCrossEntropyWithLogits(t))],
        ["KlDiv", (Func<Tensor, Tensor, Tensor>)((x, t) => x.KlDiv(t))],
        ["PoissonNllLoss", (Func<Tensor, Tensor, Tensor>)((x, t) => x.PoissonNllLoss(t))],
        ["GaussianNllLoss", (Func<Tensor, Tensor, Tensor>)((x, t) => x.GaussianNllLoss(t, Tensor.OnesLike(x)))],
        ["HingeEmbeddingLoss", (Func<Tensor, Tensor, Tensor>)((x, t) => x.HingeEmbeddingLoss(t))],
        ["SoftMarginLoss", (Func<Tensor, Tensor, Tensor>)((x, t) => x.SoftMarginLoss(t))],
        ["MultilabelSoftMarginLoss", (Func<Tensor, Tensor, Tensor>)((x, t) => x.MultilabelSoftMarginLoss(t))],
        ["MarginRankingLoss", (Func<Tensor, Tensor, Tensor>)((x, t) => x.MarginRankingLoss(x, t))],
    ];

    [TestMethod]
    [DynamicData(nameof(Pairs))]
    public void Loss_TargetOfAnotherShape_ThrowsInsteadOfBroadcasting(string op, Func<Tensor, Tensor, Tensor> loss)
    {
        Expect.Throws<ShapeException>(
            $"{op}: input [4, 1] and target [4] have 2 and 1 axes; a loss does not broadcast: Reshape, Squeeze or Unsqueeze one of them",
            () => loss(Tensor.Zeros(4, 1), Tensor.Zeros(4)));
        Expect.Throws<ShapeException>(
            $"{op}: input [4, 3] and target [4, 1] differ: sizes 3 and 1 of axis 1; a loss does not broadcast: compare equal shapes, or Expand one of them",
            () => loss(Tensor.Zeros(4, 3), Tensor.Zeros(4, 1)));
    }

    [TestMethod]
    [DynamicData(nameof(Pairs))]
    public void Loss_TargetOfAnotherDType_Throws(string op, Func<Tensor, Tensor, Tensor> loss)
    {
        Expect.Throws<DTypeException>($"{op}: input float32[2] and target float64[2] differ in dtype; cast the target with To(DType.Float32)", () => loss(Tensor.Zeros(2), Tensor.Zeros([2], DType.Float64)));
        Expect.Throws<DTypeException>($"{op}: input float64[2] and target int64[2] differ in dtype; cast the target with To(DType.Float64)", () => loss(Tensor.Zeros([2], DType.Float64), Tensor.Zeros([2], DType.Int64)));
        Expect.Throws<DTypeException>($"{op}: input int64[2] is not floating; cast it with To(DType.Float32)", () => loss(Tensor.Zeros([2], DType.Int64), Tensor.Zeros([2], DType.Int64)));
    }

    [TestMethod]
    public void Reduction_ThatDoesNotExist_Throws()
    {
        var exception = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Tensor.Zeros(2).MseLoss(Tensor.Zeros(2), (Reduction)7));
        StringAssert.StartsWith(exception.Message, "MseLoss: 7 is no Reduction; it is None, Mean, Sum or BatchMean");
    }

    [TestMethod]
    public void BatchMean_OfANumber_Throws() =>
        Expect.Throws<ShapeException>("MseLoss: the losses are 0-d, and BatchMean divides by the size of the first axis; use Sum", () => Tensor.Zeros().MseLoss(Tensor.Zeros(), Reduction.BatchMean));

    [TestMethod]
    public void BinaryCrossEntropy_TargetOrInputOutsideZeroToOne_Throws()
    {
        Expect.Throws<ArgumentException>(
            "BinaryCrossEntropy: target float32[3] holds 1.5 at [2], which is not in [0, 1]; scale the labels to 0 and 1",
            () => Tensor.Full([3], 0.5).BinaryCrossEntropy(new float[] { 0, 1, 1.5f }));
        Expect.Throws<ArgumentException>(
            "BinaryCrossEntropy: input float32[2] holds -0.25 at [1], which is not in [0, 1]; apply Sigmoid first, or use BinaryCrossEntropyWithLogits",
            () => Tensor.From(new[] { 0.5f, -0.25f }).BinaryCrossEntropy(new float[] { 0, 1 }));
    }

    [TestMethod]
    public void BinaryCrossEntropy_WeightThatDoesNotFit_Throws()
    {
        Expect.Throws<ShapeException>(
            "BinaryCrossEntropyWithLogits: weight [5, 2] does not broadcast to the losses' shape [2]",
            () => Tensor.Zeros(2).BinaryCrossEntropyWithLogits(Tensor.Zeros(2), Tensor.Ones(5, 2)));
        Expect.Throws<DTypeException>(
            "BinaryCrossEntropyWithLogits: posWeight float64[2] is not float32 like the input; cast it with To(DType.Float32)",
            () => Tensor.Zeros(2).BinaryCrossEntropyWithLogits(Tensor.Zeros(2), posWeight: Tensor.Ones([2], DType.Float64)));
    }

    [TestMethod]
    public void CrossEntropy_ClassThatDoesNotExist_Throws()
    {
        Expect.Throws<TensorIndexException>(
            "CrossEntropy: class 3 at [1] of the target is out of range: the input [4, 3] has 3 classes on axis 1, 0 to 2, and ignoreIndex is -100",
            () => s_logits.CrossEntropy(new long[] { 0, 3, 1, 2 }));
        Expect.Throws<TensorIndexException>(
            "NllLoss: class -1 at [0] of the target is out of range: the input [4, 3] has 3 classes on axis 1, 0 to 2, and ignoreIndex is -100",
            () => s_logits.NllLoss(new long[] { -1, 0, 1, 2 }));
        Expect.Throws<TensorIndexException>(
            "MultiMarginLoss: class 3 at [3] of the target is out of range: the input [4, 3] has 3 classes on axis 1, 0 to 2",
            () => s_logits.MultiMarginLoss(new long[] { 0, 0, 1, 3 }));
        Expect.Throws<TensorIndexException>(
            "MultilabelMarginLoss: class 5 at [0, 1] of the target is out of range: classes run from 0 to 2, and -1 ends a list",
            () => Tensor.Zeros([1, 3]).MultilabelMarginLoss(new long[,] { { 0, 5, -1 } }));
    }

    [TestMethod]
    public void CrossEntropy_TargetOfAnotherShape_Throws()
    {
        Expect.Throws<ShapeException>(
            "CrossEntropy: input [4, 3] and target [4, 1]: a target of class indices has the input's shape without axis 1, the classes: [4]",
            () => s_logits.CrossEntropy(Tensor.Zeros([4, 1], DType.Int64)));
        Expect.Throws<ShapeException>(
            "NllLoss: input [4, 3] and target [3]: a target of class indices has the input's shape without axis 1, the classes: [4]",
            () => s_logits.NllLoss(Tensor.Zeros([3], DType.Int64)));
        Expect.Throws<ShapeException>(
            "CrossEntropy: the input is 0-d and has no classes; it must be [classes], [batch, classes] or [batch, classes, ...]",
            () => Tensor.Zeros().CrossEntropy(Tensor.Zeros([], DType.Int64)));
        Expect.Throws<ShapeException>(
            "CrossEntropy: the weight [2] must be [3], a number for each class of the input [4, 3] on axis 1",
            () => s_logits.CrossEntropy(Tensor.Zeros([4], DType.Int64), Tensor.Ones(2)));
    }

    [TestMethod]
    public void CrossEntropy_TargetOfAnotherDType_Throws()
    {
        Expect.Throws<DTypeException>(
            "CrossEntropy: input float32[4, 3] and target float32[4]: floating targets are probabilities, of the input's shape; cast class indices with To(DType.Int64)",
            () => s_logits.CrossEntropy(Tensor.Zeros(4)));
        Expect.Throws<DTypeException>(
            "CrossEntropy: the target bool[4] must be int64 or int32, a class for each prediction; cast it with To(DType.Int64)",
            () => s_logits.CrossEntropy(Tensor.Zeros([4], DType.Bool)));
        Expect.Throws<DTypeException>("CrossEntropy: input int64[4, 3] is not floating; cast it with To(DType.Float32)", () => s_logits.To(DType.Int64).CrossEntropy(Tensor.Zeros([4], DType.Int64)));
        Expect.Throws<DTypeException>(
            "NllLoss: the weight float64[3] is not float32 like the input; cast it with To(DType.Float32)",
            () => s_logits.NllLoss(Tensor.Zeros([4], DType.Int64), Tensor.Ones([3], DType.Float64)));
    }

    [TestMethod]
    public void Settings_ThatMakeNoSense_Throw()
    {
        Tensor x = Tensor.Zeros(2), target = Tensor.Zeros(2);
        RefusesValue("CrossEntropy: label smoothing 1.5 must be from 0 to 1", () => s_logits.CrossEntropy(Tensor.Zeros([4], DType.Int64), labelSmoothing: 1.5));
        RefusesValue("HuberLoss: delta 0 must be above 0: below it the loss is a square", () => x.HuberLoss(target, delta: 0));
        RefusesValue("SmoothL1Loss: beta -1 must be 0 or more: below it the loss is a square", () => x.SmoothL1Loss(target, beta: -1));
        RefusesValue("MultiMarginLoss: p is 3; it must be 1 or 2", () => s_logits.MultiMarginLoss(Tensor.Zeros([4], DType.Int64), p: 3));
        RefusesValue("Pdist: p is -1; it must be 0 or more", () => s_logits.Pdist(-1));
    }

    [TestMethod]
    public void GaussianNllLoss_VarianceThatDoesNotFit_Throws()
    {
        Expect.Throws<ShapeException>(
            "GaussianNllLoss: input [4, 3] and variance [3]: the variance has the input's shape, or without the last axis, or with 1 there",
            () => s_logits.GaussianNllLoss(s_logits, Tensor.Ones(3)));
        Expect.Throws<ArgumentException>(
            "GaussianNllLoss: the variance float32[4, 3] holds negative values; make it positive, say with Exp or Softplus",
            () => s_logits.GaussianNllLoss(s_logits, s_logits - 1));
    }

    [TestMethod]
    public void PairLosses_ShapesThatDoNotFit_Throw()
    {
        Expect.Throws<ShapeException>(
            "CosineEmbeddingLoss: input [4, 3] and target [4, 1]: the target has the input's shape without the last axis: [4]",
            () => s_logits.CosineEmbeddingLoss(s_logits, Tensor.Ones(4, 1)));
        Expect.Throws<ShapeException>(
            "TripletMarginLoss: anchor [4, 3] and negative [3] have 2 and 1 axes; a loss does not broadcast: Reshape, Squeeze or Unsqueeze one of them",
            () => s_logits.TripletMarginLoss(s_logits, Tensor.Zeros(3)));
        Expect.Throws<ShapeException>("Pdist: [3] is not 2-d; the rows of [n, m] are compared", () => Tensor.Zeros(3).Pdist());
    }

    private static void RefusesValue(string message, Func<Tensor> call) =>
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => { call(); }).Message, message);
}
