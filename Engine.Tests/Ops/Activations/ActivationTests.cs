namespace PyDeepTensorNet.Tests.Ops.Activations;

/// <summary>What neither the recorded calls nor the catalog ask: extremes, conventions at bounds, refusals.</summary>
[TestClass]
public sealed class ActivationTests
{
    [TestMethod]
    [DataRow(DType.Float32)]
    [DataRow(DType.Float64)]
    public void Softmax_OfLargeValues_DoesNotOverflow(DType dtype)
    {
        double tolerance = dtype == DType.Float32 ? 2e-7 : 2e-16, likely = Math.E / (1 + Math.E);
        foreach (Tensor x in new Tensor[] { new[,] { { 1000.0, 1001 } }, new[,] { { -1001.0, -1000 } }, new[,] { { 0.0, 1 } } })
        {
            double[] y = x.To(dtype).Softmax(1).To(DType.Float64).ToArray<double>();
            Assert.AreEqual(1 - likely, y[0], tolerance);
            Assert.AreEqual(likely, y[1], tolerance);
        }
        CollectionAssert.AreEqual(new[] { 0.0, 1 }, Tensor.From([double.NegativeInfinity, 5]).To(dtype).Softmax(0).To(DType.Float64).ToArray<double>());
        Assert.AreEqual(-1000 - Math.Log(1 + Math.Exp(-1000)), Tensor.From([0.0, 1000]).To(dtype).LogSoftmax(0)[0].Item(), 1e-12);
    }

    [TestMethod]
    public void Softmax_AlongEachAxis_SumsToOne()
    {
        var random = new Random(8);
        Tensor x = Tensor.From(Enumerable.Range(0, 3 * 40 * 5).Select(_ => (float)(random.NextDouble() * 20 - 10)).ToArray(), [3, 40, 5]);
        for (int axis = 0; axis < 3; axis++)
        {
            Tensor y = x.Softmax(axis), logs = x.LogSoftmax(axis), moved = x.Transpose(axis, 2).Softmax(2).Transpose(axis, 2);
            foreach (float sum in y.Sum(axis).ToArray<float>()) Assert.AreEqual(1, sum, 1e-6f);
            foreach ((float p, float log) in y.ToArray<float>().Zip(logs.ToArray<float>())) Assert.AreEqual(p, MathF.Exp(log), 2e-6f * p + 1e-12f);
            foreach ((float a, float b) in y.ToArray<float>().Zip(moved.ToArray<float>())) Assert.AreEqual(a, b, 2e-6f * a);
        }
    }

    [TestMethod]
    public void Softmax_OfNothing_IsNothing()
    {
        Assert.AreEqual(new Shape(2, 0), Tensor.Zeros(2, 0).Softmax(1).Shape);
        Assert.AreEqual(new Shape(0, 3), Tensor.Zeros(0, 3).LogSoftmax(1).Shape);
        CollectionAssert.AreEqual(new float[] { 1 }, Tensor.Zeros().Softmax(0).ToArray<float>());
        using var tape = new Tape();
        Tensor x = Tensor.Zeros(2, 0);
        Assert.AreEqual(new Shape(2, 0), tape.Gradient(x.Softmax(1).Sum() + x.LogSoftmax(0).Sum(), x).Shape);
    }

    [TestMethod]
    public void Softmax_OfIntegers_IsFloating() => Assert.AreEqual(DType.Float32, Tensor.From([1L, 2]).Softmax(0).DType);

