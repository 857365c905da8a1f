using PyDeepTensorNet.Nn;
using PyDeepTensorNet.Optim;

namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>Two convolutions with pooling and two linear layers, on images of 28 x 28.</summary>
internal sealed class W7 : Workload
{
    private const int Pixels = 28;

    public override void Run(Report report)
    {
        (Tensor X, Tensor Y)[] data = TrainingRun.Data(64, 1, Pixels, Pixels);
        TrainingRun.Measure(report, "cnn_b64_sgdmom", Build, data, warm: 10, budget: 12);
    }

    private static (Func<Tensor, Tensor, Tensor> Loss, Optimizer Optimizer) Build()
    {
        var generator = new Generator(2);
        (Tensor Weight, Tensor Bias) first = Filters(1, 32), second = Filters(32, 64);
        const int Flat = 64 * (Pixels / 4) * (Pixels / 4);
        Linear hidden = new(Flat, 128, generator: generator), output = new(128, 10, generator: generator);
        return (Loss, new SGD([first.Weight, first.Bias, second.Weight, second.Bias, .. hidden.Parameters(), .. output.Parameters()], 0.01, momentum: 0.9));

        Tensor Loss(Tensor x, Tensor y)
        {
            x = x.Conv2d(first.Weight, first.Bias, padding: 1).Relu().MaxPool2d(2);
            x = x.Conv2d(second.Weight, second.Bias, padding: 1).Relu().MaxPool2d(2);
            return output.Forward(hidden.Forward(x.Reshape(-1, Flat)).Relu()).CrossEntropy(y);
        }

        (Tensor Weight, Tensor Bias) Filters(int channels, int filters)
        {
            double bound = 1 / Math.Sqrt(channels * 9);
            return (Tensor.Uniform([filters, channels, 3, 3], -bound, bound, generator: generator), Tensor.Uniform([filters], -bound, bound, generator: generator));
        }
    }
}
