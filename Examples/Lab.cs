using PyDeepTensorNet;
using PyDeepTensorNet.Data;
using PyDeepTensorNet.Nn;
using PyDeepTensorNet.Optim;
using PyDeepTensorNet.Training;
using ScottPlot;

namespace Examples;

/// <summary>
/// The course lab that this engine grew from: one layer by hand in NumPy, its gradient worked out on paper, trained, and then two of them. Here the tape works the gradients out; the
/// numbers are the lab's. A sample is a row x of four numbers, the layer's weights are W [4, 3] and b [1, 3], and it answers a = sigmoid(x W + b).
/// </summary>
internal static class Lab
{
    public static void Run(Options options)
    {
        int epochs = options.Whole("epochs", 400, 1, 100_000, "how often each training goes through its 1000 samples");
        double rate = options.Real("rate", 0.1, 0, 1000, "the learning rate");
        int hidden = options.Whole("hidden", 5, 1, 10_000, "the units between the two layers of question 1");
        int batch = options.Whole("batch", 32, 1, 1000, "the samples in a step, in the batch option");
        ulong seed = options.Seed();
        string folder = options.OutputFolder();
        if (!options.Complete()) return;

        var random = new Generator(seed);
        TensorDataset data = Samples(random);

        Show.Section("1. One layer: x W + b");
        Linear(random);
        Show.Section("2. A sigmoid after it");
        Sigmoid(random);
        Show.Section("3. The loss: the sum of squared differences");
        SquaredDifferences();
        Show.Section("4. Backward");
        SetA();
        SetB();
        Show.Section("5. The gradient beside differences");
        NumericalCheck(random);
        Show.Section("6. Training, one sample a step");
        double[] oneLayer = Train("one layer", data, batchSize: 1, epochs, rate, random);

        Show.Section($"Question 1. Two layers, 4-{hidden}-3");
        double[] twoLayers = TrainTwoLayers(data, hidden, epochs, rate, random);
        Show.Section("Question 2. Both layers beside differences");
        CheckTwoLayers(data, hidden, random);
        Show.Section("Question 3. ReLU and tanh, forward and backward");
        Activations();
        Show.Section("Question 4. Other losses: absolute error, binary cross-entropy");
        AbsoluteError();
        BinaryCrossEntropy();
        Show.Section($"Option. Backward over batches of {batch}");
        SummedGradients(data, random);
        Show.Note($"A step along the sum over {batch} samples is {batch} times as long: the rate is divided by {batch}, or the sigmoids would be driven into saturation.");
        double[] batches = Train($"batches of {batch}", data, batch, epochs, rate / batch, random);

        Show.Section("All together");
        Show.Table(["training", "first epoch", "last epoch"], [Row("one layer", oneLayer), Row($"4-{hidden}-3", twoLayers), Row($"batches of {batch}", batches)]);
        Plot plot = Picture.New("Mean loss of each epoch", "epoch", "mean loss");
        Curve("one layer, a sample a step", oneLayer);
        Curve($"two layers, 4-{hidden}-3", twoLayers);
        Curve($"one layer, {batch} samples a step", batches);
        plot.ShowLegend(Alignment.UpperRight);
        Picture.Save(plot, folder, "lab-loss.png");

        static string[] Row(string name, double[] losses) => [name, $"{losses[0]:F8}", $"{losses[^1]:F8}"];

        void Curve(string name, double[] losses)
        {
            var curve = plot.Add.Signal(losses);
            (curve.LegendText, curve.LineWidth) = (name, 2);
        }
    }

    /// <summary>The lab's layer.</summary>
    private static Tensor Layer(Tensor x, Tensor w, Tensor b) => (x.MatMul(w) + b).Sigmoid();

    /// <summary>The lab's loss: a sum, not a mean.</summary>
    private static Tensor Loss(Tensor a, Tensor y) => (a - y).Square().Sum();

