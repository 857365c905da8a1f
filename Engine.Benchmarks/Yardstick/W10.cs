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
        string what = $"eager lstm_h{Hidden}_i{Features}_seq{Steps}_b{Batch}";
        report.Milliseconds($"{what} fwd", () => lstm.Forward(x), 3);
        report.Milliseconds($"{what} fwd+bwd", () =>
        {
            using var tape = new Tape();
            tape.Gradient(lstm.Forward(x).Output.Sum(), wanted);
        }, 5);
    }
}
