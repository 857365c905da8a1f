namespace PyDeepTensorNet.Tests.Ops.Pooling;

[TestClass]
public sealed class PoolingTests
{
    private static readonly Tensor s_x = new[, ,] { { { 1.0, 5, 5, 2 }, { 3, 4, 0, 7 } } };

    [TestMethod]
    public void MaxPool1d_EqualElements_FirstTakesTheGradient()
    {
        Tensor x = new[,] { { 2.0, 2, 1 } };
        using var tape = new Tape();
        CollectionAssert.AreEqual(new[] { 1.0, 0, 0 }, tape.Gradient(x.MaxPool1d(3).Sum(), x).ToArray<double>());
    }

    [TestMethod]
    public void MaxPool1d_NaN_Wins()
    {
        Tensor x = new[,] { { 2.0, double.NaN, 3 } };
        Assert.AreEqual(double.NaN, x.MaxPool1d(3).Item());
    }

    [TestMethod]
    public void MaxPool2d_OverlappingWindows_AddTheirGradients()
    {
        using var tape = new Tape();
        Tensor y = s_x.MaxPool2d((2, 2), stride: 1);
        CollectionAssert.AreEqual(new[] { 5.0, 5, 7 }, y.ToArray<double>());
        CollectionAssert.AreEqual(new[] { 0.0, 2, 0, 0, 0, 0, 0, 1 }, tape.Gradient(y.Sum(), s_x).ToArray<double>());
    }

    [TestMethod]
    public void MaxPool2d_InACapturedStep_FindsTheLargestOfEachRun()
    {
        Func<Tensor, Tensor> function = x =>
        {
            using var tape = new Tape();
            return tape.Gradient(x.MaxPool2d(2, stride: 1).Exp().Sum(), x);
        };
        Step step = Step.Capture(function);
        for (ulong i = 0; i < 4; i++)
        {
            Tensor x = Tensor.Randn([2, 3, 5, 6], generator: new Generator(i));
            CollectionAssert.AreEqual(function(x).ToArray<float>(), step.Run(x).ToArray<float>());
        }
    }

    [TestMethod]
    public void MaxPool2d_OnSeveralThreads_IsTheSameBitForBit()
    {
        Tensor x = Tensor.Randn([4, 16, 40, 40], generator: new Generator(5));
        Expect.SameOnAnyThreads<float>(() =>
        {
            using var tape = new Tape();
            Tensor y = x.MaxPool2d(3, 2, 1);
            return [.. y.ToArray<float>(), .. tape.Gradient(y, x, y).ToArray<float>()];
        });
    }

    [TestMethod]
    public void MaxUnpool2d_OfMaxPool2d_PutsBack()
    {
        var (values, indices) = s_x.MaxPool2dWithIndices(2);
        CollectionAssert.AreEqual(new long[] { 1, 7 }, indices.ToArray<long>());
        CollectionAssert.AreEqual(new[] { 0.0, 5, 0, 0, 0, 0, 0, 7 }, values.MaxUnpool2d(indices, (2, 4)).ToArray<double>());
    }

    [TestMethod]
    public void AvgPool2d_Padding_CountsOrNot()
    {
        CollectionAssert.AreEqual(new[] { 0.25, 2.5, 0.5, 0.75, 1, 1.75 }, s_x.AvgPool2d(2, padding: 1).ToArray<double>());
        CollectionAssert.AreEqual(new[] { 1.0, 5, 2, 3, 2, 7 }, s_x.AvgPool2d(2, padding: 1, countIncludePad: false).ToArray<double>());
    }

    [TestMethod]
    public void AdaptiveAvgPool1d_UnevenWindows_Overlap()
    {
        Tensor x = new[,] { { 1.0, 2, 3, 4, 5 } };
        CollectionAssert.AreEqual(new[] { 1.5, 3, 4.5 }, x.AdaptiveAvgPool1d(3).ToArray<double>());
        CollectionAssert.AreEqual(x.ToArray<double>(), x.AdaptiveAvgPool1d(-1).ToArray<double>());
    }

    [TestMethod]
    public void Pools_SecondDerivatives_Check()
    {
        Tensor x = Tensor.Normal([2, 3, 7, 6], dtype: DType.Float64, generator: new Generator(3));
        GradGradCheck.Run(t => t.AvgPool2d(3, 2, 1, true).Square(), x).ThrowIfFailed();
        GradGradCheck.Run(t => t.MaxPool2d(3, 2, 1).Square(), x).ThrowIfFailed();
        GradGradCheck.Run(t => t.AdaptiveAvgPool2d((3, 4)).Square(), x).ThrowIfFailed();
    }

    [TestMethod]
    public void Pools_BadInput_SayWhatToDo()
    {
        Throws<ShapeException>("MaxPool2d: the window has no size; give one number, or one for each spatial axis", () => s_x.MaxPool2d(default));
        Throws<ShapeException>("MaxPool2d: a window of 3 with dilation default does not fit [1, 2, 4] with padding default: axis 1 has 2 elements with padding; take a smaller window", () => s_x.MaxPool2d(3));
        Throws<ShapeException>("MaxPool2d: padding 2 exceeds half of the window 2: a window would lie in the padding alone; pad at most 1 along axis 1", () => s_x.MaxPool2d(2, padding: 2));
        Throws<ShapeException>("AvgPool3d: [1, 2, 4]: the input must be [batch, channels, depth, height, width], or without the batch; add what is missing with Unsqueeze", () => s_x.AvgPool3d(1));
        Throws<ShapeException>("AvgPool1d: [2, 3, 0] has no elements along axis 2; only the batch may be empty", () => Tensor.Zeros([2, 3, 0]).AvgPool1d(1));
        Throws<DTypeException>("MaxPool1d: int64[2, 3, 4] is not floating; cast it with To(DType.Float32)", () => Tensor.Zeros([2, 3, 4], DType.Int64).MaxPool1d(2));
        Throws<ArgumentException>("AvgPool2d: a divisor of 0 has no average; leave it out to divide by the window's count", () => s_x.AvgPool2d(2, divisorOverride: 0));
        Throws<ShapeException>("MaxUnpool1d: input [1, 2, 4], indices [1, 2]: each element needs its index; pass the indices that the pool of these values returned", () => s_x.MaxUnpool1d(Tensor.Zeros([1, 2], DType.Int64), 4));
    }
}
