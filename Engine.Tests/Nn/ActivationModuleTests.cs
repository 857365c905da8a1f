using PyDeepTensorNet.Nn;
using PyDeepTensorNet.Optim;

namespace PyDeepTensorNet.Tests.Nn;

/// <summary>What modules of activations and losses print, hold and refuse; their values are tested against recorded calls.</summary>
[TestClass]
public sealed class ActivationModuleTests
{
    [TestMethod]
    public void ToString_ShowsTheSettingsAsPyTorchNamesThem()
    {
        string[] texts = [.. new ModuleBase[]
        {
            new ReLU(), new ReLU6(), new LeakyReLU(0.2), new PReLU(3), new ELU(0.5), new CELU(), new GELU(), new GELU(GeluApproximation.Tanh), new Softplus(), new Softshrink(), new Hardshrink(0.25),
            new Hardtanh(), new Threshold(0.1, 20), new GLU(), new Softmax(1), new Softmin(0), new LogSoftmax(-1), new Flatten(), new CrossEntropyLoss(), new MSELoss(),
        }.Select(module => module.ToString())];
        CollectionAssert.AreEqual(
            new[]
            {
                "ReLU()", "ReLU6()", "LeakyReLU(negative_slope=0.2)", "PReLU(num_parameters=3)", "ELU(alpha=0.5)", "CELU(alpha=1)", "GELU(approximate='none')", "GELU(approximate='tanh')",
                "Softplus(beta=1, threshold=20)", "Softshrink(0.5)", "Hardshrink(0.25)", "Hardtanh(min_val=-1, max_val=1)", "Threshold(threshold=0.1, value=20)", "GLU(dim=-1)", "Softmax(dim=1)",
                "Softmin(dim=0)", "LogSoftmax(dim=-1)", "Flatten(start_dim=1, end_dim=-1)", "CrossEntropyLoss()", "MSELoss()",
            },
            texts);
    }

    [TestMethod]
    public void PReLU_Slopes_AreLearned()
    {
        var module = new PReLU(2, init: 0.5, dtype: DType.Float64);
        CollectionAssert.AreEqual(new[] { "weight" }, module.NamedParameters().Select(parameter => parameter.Key).ToArray());
        Tensor x = new[,] { { -2.0, -4 }, { 1, -1 } };
        using var tape = new Tape();
        Tensor loss = module.Forward(x).Sum();
        Assert.AreEqual(-2.5, loss.Item());
        CollectionAssert.AreEqual(new[] { -2.0, -5 }, tape.Gradient(loss, module.Weight).ToArray<double>());
    }

    [TestMethod]
    public void WeightedLoss_Weight_IsABufferThatIsCastWithTheModule()
    {
        var loss = new CrossEntropyLoss(new[] { 1.0f, 2 }).To(DType.Float64);
        Assert.HasCount(0, loss.Parameters());
        CollectionAssert.AreEqual(new[] { "weight" }, loss.StateDict().Keys.ToArray());
        Assert.AreEqual(DType.Float64, loss.Weight!.DType);
        CollectionAssert.AreEqual(new[] { "weight", "pos_weight" }, new BCEWithLogitsLoss(Tensor.Ones(2), posWeight: Tensor.Ones(2)).StateDict().Keys.ToArray());
        Assert.HasCount(0, new NLLLoss().StateDict());
    }

    [TestMethod]
    public void Hardtanh_BoundsTheWrongWayRound_Throw() =>
        Expect.Throws<ArgumentException>("Hardtanh: minVal 1 must be below maxVal 1", () => _ = new Hardtanh(1, 1));

    [TestMethod]
    public void Softmax2d_OfAMatrix_Throws() =>
        Expect.Throws<ShapeException>("Softmax2d: the input [2, 3] must be [channels, height, width] or [batch, channels, height, width]", () => new Softmax2d().Forward(Tensor.Zeros(2, 3)));

    [TestMethod]
    public void Sequential_OfTheLab_TrainsWithItsLoss()
    {
        var net = new Sequential(new Linear(2, 4, dtype: DType.Float64, generator: new Generator(5)), new Tanh(), new Linear(4, 1, dtype: DType.Float64, generator: new Generator(6)), new Sigmoid());
        var criterion = new SumSquaredLoss();
        var optimizer = new SGD(net.Parameters(), 0.5);
        Tensor x = new[,] { { 0.0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } }, y = new[,] { { 0.0 }, { 1 }, { 1 }, { 0 } };
        for (int step = 0; step < 2000; step++)
        {
            using var tape = new Tape();
            optimizer.Step(tape.Gradient(criterion.Forward(net.Forward(x), y), net.Parameters()));
        }
        Assert.IsLessThan(0.05, criterion.Forward(net.Forward(x), y).Item());
    }
}
