using PyDeepTensorNet.Data;
using PyDeepTensorNet.Nn;
using PyDeepTensorNet.Optim;
using PyDeepTensorNet.Training;

namespace PyDeepTensorNet.Tests.Training;

[TestClass]
public sealed class TrainerTests
{
    private static readonly Tensor s_x = new float[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } };
    private static readonly Tensor s_y = new float[,] { { 0 }, { 1 }, { 1 }, { 0 } };

    private static Sequential Net(ulong seed = 1)
    {
        var random = new Generator(seed);
        return [new Linear(2, 8, generator: random), new Sigmoid(), new Linear(8, 1, generator: random)];
    }

    private static Tensor Loss(Tensor prediction, Tensor target) => (prediction - target).Square().Sum() / prediction.ElementCount;

    private static DataLoader Xor(int batchSize = 4, bool shuffle = false) => new(new TensorDataset(s_x, s_y), batchSize, shuffle, seed: 9);

    /// <summary>Reports at once, on the thread that trains.</summary>
    private sealed class Log(Action<TrainingProgress>? action = null) : IProgress<TrainingProgress>
    {
        public List<TrainingProgress> Entries { get; } = [];

        public void Report(TrainingProgress value)
        {
            Entries.Add(value);
            action?.Invoke(value);
        }
    }

    public static IEnumerable<object[]> Optimizers
    {
        get
        {
            yield return Make("SGD", parameters => new SGD(parameters, 0.5, momentum: 0.9));
            yield return Make("Adam", parameters => new Adam(parameters, 0.05));
            yield return Make("AdamW", parameters => new AdamW(parameters, 0.05, weightDecay: 1e-4));
            yield return Make("RMSprop", parameters => new RMSprop(parameters, 0.02));
            yield return Make("Adagrad", parameters => new Adagrad(parameters, 0.5));

            static object[] Make(string name, Func<IReadOnlyList<Tensor>, Optimizer> make) => [name, make];
        }
    }

    [TestMethod]
    [DynamicData(nameof(Optimizers))]
    public void Fit_WithAnyOptimizer_LearnsXor(string name, Func<IReadOnlyList<Tensor>, Optimizer> make)
    {
        Sequential net = Net();
        IReadOnlyList<double> losses = Trainer.Fit(net, make(net.Parameters()), Xor(), Loss, epochs: 1000);
        Assert.HasCount(1000, losses);
        Assert.IsLessThan(0.01, losses[^1], name);
        float[] prediction = net.Forward(s_x).ToArray<float>();
        CollectionAssert.AreEqual(new float[] { 0, 1, 1, 0 }, prediction.Select(value => value < 0.5f ? 0f : 1f).ToArray());
    }

    [TestMethod]
    public void Fit_Twice_IsTheSameToTheBit()
    {
        CollectionAssert.AreEqual(Run(), Run());

        static double[] Run()
        {
            Sequential net = Net();
            return [.. Trainer.Fit(net, new Adam(net.Parameters()), Xor(3, shuffle: true), Loss, epochs: 5)];
        }
    }

    /// <summary>Nets and losses of the examples, in small.</summary>
    public static IEnumerable<object[]> Examples
    {
        get
        {
            yield return Make("lab", random => [new Linear(4, 5, generator: random), new Sigmoid(), new Linear(5, 3, generator: random), new Sigmoid()], parameters => new SGD(parameters, 0.1), new SumSquaredLoss().Forward, x => x[.., ..3]);
            yield return Make("xor", random => [new Linear(4, 8, generator: random), new Tanh(), new Linear(8, 1, generator: random), new Sigmoid()], parameters => new Adam(parameters, 0.05), new BCELoss().Forward, x => (x[.., ..1] > 0).To(DType.Float32));
            yield return Make("boundary", random => [new Linear(4, 16, generator: random), new Tanh(), new Linear(16, 16, generator: random), new Tanh(), new Linear(16, 1, generator: random)], parameters => new Adam(parameters, 0.01), new BCEWithLogitsLoss().Forward, x => (x[.., ..1] > 0).To(DType.Float32));
            yield return Make("digits", random => [new Linear(4, 20, generator: random), new ReLU(), new Dropout(0.3, random), new Linear(20, 10, generator: random), new ReLU(), new Dropout(0.3, random), new Linear(10, 3, generator: random)], parameters => new Adam(parameters, 0.003), new CrossEntropyLoss().Forward, x => x[.., ..3].ArgMax(1).To(DType.Int32));

            static object[] Make(string name, Func<Generator, Sequential> net, Func<IReadOnlyList<Tensor>, Optimizer> optimizer, Func<Tensor, Tensor, Tensor> loss, Func<Tensor, Tensor> target) => [name, net, optimizer, loss, target];
        }
    }

    /// <summary>With batches of two sizes, a rate that falls, and a look at the net in evaluation after each epoch.</summary>
    [TestMethod]
    [DynamicData(nameof(Examples))]
    public void Fit_Captured_IsTheSameToTheBit(string name, Func<Generator, Sequential> build, Func<IReadOnlyList<Tensor>, Optimizer> optimize, Func<Tensor, Tensor, Tensor> loss, Func<Tensor, Tensor> target)
    {
        Tensor x = Tensor.Randn([23, 4], generator: new Generator(5));
        CollectionAssert.AreEqual(Run(false), Run(true), name);

        double[] Run(bool capture)
        {
            Sequential net = build(new Generator(2));
            Optimizer optimizer = optimize(net.Parameters());
            var seen = new List<double>();
            var log = new Log(progress =>
            {
                if (!progress.IsEpochEnd) return;
                net.Eval();
                seen.AddRange(net.Forward(x).ToArray<float>().Select(value => (double)value));
                net.Train();
                optimizer.LearningRate *= 0.7;
            });
            IReadOnlyList<double> losses = Trainer.Fit(net, optimizer, new DataLoader(new TensorDataset(x, target(x)), 5, shuffle: true, seed: 4), loss, epochs: 4, log, capture: capture);
            return [.. losses, .. seen, .. net.Parameters().SelectMany(parameter => parameter.ToArray<float>()).Select(value => (double)value)];
        }
    }

    /// <summary>What would not be replayed rightly is not trained on silently.</summary>
    [TestMethod]
    public void Fit_CapturedLossThatReadsTheHost_IsRefused()
    {
        Sequential net = Net();
        Assert.StartsWith("Item: float32[] is read on the host", Assert.ThrowsExactly<CaptureException>(() => Trainer.Fit(net, new SGD(net.Parameters(), 0.1), Xor(), (a, y) => Loss(a, y) * Loss(a, y).Item(), 1, capture: true)).Message);
        Assert.IsNull(Tape.Current);
    }

    [TestMethod]
    public void Fit_ReportsEachStep_WithTheMeanOverSamples()
    {
        Sequential net = Net();
        var log = new Log();
        // A rate of 0 keeps the model, so that the means can be checked.
        IReadOnlyList<double> losses = Trainer.Fit(net, new SGD(net.Parameters(), 0), Xor(3), Loss, epochs: 2, log);
        CollectionAssert.AreEqual(new[] { (1, 1, false), (1, 2, true), (2, 1, false), (2, 2, true) }, log.Entries.Select(entry => (entry.Epoch, entry.Step, entry.IsEpochEnd)).ToArray());
        Assert.IsTrue(log.Entries.All(entry => entry is { Epochs: 2, Steps: 2 }));
        Assert.AreEqual(Loss(net.Forward(s_x), s_y).Item(), losses[0], 1e-6);
        Assert.AreEqual(Loss(net.Forward(s_x[..3]), s_y[..3]).Item(), log.Entries[0].MeanLoss, 1e-6);
        Assert.AreEqual(losses[0], log.Entries[1].MeanLoss);
        Assert.IsGreaterThanOrEqualTo(log.Entries[0].Elapsed, log.Entries[3].Elapsed);
    }

    [TestMethod]
    public void Fit_Cancelled_StopsBetweenSteps()
    {
        Sequential net = Net();
        using var source = new CancellationTokenSource();
        var log = new Log(progress =>
        {
            if (progress is { Epoch: 2, Step: 1 }) source.Cancel();
        });
        Assert.ThrowsExactly<OperationCanceledException>(() => Trainer.Fit(net, new SGD(net.Parameters(), 0.1), Xor(1), Loss, epochs: 3, log, cancellation: source.Token));
        Assert.HasCount(5, log.Entries);
        Assert.IsNull(Tape.Current);
    }

    [TestMethod]
    public void Fit_PutsTheModelInTrainingMode()
    {
        Sequential net = Net().Eval();
        Trainer.Fit(net, new SGD(net.Parameters(), 0.1), Xor(), Loss, epochs: 1);
        Assert.IsTrue(net.IsTraining);
    }

    [TestMethod]
    public void Fit_OfNothing_Throws()
    {
        Sequential net = Net();
        var optimizer = new SGD(net.Parameters(), 0.1);
        Assert.AreEqual("Fit: -1 epochs; give 0 or more (Parameter 'epochs')", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Trainer.Fit(net, optimizer, Xor(), Loss, -1)).Message);
        var empty = new DataLoader(new TensorDataset(s_x, s_y), 8, dropLast: true);
        Assert.AreEqual("Fit: the loader has no batches: 4 samples in batches of 8; take a smaller batch size or dropLast: false (Parameter 'data')", Assert.ThrowsExactly<ArgumentException>(() => Trainer.Fit(net, optimizer, empty, Loss, 1)).Message);
    }
}
