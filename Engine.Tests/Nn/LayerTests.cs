using PyDeepTensorNet.Nn;

namespace PyDeepTensorNet.Tests.Nn;

[TestClass]
public sealed class LayerTests
{
    [TestMethod]
    public void Linear_Forward_IsXTimesWeightTransposedPlusBias()
    {
        var layer = new Linear(3, 2);
        layer.Weight.CopyFrom(new float[,] { { 1, 2, 3 }, { 4, 5, 6 } });
        layer.Bias!.CopyFrom(new float[] { 10, 20 });
        Tensor y = layer.Forward(new float[,] { { 1, 0, -1 } });
        CollectionAssert.AreEqual(new float[] { 8, 18 }, y.ToArray<float>());
    }

    [TestMethod]
    public void Linear_Start_IsUniformWithinOneByRootOfInputs()
    {
        var layer = new Linear(16, 4000, generator: new Generator(1));
        foreach (Tensor parameter in layer.Parameters())
        {
            float[] values = parameter.ToArray<float>();
            Assert.IsLessThanOrEqualTo(0.25f, values.Max(Math.Abs));
            // Uniform in (-b, b): mean 0 and variance b^2 / 3, within five standard errors.
            double n = values.Length;
            Assert.AreEqual(0, values.Average(), 5 * 0.25 / Math.Sqrt(3 * n));
            Assert.AreEqual(0.0625 / 3, values.Average(value => (double)value * value), 5 * 0.0625 * Math.Sqrt(4.0 / 45 / n));
        }
    }

    [TestMethod]
    public void Linear_OfTheSameSeed_StartsTheSame()
    {
        Linear a = new(3, 2, generator: new Generator(7)), b = new(3, 2, generator: new Generator(7)), c = new(3, 2, generator: new Generator(8));
        CollectionAssert.AreEqual(a.Weight.ToArray<float>(), b.Weight.ToArray<float>());
        CollectionAssert.AreNotEqual(a.Weight.ToArray<float>(), c.Weight.ToArray<float>());
    }

    [TestMethod]
    public void Linear_WithoutInputs_IsItsBiasOfZeros()
    {
        var layer = new Linear(0, 2);
        CollectionAssert.AreEqual(new float[] { 0, 0 }, layer.Forward(Tensor.Zeros(1, 0)).ToArray<float>());
    }

    [TestMethod]
    public void Linear_WithoutBias_HasOneParameter()
    {
        var layer = new Linear(2, 3, bias: false, dtype: DType.Float64);
        Assert.IsNull(layer.Bias);
        Assert.AreSame(layer.Weight, layer.Parameters().Single());
        Assert.AreEqual(DType.Float64, layer.Weight.DType);
    }

    [TestMethod]
    public void Pads_OfOneNumber_PadAllSides()
    {
        Assert.AreEqual("ZeroPad2d(padding=(1, 1, 1, 1))", new ZeroPad2d(1).ToString());
        Assert.AreEqual("ConstantPad1d(padding=(1, 2), value=0.5)", new ConstantPad1d([1, 2], 0.5).ToString());
        Tensor x = new[,] { { 1.0, 2 }, { 3, 4 } };
        Expect.Values(new ReplicationPad2d(1).Forward(x), 1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4);
        Expect.Throws<ShapeException>("ReflectionPad2d: the padding [1, 2, 3] has 3 numbers; give one for all sides, or 4: before and after each axis, the last axis first", () => _ = new ReflectionPad2d(1, 2, 3));
    }

    [TestMethod]
    public void Unflatten_UndoesFlatten()
    {
        var module = new Unflatten(1, 2, -1);
        Assert.AreEqual("Unflatten(dim=1, unflattened_size=(2, -1))", module.ToString());
        Assert.AreEqual(new Shape(3, 2, 4), module.Forward(new Flatten().Forward(Tensor.Zeros(3, 2, 4))).Shape);
    }

    [TestMethod]
    [DataRow(0.1)]
    [DataRow(0.9)]
    public void Dropout_InTraining_KeepsAShareAndTheMean(double p)
    {
        const int n = 100_000;
        var dropout = new Dropout(p, new Generator(3));
        Tensor x = Tensor.Ones([n], DType.Float64);
        using var tape = new Tape();
        Tensor y = dropout.Forward(x);
        double[] values = y.ToArray<double>();
        Assert.IsTrue(values.All(value => value == 0 || value == 1 / (1 - p)));
        Assert.AreEqual(1 - p, values.Count(value => value != 0) / (double)n, 5 * Math.Sqrt(p * (1 - p) / n));
        // The derivative at 1 is the same mask.
        CollectionAssert.AreEqual(values, tape.Gradient(y.Sum(), x).ToArray<double>());
    }

    [TestMethod]
    public void Dropout_OfOne_DropsEverything() => CollectionAssert.AreEqual(new float[3], new Dropout(1).Forward(Tensor.Ones(3)).ToArray<float>());

    [TestMethod]
    public void Dropout_InEvaluationOrOfZero_IsTheIdentity()
    {
        Tensor x = Tensor.Ones(3);
        Assert.AreSame(x, new Dropout(0.5).Eval().Forward(x));
        Assert.AreSame(x, new Dropout(0).Forward(x));
    }

    [TestMethod]
    public void Dropout_FromTheSameState_DropsTheSame()
    {
        var generator = new Generator(5);
        var dropout = new Dropout(0.5, generator);
        Tensor x = Tensor.Ones(100);
        float[] first = dropout.Forward(x).ToArray<float>(), second = dropout.Forward(x).ToArray<float>();
        generator.ManualSeed(5);
        CollectionAssert.AreEqual(first, dropout.Forward(x).ToArray<float>());
        CollectionAssert.AreNotEqual(first, second);
    }

    [TestMethod]
    [DataRow(-0.1)]
    [DataRow(1.1)]
    [DataRow(double.NaN)]
    public void Dropout_OfNoProbability_Throws(double p)
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Dropout(p));
        Assert.AreEqual($"Dropout: the probability {p} must be from 0 to 1 (Parameter 'p')", error.Message);
    }

    [TestMethod]
    public void Dropout_Prints_ItsProbability() => Assert.AreEqual("Dropout(p=0.25)", new Dropout(0.25).ToString());
}
