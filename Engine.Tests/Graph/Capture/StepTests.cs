using PyDeepTensorNet.Nn;
using PyDeepTensorNet.Optim;

namespace PyDeepTensorNet.Tests.Graph.Capture;

/// <summary>A captured step gives the bits of the function that it was captured from.</summary>
[TestClass]
public sealed class StepTests
{
    [TestMethod]
    public void Run_LabLoop_SameBitsAsEager() => AssertSame(4, 3, generator => [new Linear(4, 3, generator: generator), new Sigmoid()], parameters => new SGD(parameters, 0.1), (a, y) => (a - y).Square().Sum());

    [TestMethod]
    public void Run_DeepNetWithDropoutAndAdam_SameBitsAsEager() => AssertSame(
        20, 5, generator => [new Linear(20, 33, generator: generator), new ReLU(), new Dropout(0.3, generator), new LayerNorm([33]), new Linear(33, 5, generator: generator), new Tanh()],
        parameters => new Adam(parameters), (a, y) => (a - y).Square().Mean());

    [TestMethod]
    public void Run_BatchNormAndMomentum_SameBitsAsEager() => AssertSame(
        6, 4, generator => [new Linear(6, 8, generator: generator), new BatchNorm1d(8), new GELU(), new Linear(8, 4, generator: generator)],
        parameters => new SGD(parameters, 0.05, momentum: 0.9), (a, y) => a.CrossEntropy(y.ArgMax(1)));

    private static void AssertSame(int inputs, int outputs, Func<Generator, Sequential> build, Func<IReadOnlyList<Tensor>, Optimizer> optimize, Func<Tensor, Tensor, Tensor> measure)
    {
        var data = new Generator(7);
        (Tensor X, Tensor Y)[] batches = [.. Enumerable.Range(0, 6).Select(_ => (Tensor.Randn([8, inputs], generator: data), Tensor.Randn([8, outputs], generator: data)))];
        Func<Tensor, Tensor, Tensor> eager = Train(out Sequential first), other = Train(out Sequential second);
        Step step = Step.Capture(other);
        foreach ((Tensor x, Tensor y) in batches)
        {
            CollectionAssert.AreEqual(eager(x, y).ToArray<float>(), step.Run(x, y).ToArray<float>());
            foreach ((Tensor a, Tensor b) in first.StateDict().Values.Zip(second.StateDict().Values)) Assert.IsTrue(a.To(DType.Float64).ToArray<double>().AsSpan().SequenceEqual(b.To(DType.Float64).ToArray<double>()));
        }

        Func<Tensor, Tensor, Tensor> Train(out Sequential model)
        {
            Sequential net = model = build(new Generator(3));
            Optimizer optimizer = optimize(net.Parameters());
            return (x, y) =>
            {
                using var tape = new Tape();
                Tensor loss = measure(net.Forward(x), y);
                optimizer.Step(tape.Gradient(loss, net.Parameters()));
                return loss;
            };
        }
    }
}