    /// <summary>1000 inputs in [0, 6)^4, and three waves of them for the layer to learn. It cannot learn them well: a sigmoid is never below 0.</summary>
    private static TensorDataset Samples(Generator random)
    {
        Tensor x = Tensor.Uniform([1000, 4], 0, 6, generator: random);
        Tensor y = Tensor.Stack([x.Sum(1).Sin(), (6 * x[.., 1]).Sin(), (x[.., 1] + x[.., 3]).Sin()], dim: 1);
        return new(x, y);
    }

    private static (Tensor W, Tensor B) SmallWeights(double scale, Generator random, DType dtype = DType.Float32) =>
        (scale * Tensor.Randn([4, 3], dtype, random), scale * Tensor.Randn([1, 3], dtype, random));

    private static void Linear(Generator random)
    {
        var (w, b) = SmallWeights(0.001, random, DType.Float64);
        Tensor first = new double[,] { { 1, 2, 2, 3 } }, second = new double[,] { { 4, 5, 2, 1 } };
        Tensor batch = Tensor.Cat([first, second]);
        Show.Value("x1 W + b", first.MatMul(w) + b);
        Show.Value("x2 W + b", second.MatMul(w) + b);
        Show.Value("both as a batch", batch.MatMul(w) + b);
    }

    private static void Sigmoid(Generator random)
    {
        var (w, b) = SmallWeights(0.01, random, DType.Float64);
        Tensor batch = new double[,] { { 1, 2, 2, 3 }, { 4, 5, 2, 1 } };
        Show.Value("a1", Layer(batch[..1], w, b));
        Show.Value("a2", Layer(batch[1..], w, b));
        Show.Value("both as a batch", Layer(batch, w, b));
        Show.Note("sigmoid(v) = 1 / (1 + e^-v); the lab's page has 1 / (1 - e^-v), a slip of the sign.");
    }

    private static void SquaredDifferences()
    {
        Tensor a = new double[] { 0.23, 0.25, 0.33 };
        Tensor y = new double[] { 0.25, 0.33, 0.77, 0.80 };
        // Four rows of predictions, and the label of each row three times.
        Show.Value("loss", $"{Loss(a.Expand(4, 3), y.Unsqueeze(1).Expand(4, 3)).Item():F4}");
    }

    /// <summary>The weights and the gradient that the page prints, which belong together.</summary>
    private static void SetA()
    {
        Tensor x = new double[,] { { 1, 2, 2, 3 } };
        Tensor y = new double[,] { { 0.25, 0.25, 0.25 } };
        Tensor w = new double[,]
        {
            { -0.00534072, 0.01550549, 0.01557849 },
            { -0.00601032, 0.00779128, -0.01081305 },
            { -0.00814406, -0.0002821, 0.02182885 },
            { -0.01395283, 0.00654808, 0.00321789 },
        };
        Tensor b = new double[,] { { 0.01854719, 0.01110217, -0.00722855 } };

        using var tape = new Tape();
        Tensor a0 = x.MatMul(w) + b;
        Tensor a1 = a0.Sigmoid();
        Tensor loss = Loss(a1, y);
        Gradients d = tape.Gradient(loss, [w, b, x, a0, a1]);

        Show.Note("Set A: from the page's W and b, and x = [1, 2, 2, 3], all else follows.");
        Show.Value("a0", a0);
        Show.Value("a1", a1);
        Show.Value("loss", $"{loss.Item():F9}");
        Show.Value("da1", d[a1]);
        Show.Value("da0", d[a0]);
        Show.Value("dW", d[w]);
        Show.Value("db", d[b]);
        Show.Value("dx", d[x]);
    }