    [TestMethod]
    public void Gradient_AtABound_IsTheConvention()
    {
        Tensor x = new[] { -3.0, -1, -0.5, 0, 0.5, 1, 3, 6 };
        Check(x => x.Relu(), 0, 0, 0, 0, 1, 1, 1, 1);
        Check(x => x.Relu6(), 0, 0, 0, 0, 1, 1, 1, 0);
        Check(x => x.Hardtanh(), 0, 0, 1, 1, 1, 0, 0, 0);
        Check(x => x.LeakyRelu(0.25), 0.25, 0.25, 0.25, 0.25, 1, 1, 1, 1);
        Check(x => x.Threshold(0.5, 7), 0, 0, 0, 0, 0, 1, 1, 1);
        Check(x => x.Hardshrink(), 1, 1, 0, 0, 0, 1, 1, 1);
        Check(x => x.Softshrink(), 1, 1, 0, 0, 0, 1, 1, 1);
        Check(x => x.Hardsigmoid() * 6, 0, 1, 1, 1, 1, 1, 0, 0);
        Check(x => x.Hardswish() * 6, -3, 1, 2, 3, 4, 5, 9, 6);

        void Check(Func<Tensor, Tensor> f, params double[] expected)
        {
            using var tape = new Tape();
            double[] actual = tape.Gradient(f(x).Sum(), x).ToArray<double>();
            for (int i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], actual[i], 1e-14);
        }
    }

    [TestMethod]
    public void Prelu_SlopeOfEachChannel_GoesWithAxisOne()
    {
        Tensor x = Tensor.From([-1.0, 2, -3, 4, -5, -6], [1, 3, 2]), slopes = new[] { 0.5, 2, 10 };
        using var tape = new Tape();
        Tensor y = x.Prelu(slopes);
        CollectionAssert.AreEqual(new[] { -0.5, 2, -6, 4, -50, -60 }, y.ToArray<double>());
        CollectionAssert.AreEqual(new[] { -1.0, -3, -11 }, tape.Gradient(y.Sum(), slopes).ToArray<double>());
        CollectionAssert.AreEqual(new[] { 0.5, 1, 2, 1, 10, 10 }, tape.Gradient(y.Sum(), x).ToArray<double>());
    }

    [TestMethod]
    public void Arguments_ThatDoNotFit_Throw()
    {
        Tensor x = Tensor.Zeros(2, 3);
        Expect.Throws<ShapeException>("Softmax: axis 2 does not exist in [2, 3]; it must be from -2 to 1", () => x.Softmax(2));
        Expect.Throws<ShapeException>("LogSoftmax: axis -3 does not exist in [2, 3]; it must be from -2 to 1", () => x.LogSoftmax(-3));
        Expect.Throws<ShapeException>("Softmin: axis 2 does not exist in [2, 3]; it must be from -2 to 1", () => x.Softmin(2));
        Expect.Throws<ShapeException>("Glu: [2, 3]: axis 1 has 3 places and no halves; its size must be even", () => x.Glu());
        Expect.Throws<ShapeException>("Glu: the tensor is 0-d and has no halves; it needs an axis of even size", () => Tensor.Zeros().Glu());
        Expect.Throws<ShapeException>("Prelu: input [2, 3] and weight [2]: the weight holds one slope, or one for each channel, which are the 3 places of axis 1", () => x.Prelu(Tensor.Zeros(2)));
        Expect.Throws<ShapeException>("Prelu: input [4] and weight [2]: the weight holds one slope, or one for each channel, which are none: the input has no axis 1", () => Tensor.Zeros(4).Prelu(Tensor.Zeros(2)));
        Expect.Throws<DTypeException>("Prelu: input float32[2, 3] and weight float64[3] must be of one floating dtype; cast with To", () => x.Prelu(Tensor.Zeros([3], DType.Float64)));
        RefusesValue("Celu: alpha is 0, and x is divided by it; use Relu for its limit", () => x.Celu(0));
        RefusesValue("Softplus: beta is 0, and the logarithm is divided by it; choose another, 1 is usual", () => x.Softplus(0));
        RefusesValue("Softshrink: lambda -0.5 must be 0 or more: x is brought nearer to 0 by it", () => x.Softshrink(-0.5));
    }

    private static void RefusesValue(string message, Func<Tensor> call) =>
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => { call(); }).Message, message);
}
