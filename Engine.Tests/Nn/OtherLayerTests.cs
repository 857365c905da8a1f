using PyDeepTensorNet.Nn;

namespace PyDeepTensorNet.Tests.Nn;

/// <summary>Layers of two inputs, of bags, of random slopes, and how they print.</summary>
[TestClass]
public sealed class OtherLayerTests
{
    [TestMethod]
    public void RReLU_InTraining_DrawsSlopesBetweenItsBounds()
    {
        Tensor x = Tensor.Full([1000], -1, DType.Float64);
        var layer = new RReLU(0.25, 0.5, new Generator(1));
        using var tape = new Tape();
        Tensor y = layer.Forward(x);
        double[] slopes = y.ToArray<double>();
        Assert.IsTrue(slopes.All(value => value is <= -0.25 and > -0.5));
        Assert.AreEqual(-0.375, slopes.Average(), 5 * 0.25 / Math.Sqrt(12 * 1000));
        Expect.Values(tape.Gradient(y.Sum(), x), [.. slopes.Select(value => -value)]);
        Expect.Values(layer.Forward(Tensor.From([2.0, 3])), 2, 3);
        Expect.Values(layer.Eval().Forward(Tensor.From([-1.0, 2])), -0.375, 2);
        Expect.Throws<ArgumentOutOfRangeException>("RReLU: slopes from 0.5 to 0.25; the lower must not exceed the upper (Parameter 'upper')", () => new RReLU(0.5, 0.25));
    }

    [TestMethod]
    public void PixelUnshuffle_UndoesPixelShuffle()
    {
        Tensor x = Tensor.Randn([1, 8, 2, 3], DType.Float64, new Generator(1));
        Expect.Values(new PixelUnshuffle(2).Forward(new PixelShuffle(2).Forward(x)), x.ToArray<double>());
    }

    [TestMethod]
    public void Layers_Print_TheirSettings()
    {
        Assert.AreEqual("Bilinear(in1_features=2, in2_features=3, out_features=4, bias=False)", new Bilinear(2, 3, 4, bias: false).ToString());
        Assert.AreEqual("EmbeddingBag(5, 2, mode=Mean)", new EmbeddingBag(5, 2).ToString());
        Assert.AreEqual("PixelUnshuffle(downscale_factor=2)", new PixelUnshuffle(2).ToString());
        Assert.AreEqual("RReLU(lower=0.125, upper=0.5)", new RReLU(upper: 0.5).ToString());
    }
}
