using PyDeepTensorNet;

namespace Examples;

/// <summary>A network of two layers that does not learn: where its gradients are lost, and where its first NaN comes from.</summary>
internal static class Debug
{
    /// <summary>What is wrong with the network.</summary>
    private sealed record Fault(string Name, Func<Tensor, Tensor> Between, float Bias = 0);

    private static readonly Fault[] s_faults =
    [
        new("Nothing", hidden => hidden),
        new("A value is detached on the way", hidden => hidden.Detach()),
        new("An index stands for what it points to", hidden => hidden.ArgMax(1, true).Float().Expand([4, 5])),
        new("A value is rounded", hidden => hidden.Round()),
        new("Every unit of the hidden layer is dead", hidden => hidden, -10),
    ];

    public static void Run(Options options)
    {
        ulong seed = (ulong)options.Whole("seed", 3, 0, int.MaxValue, "what the weights are drawn with");
        if (!options.Complete()) return;

        var random = new Generator(seed);
        Tensor x = Tensor.Normal([4, 3], generator: random), w1 = Tensor.Normal([3, 5], generator: random), w2 = Tensor.Normal([5, 1], generator: random);
        (w1.Name, w2.Name) = ("w1", "w2");

        foreach (Fault fault in s_faults)
        {
            Show.Section(fault.Name);
            // In debug mode each operation knows its line; it costs microseconds, so that it is no mode for training.
            using var tape = new Tape(TapeOptions.Debug);
            Tensor hidden = Hidden(x, w1, fault.Bias);
            Tensor loss = Loss(fault.Between(hidden), w2);
            Show.Line($"{tape.Explain(loss, w1)}");
        }

        Show.Section("The first value that is not finite");
        ShowAnomaly(() => Entropy((x.MatMul(w1) * 100).Softmax(1)));
        ShowAnomaly(() => Tape.Current!.Gradient(Distance(w1, w1), w1));
        Show.Note("Nothing of this costs anything without the options: new Tape(TapeOptions.Debug), new Tape(TapeOptions.DetectAnomalies), or PYDEEPTENSORNET_TAPE=Debug for a whole program.");
    }

    private static Tensor Hidden(Tensor x, Tensor w1, float bias) => (x.MatMul(w1) + bias).Relu();

    private static Tensor Loss(Tensor hidden, Tensor w2) => hidden.MatMul(w2).Square().Mean();

    /// <summary>As many write it: a probability that rounds to 0 has no logarithm.</summary>
    private static Tensor Entropy(Tensor p) => -(p * p.Log()).Sum();

    /// <summary>As many write it: at distance 0 the root has no slope.</summary>
    private static Tensor Distance(Tensor a, Tensor b) => (a - b.Detach()).Square().Sum().Sqrt();

    private static void ShowAnomaly(Func<Tensor> function)
    {
        using var tape = new Tape(TapeOptions.DetectAnomalies);
        try
        {
            function();
        }
        catch (AnomalyException exception)
        {
            Show.Line($"{exception.Message}\n");
        }
    }
}
