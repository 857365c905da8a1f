using PyDeepTensorNet.Nn;

namespace PyDeepTensorNet.Tests.Nn;

/// <summary>What the modules recorded from PyTorch do not say: causal calls, dropout, gradients of whole layers, and refusals.</summary>
[TestClass]
public sealed class AttentionLayerTests
{
    private static Tensor Draw(params int[] dims) => Tensor.Randn(dims, DType.Float64, new Generator(3));

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Attention_Causal_IsThatOfATriangularMask(bool needWeights)
    {
        var layer = new MultiheadAttention(6, 2, addZeroAttention: needWeights, batchFirst: true, dtype: DType.Float64, generator: new Generator(1));
        Tensor x = Draw(2, 5, 6), future = Tensor.Ones([5, 5]).Triu(1).Ne(0);
        Tensor masked = layer.Forward(x, x, x, attentionMask: future, needWeights: needWeights).Output;
        Assert.IsTrue(layer.Forward(x, x, x, needWeights: needWeights, causal: true).Output.AllClose(masked, 1e-12, 1e-12));
        Tensor padding = Tensor.From([false, false, false, false, true, false, false, false, false, false], [2, 5]);
        Assert.IsTrue(layer.Forward(x, x, x, padding, needWeights: needWeights, causal: true).Output.AllClose(layer.Forward(x, x, x, padding, future).Output, 1e-12, 1e-12));
    }

    [TestMethod]
    public void Attention_OfOneTensor_IsThatOfThree()
    {
        foreach (bool batchFirst in new[] { false, true })
        {
            var layer = new MultiheadAttention(4, 2, batchFirst: batchFirst, dtype: DType.Float64, generator: new Generator(1));
            Tensor x = Draw(3, 2, 4);
            var (once, weights) = layer.Forward(x, x, x);
            var (apart, others) = layer.Forward(x, x.Clone(), x.Clone());
            Assert.IsTrue(once.AllClose(apart, 1e-12, 1e-12));
            Assert.IsTrue(weights!.AllClose(others!, 1e-12, 1e-12));
        }
    }

    [TestMethod]
    public void Attention_Dropout_ActsInTrainingAlone()
    {
        var layer = new MultiheadAttention(4, 2, dropout: 0.5, generator: new Generator(1));
        Tensor x = Draw(8, 1, 4).To(DType.Float32);
        CollectionAssert.Contains(layer.Forward(x, x, x, averageWeights: false).Weights!.ToArray<float>(), 0f);
        CollectionAssert.DoesNotContain(layer.Eval().Forward(x, x, x, averageWeights: false).Weights!.ToArray<float>(), 0f);
    }

    [TestMethod]
    public void Layers_GradCheck_Passes()
    {
        new TransformerEncoderLayer(4, 2, 6, dropout: 0, activation: x => x.Gelu(), batchFirst: true, dtype: DType.Float64, generator: new Generator(1)).GradCheck(Draw(1, 3, 4)).ThrowIfFailed();
        var decoder = new TransformerDecoderLayer(2, 1, 3, dropout: 0, activation: x => x.Tanh(), normFirst: true, dtype: DType.Float64, generator: new Generator(1));
        decoder.GradCheck(inputs => decoder.Forward(inputs[0], inputs[1], causal: true).Sum(), [Draw(3, 1, 2), Draw(2, 1, 2)]).ThrowIfFailed();
    }

    [TestMethod]
    public void Encoder_OfTwoLayers_IsOneAfterTheOther()
    {
        var generator = new Generator(1);
        TransformerEncoderLayer[] layers = [new(4, 2, 6, dropout: 0, generator: generator), new(4, 2, 6, dropout: 0, generator: generator)];
        var norm = new LayerNorm([4]);
        Tensor x = Draw(3, 2, 4).To(DType.Float32);
        CollectionAssert.AreEqual(norm.Forward(layers[1].Forward(layers[0].Forward(x))).ToArray<float>(), new TransformerEncoder(layers, norm).Forward(x).ToArray<float>());
    }

    [TestMethod]
    public void Attention_OfTensorsThatDoNotFit_SaysWhich()
    {
        var layer = new MultiheadAttention(4, 2);
        Assert.AreEqual("4, 2, dropout=0, batch_first=False", layer.ToString().Split('\n')[1].Trim());
        Tensor x = Tensor.Zeros(3, 2, 4);
        Expect.Throws<ShapeException>("MultiheadAttention: 3 heads for 4 features; the heads must divide the features", () => new MultiheadAttention(4, 3));
        Expect.Throws<ShapeException>("MultiheadAttention: query [3, 2, 4], key [3, 4], value [3, 4]: all must have 3 axes, [length, batch, features], or all 2, [length, features]", () => layer.Forward(x, Tensor.Zeros(3, 4), Tensor.Zeros(3, 4)));
        Expect.Throws<ShapeException>("MultiheadAttention: query [3, 2, 5], key [3, 2, 4], value [3, 2, 4]: the last axis must be 4, the features of the module", () => layer.Forward(Tensor.Zeros(3, 2, 5), x, x));
        Expect.Throws<ShapeException>("MultiheadAttention: query [3, 2, 4], key [3, 2, 4], value [2, 2, 4]: key and value must be of one shape", () => layer.Forward(x, x, Tensor.Zeros(2, 2, 4)));
        Expect.Throws<ShapeException>("MultiheadAttention: query [3, 2, 4], key [3, 1, 4], value [3, 1, 4]: batches of 2 and 1 (axis 1) must be equal", () => layer.Forward(x, Tensor.Zeros(3, 1, 4), Tensor.Zeros(3, 1, 4)));
        Expect.Throws<ShapeException>("MultiheadAttention: the attention mask has shape [3, 2]; it must be [3, 3], or [4, 3, 3] with one for each head of each sample", () => layer.Forward(x, x, x, attentionMask: Tensor.Zeros(3, 2)));
        Expect.Throws<ShapeException>("MultiheadAttention: the key padding mask has shape [3, 2]; it must be [2, 3], a value for each key of each sample", () => layer.Forward(x, x, x, Tensor.Zeros(3, 2)));
        Expect.Throws<DTypeException>("MultiheadAttention: the attention mask is float64; it must be bool, or float32 to be added; cast with To", () => layer.Forward(x, x, x, attentionMask: Tensor.Zeros([3, 3], DType.Float64)));
    }
}
