using PyDeepTensorNet.Nn;

namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>What W11 starts as a process of its own: one gradient of the lab's net, and out.</summary>
internal static class FirstGradient
{
    public const string Verb = "first-gradient";

    /// <summary>Writes the gradient's largest entry, then the peak memory.</summary>
    public static int Run()
    {
        Sequential model = [new Linear(4, 3), new Sigmoid()];
        Tensor x = Tensor.From([1f, 2f, 2f, 3f]), y = Tensor.From([0.25f, 0.25f, 0.25f]);
        using var tape = new Tape();
        Tensor loss = (model.Forward(x) - y).Square().Sum();
        Console.WriteLine(tape.Gradient(loss, model.Parameters())[0]!.AMax().Item());
        Console.WriteLine(Report.PeakMemory());
        return 0;
    }
}