    /// <summary>The a0 of another run on the same page: its weights are not known, and dx cannot be.</summary>
    private static void SetB()
    {
        Tensor x = new double[,] { { 1, 2, 2, 3 } };
        Tensor y = new double[,] { { 0.25, 0.25, 0.25 } };
        Tensor a0 = new double[,] { { -0.00322247, 0.08888547, -0.09283324 } };

        using var tape = new Tape();
        Tensor a1 = a0.Sigmoid();
        Tensor loss = Loss(a1, y);
        Gradients d = tape.Gradient(loss, [a0, a1]);

        Show.Line("");
        Show.Note("Set B: the page's a0 is from another run, with weights it does not print. What comes after a0 follows, and with the same x the gradient of W; dx needs W.");
        Show.Value("a1", a1);
        Show.Value("loss", $"{loss.Item():F9}");
        Show.Value("da1", d[a1]);
        Show.Value("da0 = db", d[a0]);
        Show.Value("dW = x^T da0", x.Transpose(0, 1).MatMul(d[a0]));
        Show.Note("The gradient of the sum is 2 (a - y) for any number of samples; the lab's code multiplies it by that number, which is right for one sample only.");
    }

    private static void NumericalCheck(Generator random)
    {
        Tensor x = new double[,] { { 2.34, 3.8, 34.44, 5.33 } };
        Tensor y = new double[,] { { 3.2, 4.2, 5.3 } };
        var (w, b) = SmallWeights(0.01, random, DType.Float64);
        double LossNow() => Loss(Layer(x, w, b), y).Item();

        Gradients d;
        using (var tape = new Tape()) d = tape.Gradient(Loss(Layer(x, w, b), y), [w, b]);

        var rows = new List<string[]>();
        foreach (var (name, parameter) in new[] { ("W", w), ("b", b) })
        {
            Tensor twoSided = Differences(LossNow, parameter, 1e-5, twoSided: true), oneSided = Differences(LossNow, parameter, 1e-4, twoSided: false);
            for (int i = 0; i < parameter.Shape[0]; i++)
            {
                for (int j = 0; j < parameter.Shape[1]; j++)
                {
                    double tape = d[parameter][i, j].Item(), numeric = twoSided[i, j].Item(), lab = oneSided[i, j].Item();
                    rows.Add([$"d{name}[{i}, {j}]", $"{tape:F8}", $"{numeric:F8}", $"{Math.Abs(numeric / tape - 1):0.0e-00}", $"{lab:F8}", $"{Math.Abs(lab / tape - 1):0.0e-00}"]);
                }
            }
        }
        Show.Table(["entry", "tape", "two-sided", "off by", "one-sided", "off by"], rows);
        Show.Note("Two-sided: (f(w + e) - f(w - e)) / 2e with e = 1e-5. One-sided, as in the lab: (f(w + e) - f(w)) / e with e = 1e-4. Off by is relative.");
        Show.Note("GradCheck does it for any function: see question 2.");
    }

    /// <summary>The numeric derivative of <paramref name="f"/> with respect to each entry of <paramref name="w"/>.</summary>
    private static Tensor Differences(Func<double> f, Tensor w, double eps, bool twoSided)
    {
        double[] result = new double[w.ElementCount];
        double at = f();
        Span<double> entries = w.AsSpan<double>();
        for (int i = 0; i < result.Length; i++)
        {
            double before = entries[i];
            entries[i] = before + eps;
            double above = f();
            entries[i] = before - eps;
            double below = f();
            entries[i] = before;
            result[i] = twoSided ? (above - below) / (2 * eps) : (above - at) / eps;
        }
        return Tensor.From(result, w.Shape);
    }

    private static double[] Train(string title, TensorDataset data, int batchSize, int epochs, double rate, Generator random)
    {
        var (w, b) = SmallWeights(0.01, random);
        var optimizer = new SGD([w, b], rate);
        var loader = new DataLoader(data, batchSize);
        Step step = Step.Capture((x, y) =>
        {
            using var tape = new Tape();
            Tensor loss = Loss(Layer(x, w, b), y);
            optimizer.Step(tape.Gradient(loss, optimizer.Parameters));
            return loss;
        });
        return LossLog.Watch(title, epochs, log =>
        {
            for (int epoch = 0; epoch < epochs; epoch++)
            {
                double total = 0;
                foreach (var (x, y) in loader) total += step.Run(x, y).Item();
                log.Epoch(total / data.Count);
            }
        });
    }

    private static Sequential TwoLayers(int hidden, Generator random) =>
        [new Linear(4, hidden, generator: random), new Sigmoid(), new Linear(hidden, 3, generator: random), new Sigmoid()];

