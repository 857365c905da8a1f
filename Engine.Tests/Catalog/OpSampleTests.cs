namespace PyDeepTensorNet.Tests.Catalog;

/// <summary>The ops that are not elementwise: derivatives, layouts, precision, what they keep. Their values are held to loops and to PyTorch's elsewhere.</summary>
[TestClass]
public sealed class OpSampleTests
{
    public static IEnumerable<object[]> Samples => OpSamples.All.Keys.Select(sample => new object[] { sample });

    public static IEnumerable<object[]> Differentiable => OpSamples.All.Values.Where(sample => sample.NoDifferences is null).Select(sample => new object[] { sample.Label });

    [TestMethod]
    [DynamicData(nameof(Samples))]
    public void Call_OnATape_EndsInTheOp(string sample)
    {
        OpSample of = OpSamples.All[sample];
        using var tape = new Tape();
        int node = Journal.OfThread.Find(of.Call(of.Inputs));
        Type op = Journal.OfThread[node].Rule!.GetType().GenericTypeArguments[0];
        Assert.AreEqual(of.Op, op.IsGenericType ? op.GetGenericTypeDefinition() : op, sample);
    }

    [TestMethod]
    [DynamicData(nameof(Differentiable))]
    public void Vjp_SmoothInputs_MatchesDifferences(string sample) => DerivativeChecks.Gradient(sample, OpSamples.All[sample].Call, OpSamples.All[sample].Inputs);

    [TestMethod]
    [DynamicData(nameof(Differentiable))]
    public void Vjp_DifferentiatedAgain_MatchesDifferences(string sample) => DerivativeChecks.SecondGradient(sample, OpSamples.All[sample].Call, OpSamples.All[sample].Inputs);

    [TestMethod]
    [DynamicData(nameof(Samples))]
    public void Vjp_Residuals_AreWhatItReads(string sample) => DerivativeChecks.Residuals(sample, OpSamples.All[sample].Call, OpSamples.All[sample].Inputs);

    [TestMethod]
    [DynamicData(nameof(Samples))]
    public void Apply_StridedInputs_SameAsContiguous(string sample)
    {
        OpSample of = OpSamples.All[sample];
        // What sums may sum in another order.
        LayoutChecks.Same(sample, of.Call, of.Inputs, of.Op.IsAssignableTo(typeof(IPartOp)) ? 0 : 1e-14);
    }

    [TestMethod]
    [DynamicData(nameof(Samples))]
    public void Apply_Float32_NearFloat64(string sample)
    {
        OpSample of = OpSamples.All[sample];
        Tensor single = of.Call([.. of.Inputs.Select(input => input.DType == DType.Float64 ? input.To(DType.Float32) : input)]);
        Assert.AreEqual(DType.Float32, single.DType, sample);
        Layouts.AssertSame(sample, of.Call(of.Inputs), single.To(DType.Float64), 1e-6);
    }

    [TestMethod]
    public void Vjp_OfACast_IsTheCotangentCast()
    {
        using var tape = new Tape();
        Tensor x = Tensor.From([0.1, 0.2], [2]), dy = Tensor.From([0.3f, 0.4f], [2]);
        Layouts.AssertSame("To", dy.To(DType.Float64), tape.Gradient(x.To(DType.Float32), x, dy));
    }

    [TestMethod]
    public void Vjp_OfAnEmbeddingWithPadding_LeavesItsRowOut()
    {
        using var tape = new Tape();
        Tensor weight = OpSample.Draw(3, 2), y = Tensor.Embedding(OpSample.Places([2, 1, 2], 3), weight, paddingIndex: 1);
        Layouts.AssertSame("Embedding", Tensor.From([0.0, 0, 0, 0, 12, 14], [3, 2]), tape.Gradient(y, weight, Tensor.From([1.0, 2, 3, 4, 11, 12], [3, 2])));
    }
}
