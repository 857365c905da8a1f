using PyDeepTensorNet.Data;
using PyDeepTensorNet.Nn;
using PyDeepTensorNet.Optim;
using PyDeepTensorNet.Training;

namespace PyDeepTensorNet.Tests.Lab;

/// <summary>The numbers that the course lab prints. Its page mixes two runs: set A is one's weights and gradient, set B the other's values from a0 on.</summary>
[TestClass]
public sealed class LabTests
{
    /// <summary>Half a unit of the eighth decimal, and the rounding of what the page prints.</summary>
    private const double Printed = 5.1e-9;

    private static readonly Tensor s_x = new double[,] { { 1, 2, 2, 3 } };
    private static readonly Tensor s_y = new double[,] { { 0.25, 0.25, 0.25 } };

    private static readonly Tensor s_w = new double[,]
    {
        { -0.00534072, 0.01550549, 0.01557849 },
        { -0.00601032, 0.00779128, -0.01081305 },
        { -0.00814406, -0.0002821, 0.02182885 },
        { -0.01395283, 0.00654808, 0.00321789 },
    };

    private static readonly Tensor s_b = new double[,] { { 0.01854719, 0.01110217, -0.00722855 } };
    private static readonly Tensor s_a0OfSetB = new double[,] { { -0.00322247, 0.08888547, -0.09283324 } };

    private static Tensor Layer(Tensor x, Tensor w, Tensor b) => (x.MatMul(w) + b).Sigmoid();

    private static Tensor Loss(Tensor a, Tensor y) => (a - y).Square().Sum();

    private static Tensor Small(Shape shape, ulong seed, DType dtype = DType.Float64) => 0.01 * Tensor.Randn(shape, dtype, new Generator(seed));

    /// <summary>The lab's 1000 samples, computed without the engine's own sine.</summary>
    private static TensorDataset Samples(ulong seed)
    {
        Tensor x = Tensor.Uniform([1000, 4], 0, 6, generator: new Generator(seed));
        float[] v = x.ToArray<float>(), y = new float[3000];
        for (int i = 0; i < 1000; i++)
        {
            y[3 * i] = MathF.Sin(v[4 * i] + v[4 * i + 1] + v[4 * i + 2] + v[4 * i + 3]);
            y[3 * i + 1] = MathF.Sin(6 * v[4 * i + 1]);
            y[3 * i + 2] = MathF.Sin(v[4 * i + 1] + v[4 * i + 3]);
        }
        return new(x, Tensor.From(y, [1000, 3]));
    }

