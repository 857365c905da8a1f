namespace PyDeepTensorNet.Tests.Ops.Attention;

/// <summary>What the recorded calls do not say of attention: more rows than a block, memory that nothing is copied from, dropout, and refusals.</summary>
[TestClass]
public sealed class AttentionTests
{
    private static Tensor Draw(params int[] dims) => Tensor.Randn(dims, DType.Float64, new Generator(7));

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Attention_OfManyRows_IsThatOfTheFormulaAndSoAreItsGradients(bool causal)
    {
        Tensor qkv = Draw(2, 70, 3, 2, 8), u = Draw(2, 2, 70, 8);
        using var tape = new Tape();
        Tensor[] parts = [.. qkv.Permute(2, 0, 3, 1, 4).Unbind(0)];
        Tensor fused = Tensor.ScaledDotProductAttention(parts[0], parts[1], parts[2], causal: causal);
        Tensor products = parts[0].MatMul(parts[1].T) * (1 / Math.Sqrt(8));
        if (causal) products = products.MaskedFill(Tensor.Ones([70, 70]).Triu(1).Ne(0), double.NegativeInfinity);
        Tensor plain = products.Softmax(-1).MatMul(parts[2]);
        Assert.IsTrue(fused.AllClose(plain, 1e-12, 1e-12));
        Assert.IsTrue(tape.Gradient(fused, qkv, u).AllClose(tape.Gradient(plain, qkv, u), 1e-12, 1e-12));
        Assert.IsTrue(fused.Transpose(1, 2).IsContiguous);
    }

    [TestMethod]
    public void Attention_OfPackedHeads_HasTheGradientsOfAttentionOfCopies()
    {
        // Large enough that the cotangents of the parts become that of the whole without a copy.
        Tensor qkv = Draw(2, 130, 3, 2, 8), u = Draw(2, 2, 130, 8);
        // The parts alone; a part used twice; a part and the whole; two parts of three.
        AssertSame((q, k, v, whole) => Attend(q, k, v));
        AssertSame((q, k, v, whole) => Attend(q, k, v) + k.Sin() * v);
        AssertSame((q, k, v, whole) => Attend(q, k, v) * whole.Sum());
        AssertSame((q, k, v, whole) => Attend(q, k, v.Detach()));
        AssertSame((q, k, v, whole) => Attend(q.Detach(), k, v) + Attend(q, k, v));

        Tensor Attend(Tensor q, Tensor k, Tensor v) => Tensor.ScaledDotProductAttention(q, k, v, causal: true);

        void AssertSame(Func<Tensor, Tensor, Tensor, Tensor, Tensor> attend)
        {
            using var tape = new Tape();
            Tensor whole = qkv * 1;
            Tensor[] parts = [.. Enumerable.Range(0, 3).Select(i => whole.Select(2, i).Transpose(1, 2))];
            Tensor y = attend(parts[0], parts[1], parts[2], whole);
            Gradients gradients = tape.Gradient(y, [qkv, parts[1]], u), expected = tape.Gradient(y, [qkv, parts[1]], u, createGraph: true);
            Assert.IsTrue(gradients[0]!.AllClose(expected[0]!, 1e-12, 1e-12));
            Assert.IsTrue(gradients[1]!.AllClose(expected[1]!, 1e-12, 1e-12));
        }
    }

    [TestMethod]
    [DataRow(40, 90)]
    [DataRow(90, 40)]
    public void Attention_CausalWithMoreKeysThanQueriesOrFewer_IsThatOfTheFormulaAndSoAreItsGradients(int queries, int keys)
    {
        Tensor q = Draw(2, queries, 8), k = Draw(2, keys, 8), v = Draw(2, keys, 5), u = Draw(2, queries, 5);
        using var tape = new Tape();
        Tensor fused = Tensor.ScaledDotProductAttention(q, k, v, causal: true), plain = Tensor.AttentionWeights(q, k, Tensor.CausalMask(q, k), 1 / Math.Sqrt(8)).MatMul(v);
        Assert.IsTrue(fused.AllClose(plain, 1e-12, 1e-12));
        Gradients gradients = tape.Gradient(fused, [q, k, v], u), expected = tape.Gradient(plain, [q, k, v], u);
        for (int i = 0; i < 3; i++) Assert.IsTrue(gradients[i]!.AllClose(expected[i]!, 1e-12, 1e-12), $"{i}");
    }

