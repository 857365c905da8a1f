using PyDeepTensorNet.Nn;
using PyDeepTensorNet.Optim;

namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>A net of three layers on rows of 784, as for handwritten digits: matrix products and Adam.</summary>
internal sealed class W6 : Workload
{
    public override void Run(Report report)
    {
        (Tensor X, Tensor Y)[] data = TrainingRun.Data(128, 784);
        var (loss, optimizer) = TrainingRun.Measure(report, "mlp784-512-256-10_b128_adam", Build, data, warm: 20, budget: 6);

        var (x, y) = data[0];
        Gradients gradients = ForwardBackward();
        report.Milliseconds("eager part=forward+loss(grad)", () =>
        {
            using var tape = new Tape();
            loss(x, y);
        }, 2);
        report.Milliseconds("eager part=forward+backward", () => ForwardBackward(), 2);
        report.Milliseconds("eager part=adam_step", () => optimizer.Step(gradients), 2);

        static (Func<Tensor, Tensor, Tensor>, Optimizer) Build()
        {
            var generator = new Generator(2);
            Sequential net = [new Linear(784, 512, generator: generator), new ReLU(), new Linear(512, 256, generator: generator), new ReLU(), new Linear(256, 10, generator: generator)];
            return ((x, y) => net.Forward(x).CrossEntropy(y), new Adam(net.Parameters()));
        }

        Gradients ForwardBackward()
        {
            using var tape = new Tape();
            return tape.Gradient(loss(x, y), optimizer.Parameters);
        }
    }
}