    /// <summary>The same loop as in section 6, as <see cref="Trainer"/> has it, for a network of ready-made modules.</summary>
    private static double[] TrainTwoLayers(TensorDataset data, int hidden, int epochs, double rate, Generator random)
    {
        Sequential net = TwoLayers(hidden, random);
        Show.Line($"{net}");
        var optimizer = new SGD(net.Parameters(), rate);
        return LossLog.Watch($"4-{hidden}-3", epochs, log => Trainer.Fit(net, optimizer, new DataLoader(data), new SumSquaredLoss().Forward, epochs, log, capture: true));
    }

    private static void CheckTwoLayers(TensorDataset data, int hidden, Generator random)
    {
        Sequential net = TwoLayers(hidden, random).To(DType.Float64);
        Tensor x = data.Tensors[0][..4].To(DType.Float64), y = data.Tensors[1][..4].To(DType.Float64);
        Show.Check(GradCheck.Run(() => Loss(net.Forward(x), y), net.Parameters()));
        Show.Note("0 is the first layer, 2 the second; the weights of a Linear are [out, in], W transposed.");
    }

    private static void Activations()
    {
        Tensor x = new double[] { -2, -0.5, 0, 0.5, 2 };
        Show.Table(["x", "relu(x)", "relu'(x)", "tanh(x)", "tanh'(x)"], Columns(x, x.Relu(), Derivative(x => x.Relu()), x.Tanh(), Derivative(x => x.Tanh())));
        Show.Note("relu has no slope at 0; by convention it is taken as 0.");

        static IEnumerable<string[]> Columns(params Tensor[] columns) =>
            Enumerable.Range(0, columns[0].ElementCount).Select(i => columns.Select(column => $"{column[i].Item():0.########}").ToArray());

        // The derivative of a sum of f(x_i) with respect to x_i is f'(x_i).
        Tensor Derivative(Func<Tensor, Tensor> f)
        {
            using var tape = new Tape();
            return tape.Gradient(f(x).Sum(), x);
        }
    }

    private static void AbsoluteError()
    {
        Tensor a = new double[] { 0.23, 0.25, 0.33 };
        Tensor y = new double[] { 0.25, 0.20, 0.80 };
        using var tape = new Tape();
        Tensor loss = new L1Loss().Forward(a, y);
        Show.Note("The mean of |y - a|, for a = [0.23, 0.25, 0.33] and y = [0.25, 0.20, 0.80]:");
        Show.Value("loss", loss);
        Show.Value("da", tape.Gradient(loss, a));
    }

    private static void BinaryCrossEntropy()
    {
        Tensor a = new double[] { 0.9, 0.2, 0.6 };
        Tensor y = new double[] { 1, 0, 1 };
        using var tape = new Tape();
        Tensor loss = new BCELoss().Forward(a, y);
        Show.Line("");
        Show.Note("Binary cross-entropy, for a = [0.9, 0.2, 0.6] and y = [1, 0, 1]. The page leaves out the minus before the mean of y log a + (1 - y) log(1 - a).");
        Show.Value("loss", loss);
        Show.Value("as the page has it", (y * a.Log() + (1 - y) * (1 - a).Log()).Mean());
        Show.Value("da", tape.Gradient(loss, a));
    }

    /// <summary>The gradient of a batch is the sum of the gradients of its samples.</summary>
    private static void SummedGradients(TensorDataset data, Generator random)
    {
        var (w, b) = SmallWeights(0.01, random);
        Tensor x = data.Tensors[0][..3], y = data.Tensors[1][..3];
        Show.Value("db of three samples at once", GradientOf(x, y));
        Show.Value("db of each, summed", GradientOf(x[0..1], y[0..1]) + GradientOf(x[1..2], y[1..2]) + GradientOf(x[2..3], y[2..3]));

        Tensor GradientOf(Tensor x, Tensor y)
        {
            using var tape = new Tape();
            return tape.Gradient(Loss(Layer(x, w, b), y), b);
        }
    }
}
