using PyDeepTensorNet.Nn;
using PyDeepTensorNet.Optim;

namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>A net of three layers on rows of 784, as for handwritten digits: matrix products and Adam.</summary>
internal sealed class W6 : Workload
{
    public override void Run(Report report)
    {
        (Tensor X, Tensor Y)[] data = TrainingRun.Data(128, 784);
        var generator = new Generator(2);
        Sequential net = [new Linear(784, 512, generator: generator), new ReLU(), new Linear(512, 256, generator: generator), new ReLU(), new Linear(256, 10, generator: generator)];
        var optimizer = new Adam(net.Parameters());
        TrainingRun.Measure(report, "eager mlp784-512-256-10_b128_adam", Loss, data, optimizer, warm: 20, budget: 6);

        var (x, y) = data[0];
        Gradients gradients = ForwardBackward();
        report.Milliseconds("eager part=forward+loss(grad)", () =>
        {
            using var tape = new Tape();
            Loss(x, y);
        }, 2);
        report.Milliseconds("eager part=forward+backward", () => ForwardBackward(), 2);
        report.Milliseconds("eager part=adam_step", () => optimizer.Step(gradients), 2);

        Tensor Loss(Tensor x, Tensor y) => net.Forward(x).CrossEntropy(y);

        Gradients ForwardBackward()
        {
            using var tape = new Tape();
            return tape.Gradient(Loss(x, y), optimizer.Parameters);
        }
    }
}
