using PyDeepTensorNet.Nn;

namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>A long short-term memory of 128 on 32 sequences of 50 steps: many small products one after the other, and the gates between them.</summary>
internal sealed class W10 : Workload
{
    private const int Steps = 50, Batch = 32, Features = 64, Hidden = 128;

    public override void Run(Report report)
    {
        var generator = new Generator(1);
        var lstm = new LSTM(Features, Hidden, generator: generator);
        Tensor x = Tensor.Randn([Steps, Batch, Features], generator: generator);
        Tensor[] wanted = [x, .. lstm.Parameters()];
        string what = $"lstm_h{Hidden}_i{Features}_seq{Steps}_b{Batch}";
        Step step = Step.Capture(_ => Backward());
        report.Milliseconds($"captured {what} fwd+bwd", () => step.Run(), 5);
        report.Milliseconds($"eager {what} fwd", () => lstm.Forward(x), 3);
        report.Milliseconds($"eager {what} fwd+bwd", () => Backward(), 5);

        Tensor[] Backward()
        {
            using var tape = new Tape();
            Gradients gradients = tape.Gradient(lstm.Forward(x).Output.Sum(), wanted);
            return [.. wanted.Select(tensor => gradients[tensor])];
        }
    }
}