    [TestMethod]
    public void Attention_OfSharedKeys_SumsTheirGradients()
    {
        Tensor q = Draw(3, 4, 2), k = Draw(5, 2), v = Draw(1, 5, 3);
        using var tape = new Tape();
        Tensor loss = Tensor.ScaledDotProductAttention(q, k, v).Square().Sum(), plain = (q * (1 / Math.Sqrt(2))).MatMul(k.T).Softmax(-1).MatMul(v).Square().Sum();
        Gradients fused = tape.Gradient(loss, [q, k, v]), expected = tape.Gradient(plain, [q, k, v]);
        for (int i = 0; i < 3; i++) Assert.IsTrue(fused[i]!.AllClose(expected[i]!, 1e-12, 1e-12), $"{i}");
    }

    [TestMethod]
    public void Attention_OnSeveralThreads_IsTheSameBitForBit()
    {
        Tensor q = Draw(3, 70, 8).To(DType.Float32), dy = Draw(3, 70, 8).To(DType.Float32);
        Expect.SameOnAnyThreads(() =>
        {
            using var tape = new Tape();
            return tape.Gradient(Tensor.ScaledDotProductAttention(q, q, q, causal: true), q, dy).ToArray<float>();
        });
    }

    [TestMethod]
    public void Attention_WithDropout_DropsWeightsAndKeepsTheirMean()
    {
        // All weights are 1/4, and so the result counts those that are left.
        Tensor y = Tensor.ScaledDotProductAttention(Tensor.Zeros(20_000, 1), Tensor.Zeros(4, 1), Tensor.Ones(4, 1), dropout: 0.25, generator: new Generator(1));
        Assert.AreEqual(1, y.Mean().Item(), 5 * Math.Sqrt(0.25 / 0.75 / 4 / 20_000));
        Assert.AreEqual(0, Tensor.ScaledDotProductAttention(Tensor.Zeros(3, 1), Tensor.Zeros(4, 1), Tensor.Ones(4, 1), dropout: 1).Sum().Item());
        Assert.AreEqual(0, y.Sub(1.0 / 3).Frac().Abs().Min().Item(), 1e-6);
    }

    [TestMethod]
    public void Attention_WithoutKeysOrQueries_IsZeroOrEmpty()
    {
        Expect.AssertIs(Tensor.ScaledDotProductAttention(Draw(2, 3), Draw(0, 3), Draw(0, 2)), [2, 2], 0, 0, 0, 0);
        Expect.AssertIs(Tensor.ScaledDotProductAttention(Draw(0, 3), Draw(4, 3), Draw(4, 2)), [0, 2]);
    }

    [TestMethod]
    public void Attention_OfTensorsThatDoNotFit_SaysWhich()
    {
        Expect.Throws<ShapeException>("ScaledDotProductAttention: query [3, 2], key [4, 3], value [4, 2]: the last axes of query and key, 2 and 3, must be equal", () => Tensor.ScaledDotProductAttention(Draw(3, 2), Draw(4, 3), Draw(4, 2)));
        Expect.Throws<ShapeException>("ScaledDotProductAttention: query [3, 2], key [4, 2], value [5, 2]: the rows of key and value, 4 and 5 (axis -2), must be equal", () => Tensor.ScaledDotProductAttention(Draw(3, 2), Draw(4, 2), Draw(5, 2)));
        Expect.Throws<ShapeException>("ScaledDotProductAttention: query [2], key [4, 2], value [4, 2]: each must have rows and features as its last two axes", () => Tensor.ScaledDotProductAttention(Draw(2), Draw(4, 2), Draw(4, 2)));
        Expect.Throws<ShapeException>("ScaledDotProductAttention: query [3, 2], key [4, 2], value [4, 2]: causal beside a mask [3, 4]; give one of both, a mask that is lower triangular for instance", () => Tensor.ScaledDotProductAttention(Draw(3, 2), Draw(4, 2), Draw(4, 2), Draw(3, 4), causal: true));
        Expect.Throws<DTypeException>("ScaledDotProductAttention: query float64, key float32, value float64: all must be of one floating dtype; cast with To", () => Tensor.ScaledDotProductAttention(Draw(3, 2), Draw(4, 2).To(DType.Float32), Draw(4, 2)));
        Expect.Throws<ArgumentOutOfRangeException>("Dropout: the probability 2 must be from 0 to 1 (Parameter 'p')", () => Tensor.ScaledDotProductAttention(Draw(3, 2), Draw(4, 2), Draw(4, 2), dropout: 2));
    }
}
