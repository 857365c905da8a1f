using PyDeepTensorNet;
using PyDeepTensorNet.Nn;
using PyDeepTensorNet.Optim;

namespace Examples;

/// <summary>Exclusive or: no line separates its two classes, so that it takes a hidden layer.</summary>
internal static class Xor
{
    public static void Run(Options options)
    {
        int steps = options.Whole("steps", 500, 1, 1_000_000, "how often the weights are updated");
        double rate = options.Real("rate", 0.05, 0, 1000, "the learning rate");
        ulong seed = options.Seed();
        if (!options.Complete()) return;

        Tensor x = new float[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } };
        Tensor y = new float[,] { { 0 }, { 1 }, { 1 }, { 0 } };

        var random = new Generator(seed);
        Sequential net = [new Linear(2, 8, generator: random), new Tanh(), new Linear(8, 1, generator: random), new Sigmoid()];
        var loss = new BCELoss();
        var optimizer = new Adam(net.Parameters(), rate);

        // Run twice as it is written, then replayed from what was recorded.
        Step training = Step.Capture(() =>
        {
            using var tape = new Tape();
            Tensor value = loss.Forward(net.Forward(x), y);
            optimizer.Step(tape.Gradient(value, net.Parameters()));
            return value;
        });
        for (int step = 1; step <= steps; step++)
        {
            Tensor value = training.Run();
            if (step == 1 || step % 100 == 0) Show.Line($"step {step,4}  loss {value.Item():F6}");
        }

        // Without a tape nothing is recorded: this is all that inference takes.
        Tensor prediction = net.Forward(x);
        Show.Table(["a", "b", "a xor b", "network"], Enumerable.Range(0, 4).Select(i => new[] { $"{x[i, 0]}", $"{x[i, 1]}", $"{y[i, 0]}", $"{prediction[i, 0].Item():F4}" }));
    }
}