    /// <summary>Trains one layer as the lab does, and returns the mean loss of each epoch.</summary>
    private static List<double> Train(ulong seed, int epochs, int batchSize = 1)
    {
        TensorDataset data = Samples(seed);
        Tensor w = Small([4, 3], seed + 1, DType.Float32), b = Small([1, 3], seed + 2, DType.Float32);
        var optimizer = new SGD([w, b], 0.1);
        var loader = new DataLoader(data, batchSize);
        var means = new List<double>();
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            double total = 0;
            foreach (var (x, y) in loader)
            {
                using var tape = new Tape();
                Tensor loss = Loss(Layer(x, w, b), y);
                optimizer.Step(tape.Gradient(loss, optimizer.Parameters));
                total += loss.Item();
            }
            means.Add(total / data.Count);
        }
        return means;
    }

    private static void AreClose(double[] expected, Tensor actual, double tolerance = Printed)
    {
        double[] values = actual.ToArray<double>();
        Assert.HasCount(expected.Length, values);
        for (int i = 0; i < values.Length; i++) Assert.AreEqual(expected[i], values[i], tolerance, $"element {i}");
    }

    [TestMethod]
    [DataRow(DType.Float32)]
    [DataRow(DType.Float64)]
    public void Forward_OfABatch_HasTheSingleRunsAsRows(DType dtype)
    {
        Tensor w = Small([4, 3], 1, dtype), b = Small([1, 3], 2, dtype);
        Tensor batch = ((Tensor)new double[,] { { 1, 2, 2, 3 }, { 4, 5, 2, 1 } }).To(dtype);
        Tensor both = Layer(batch, w, b);
        Assert.AreEqual(new Shape(2, 3), both.Shape);
        double tolerance = dtype == DType.Float32 ? 6e-8 : 1e-16;
        for (int i = 0; i < 2; i++) AreClose(Layer(batch[i..(i + 1)], w, b).To(DType.Float64).ToArray<double>(), both[i].To(DType.Float64), tolerance);
    }

    [TestMethod]
    public void Loss_OfTheFourRows_IsWhatThePagePrints()
    {
        Tensor a = new double[] { 0.23, 0.25, 0.33 }, y = new double[] { 0.25, 0.33, 0.77, 0.80 };
        double loss = Loss(a.Expand(4, 3), y.Unsqueeze(1).Expand(4, 3)).Item();
        Assert.AreEqual(1.6271, loss, 1e-12);
        Assert.AreEqual("1.6271", $"{loss:F4}");
    }

    [TestMethod]
    public void Backward_OfSetA_IsThePagesGradient()
    {
        using var tape = new Tape();
        Tensor a0 = s_x.MatMul(s_w) + s_b, a1 = a0.Sigmoid();
        Gradients d = tape.Gradient(Loss(a1, s_y), [s_w, s_b, s_x, a0, a1]);
        double[] row = [0.11778626, 0.13253197, 0.12995165];
        AreClose(row, d[s_b]);
        AreClose(row, d[a0]);
        for (int i = 0; i < 4; i++) AreClose([.. row.Select(value => value * s_x[0, i].Item())], d[s_w][i], Printed * s_x[0, i].Item());

        // The rules that the lab derives by hand.
        AreClose((2 * (a1 - s_y)).ToArray<double>(), d[a1], 1e-16);
        AreClose((a1 * (1 - a1) * d[a1]).ToArray<double>(), d[a0], 1e-16);
        AreClose(d[a0].MatMul(s_w.Transpose(0, 1)).ToArray<double>(), d[s_x], 1e-17);
        AreClose(s_x.Transpose(0, 1).MatMul(d[a0]).ToArray<double>(), d[s_w], 1e-16);
    }

    [TestMethod]
    public void Backward_OfSetB_IsThePagesValues()
    {
        using var tape = new Tape();
        Tensor a1 = s_a0OfSetB.Sigmoid(), loss = Loss(a1, s_y);
        Gradients d = tape.Gradient(loss, [s_a0OfSetB, a1]);
        AreClose([0.49919438, 0.52220675, 0.47680834], a1);
        Assert.AreEqual(0.187636379, loss.Item(), 5.1e-10);
        AreClose([0.49838877, 0.5444135, 0.45361669], d[a1]);
        AreClose([0.12459687, 0.1358349, 0.11316019], d[s_a0OfSetB]);
    }

    [TestMethod]
    public void SetsAAndB_AreOfDifferentRuns()
    {
        double[] ofSetA = (s_x.MatMul(s_w) + s_b).ToArray<double>();
        AreClose([-0.05696078, 0.06127026, 0.04003521], Tensor.From(ofSetA));
        Assert.IsTrue(ofSetA.Zip(s_a0OfSetB.ToArray<double>(), (a, b) => Math.Abs(a - b)).All(apart => apart > 0.02));
    }

    [TestMethod]
    public void Backward_OfABatch_SumsTheGradientsOfItsSamples()
    {
        Tensor x = new double[,] { { 1, 2, 2, 3 }, { 4, 5, 2, 1 } }, y = new double[,] { { 0.25, 0.25, 0.25 }, { 0.5, -1, 2 } };
        Gradients both = GradientsOf(x, y), first = GradientsOf(x[..1], y[..1]), second = GradientsOf(x[1..], y[1..]);
        AreClose((first[s_w] + second[s_w]).ToArray<double>(), both[s_w], 1e-14);
        AreClose((first[s_b] + second[s_b]).ToArray<double>(), both[s_b], 1e-14);

        static Gradients GradientsOf(Tensor x, Tensor y)
        {
            using var tape = new Tape();
            return tape.Gradient(Loss(Layer(x, s_w, s_b), y), [s_w, s_b]);
        }
    }

    [TestMethod]
    public void Backward_OfTheCheckedSample_AgreesWithDifferences()
    {
        Tensor x = new double[,] { { 2.34, 3.8, 34.44, 5.33 } }, y = new double[,] { { 3.2, 4.2, 5.3 } };
        Tensor w = Small([4, 3], 3), b = Small([1, 3], 4);
        GradCheck.Run(() => Loss(Layer(x, w, b), y), [w, b]).ThrowIfFailed();

        // The lab's own difference, one-sided with 1e-4.
        double loss = Loss(Layer(x, w, b), y).Item();
        Gradients d;
        using (var tape = new Tape()) d = tape.Gradient(Loss(Layer(x, w, b), y), [w, b]);
        foreach (Tensor parameter in (Tensor[])[w, b])
        {
            for (int i = 0; i < parameter.ElementCount; i++)
            {
                Tensor moved = parameter.Clone();
                moved.AsSpan<double>()[i] += 1e-4;
                double above = Loss(Layer(x, ReferenceEquals(parameter, w) ? moved : w, ReferenceEquals(parameter, b) ? moved : b), y).Item();
                double gradient = d[parameter].AsReadOnlySpan<double>()[i];
                Assert.AreEqual((above - loss) / 1e-4, gradient, 1e-3 * Math.Max(1, Math.Abs(gradient)));
            }
        }
    }

    [TestMethod]
    public void Backward_OfTwoLayers_AgreesWithDifferences()
    {
        var random = new Generator(5);
        Sequential net = [new Linear(4, 5, generator: random), new Sigmoid(), new Linear(5, 3, generator: random), new Sigmoid()];
        net.To(DType.Float64);
        var (x, y) = Samples(1).Take(Tensor.Arange(4L));
        (x, y) = (x.To(DType.Float64), y.To(DType.Float64));
        GradCheckReport report = GradCheck.Run(() => Loss(net.Forward(x), y), net.Parameters());
        report.ThrowIfFailed();
        CollectionAssert.AreEqual(new[] { "0.weight", "0.bias", "2.weight", "2.bias" }, report.Tensors.Select(tensor => tensor.Name).ToArray());
        Assert.AreEqual(20 + 5 + 15 + 3, report.Tensors.Sum(tensor => tensor.Checked));
    }

    [TestMethod]
    [DataRow(1ul)]
    [DataRow(2ul)]
    [DataRow(3ul)]
    public void Training_OfOneLayer_LandsWhereThePageDoes(ulong seed)
    {
        List<double> means = Train(seed, 51);
        Assert.IsLessThan(means[0], means[1]);
        // The page: 1.497 in epoch 0, 1.429 in epoch 50; its samples are others.
        Assert.IsInRange(1.43, 1.56, means[0]);
        Assert.IsInRange(1.38, 1.46, means[50]);
    }

    [TestMethod]
    public void Training_WithBatchesOf32_LowersTheLoss()
    {
        List<double> means = Train(seed: 1, epochs: 20, batchSize: 32);
        Assert.IsLessThan(means[0], means[19]);
        Assert.IsLessThan(1.55, means[19]);
    }

    [TestMethod]
    public void Training_OfTwoLayers_LowersTheLoss()
    {
        var random = new Generator(6);
        Sequential net = [new Linear(4, 5, generator: random), new Sigmoid(), new Linear(5, 3, generator: random), new Sigmoid()];
        IReadOnlyList<double> means = Trainer.Fit(net, new SGD(net.Parameters(), 0.1), new DataLoader(Samples(1)), new SumSquaredLoss().Forward, epochs: 20);
        Assert.IsLessThan(means[0] - 0.02, means[19]);
    }

    [TestMethod]
    public void Activations_OfQuestionThree_HaveTheirDerivatives()
    {
        Tensor x = new double[] { -2, -0.5, 0, 0.5, 2 };
        AreClose([0, 0, 0, 0.5, 2], x.Relu(), 0);
        AreClose([0, 0, 0, 1, 1], Derivative(x => x.Relu()), 0);
        double[] tanh = [.. x.ToArray<double>().Select(Math.Tanh)];
        AreClose(tanh, x.Tanh(), 1e-15);
        AreClose([.. tanh.Select(value => 1 - value * value)], Derivative(x => x.Tanh()), 1e-15);

        Tensor Derivative(Func<Tensor, Tensor> function)
        {
            using var tape = new Tape();
            return tape.Gradient(function(x).Sum(), x);
        }
    }

    [TestMethod]
    public void AbsoluteError_OfQuestionFour_IsAMean()
    {
        Tensor a = new double[] { 0.23, 0.25, 0.33 }, y = new double[] { 0.25, 0.20, 0.80 };
        using var tape = new Tape();
        Tensor loss = new L1Loss().Forward(a, y);
        Assert.AreEqual(0.18, loss.Item(), 1e-15);
        AreClose([-1 / 3.0, 1 / 3.0, -1 / 3.0], tape.Gradient(loss, a), 1e-15);
    }

    [TestMethod]
    public void BinaryCrossEntropy_OfQuestionFour_HasTheMinusThatThePageLeavesOut()
    {
        Tensor a = new double[] { 0.9, 0.2, 0.6 }, y = new double[] { 1, 0, 1 };
        using var tape = new Tape();
        Tensor loss = new BCELoss().Forward(a, y);
        Assert.AreEqual(-(Math.Log(0.9) + Math.Log(0.8) + Math.Log(0.6)) / 3, loss.Item(), 1e-15);
        AreClose([-1 / 2.7, 1 / 2.4, -1 / 1.8], tape.Gradient(loss, a), 1e-15);
    }
}
