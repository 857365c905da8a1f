using Examples.Numerics;
using PyDeepTensorNet.Nn;

namespace PyDeepTensorNet.Tests.Graph;

/// <summary>No false alarms on the models of the examples, with their losses, as they are drawn and with dead units.</summary>
[TestClass]
public sealed class GradCheckModelTests
{
    private readonly Generator _generator = new(5);

    private static readonly Tensor s_classes = new[] { 3, 7, 0, 9, 1 };

    private Tensor Draw(params int[] dims) => Tensor.Randn(dims, generator: _generator);

    [TestMethod]
    public void Lab_Passes()
    {
        Sequential model = [new Linear(4, 8, generator: _generator), new Sigmoid(), new Linear(8, 3, generator: _generator), new Sigmoid()];
        Passes(model, (x, y) => (model.Forward(x) - y).Square().Sum() / 2, Draw(5, 4), Draw(5, 3));
    }

    [TestMethod]
    public void Xor_Passes()
    {
        Sequential model = [new Linear(2, 8, generator: _generator), new Tanh(), new Linear(8, 1, generator: _generator), new Sigmoid()];
        Passes(model, (x, y) => model.Forward(x).BinaryCrossEntropy(y), new[,] { { 0f, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } }, new[,] { { 0f }, { 1 }, { 1 }, { 0 } });
    }

    [TestMethod]
    public void Boundary_Passes()
    {
        Sequential model = [new Linear(2, 16, generator: _generator), new Tanh(), new Linear(16, 16, generator: _generator), new Tanh(), new Linear(16, 1, generator: _generator)];
        Passes(model, (x, y) => model.Forward(x).BinaryCrossEntropyWithLogits(y), Draw(9, 2), Draw(9, 1).Sigmoid());
    }

    /// <summary>Units without any input stand on the kink; the rest of the model is checked all the same.</summary>
    [TestMethod]
    public void Digits_Passes()
    {
        Sequential model = [new Linear(64, 96, generator: _generator), new ReLU(), new Dropout(0.3), new Linear(96, 96, generator: _generator), new ReLU(), new Dropout(0.3), new Linear(96, 10, generator: _generator)];
        model.Eval();
        Passes(model, (x, classes) => model.Forward(x).CrossEntropy(classes), Draw(5, 64), s_classes);
        Passes(model, (x, classes) => model.Forward(x).CrossEntropy(classes), Draw(5, 64).Relu(), s_classes);
    }

    [TestMethod]
    public void Convolutions_Pass()
    {
        Sequential model = [new Conv2d(1, 4, 3, padding: 1, generator: _generator), new ReLU(), new MaxPool2d(2), new Flatten(), new Linear(64, 10, generator: _generator)];
        Passes(model, (x, classes) => model.Forward(x).CrossEntropy(classes), Draw(5, 1, 8, 8), s_classes);
    }

    [TestMethod]
    public void Normalizations_Pass()
    {
        Sequential model = [new Linear(6, 8, generator: _generator), new LayerNorm([8]), new GELU(), new Linear(8, 10, generator: _generator)];
        Passes(model, (x, classes) => model.Forward(x).CrossEntropy(classes), Draw(5, 6), s_classes);
    }

    [TestMethod]
    public void Lstm_Passes()
    {
        var lstm = new LSTM(3, 4, generator: _generator);
        lstm.GradCheck(inputs => lstm.Forward(inputs[0]).Output[-1].CrossEntropy(inputs[1]), [Draw(4, 2, 3), new[] { 3, 1 }]).ThrowIfFailed();
    }

    [TestMethod]
    public void TransformerBlock_Passes()
    {
        var block = new TransformerEncoderLayer(4, 2, 6, dropout: 0, activation: x => x.Gelu(), batchFirst: true, normFirst: true, generator: _generator);
        block.GradCheck((x, y) => (block.Forward(x) - y).Square().Mean(), Draw(2, 3, 4), Draw(2, 3, 4)).ThrowIfFailed();
    }

    /// <summary>The residual of a differential equation: its gradient is a third derivative.</summary>
    [TestMethod]
    public void Poisson_Passes()
    {
        var problem = new Poisson(width: 5, seed: 1);
        Tensor points = Tensor.Rand([4, 2], DType.Float64, _generator);
        GradCheck.Run(p => problem.Residual(p) / 50, points).ThrowIfFailed();
        GradCheck.Run(problem.Solution, points).ThrowIfFailed();
    }

    [TestMethod]
    public void Minimizer_Passes()
    {
        Tensor x = new[] { -1.2, 1.0 };
        GradCheck.Run(Minimizer.Valley, x).ThrowIfFailed();
        GradGradCheck.Run(Minimizer.Valley, x).ThrowIfFailed();
        GradCheck.Run(x => Derivatives.Hessian(Minimizer.Valley, x), x).ThrowIfFailed();
    }

    [TestMethod]
    public void FixedPoint_Passes()
    {
        Tensor m = new[] { 0.2, 1.1, 2.5 };
        GradCheck.Run(e => FixedPoint.Solve(FixedPoint.Kepler(m), m, [e]), Tensor.Full([], 0.6, DType.Float64)).ThrowIfFailed();
    }

    /// <summary>A bias of 0 and rows of zeros put every unit on its kink.</summary>
    [TestMethod]
    public void ZerosBeforeReLU_AreSkipped_NotWrong()
    {
        Sequential model = [new Linear(3, 4, generator: _generator), new ReLU(), new Linear(4, 2, generator: _generator)];
        model.Parameters()[1].Zero_();
        GradCheckReport report = model.GradCheck(Tensor.Cat([Tensor.Zeros([1, 3]), Draw(2, 3)], 0));
        Assert.AreEqual("4 skipped: on the kink of Relu", report.Tensors[1].Note);
        Assert.AreEqual("3 skipped: on the kink of Relu", report.Tensors[4].Note);
        CollectionAssert.AreEqual(new[] { Verdict.Pass, Verdict.Inconclusive, Verdict.Pass, Verdict.Pass, Verdict.Pass }, report.Tensors.Select(tensor => tensor.Verdict).ToArray());
    }

    private static void Passes(Sequential model, Func<Tensor, Tensor, Tensor> loss, Tensor x, Tensor y) => model.GradCheck(loss, x, y).ThrowIfFailed();
}
