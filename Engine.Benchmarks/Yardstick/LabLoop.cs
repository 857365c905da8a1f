using System.Numerics.Tensors;
using PyDeepTensorNet.Nn;
using PyDeepTensorNet.Optim;

namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>The lab's training loop, W1 to W3: as users write it, leaner, and in scalar loops. Each way is a function that trains on the batch of a number.</summary>
internal sealed class LabLoop(int hidden, int batch)
{
    /// <summary>Steps timed at a time, so that the least of many short stretches finds the machine's quiet moments.</summary>
    private const int Stretch = 100;

    private readonly float[] _inputs = LabData.Create().Inputs;
    private readonly float[] _targets = LabData.Create().Targets;
    private readonly double _rate = 0.1 / batch;
    private readonly int _steps = LabData.Samples / batch;

    /// <summary>The ways.</summary>
    public IReadOnlyList<string> Modes => hidden == 0 ? ["captured", "eager", "recycle", "lean", "by_hand"] : ["captured", "eager", "recycle", "by_hand"];

    /// <summary>Measures the one of <see cref="Modes"/> that the report is of.</summary>
    public void Run(Report report)
    {
        using Tape? recycling = report.Mode == "recycle" ? new(TapeOptions.Recycle) : null;
        switch (report.Mode)
        {
            case "captured":
                Measure(report, "captured idiomatic_Linear+SGD", Captured(), loss => loss.Item());
                break;
            case "lean":
                Measure(report, "eager lean_addmm+manual_sgd", Lean(), loss => loss.Item());
                break;
            case "by_hand":
                Measure(report, "by_hand scalar_loops", ByHand(), loss => loss);
                break;
            default:
                Measure(report, $"{report.Mode} idiomatic_Linear+SGD", Idiomatic(recycling), loss => loss.Item());
                break;
        }
    }

    /// <summary>With modules and an optimiser; on one tape that is reset at each step, or on a new one each.</summary>
    public Func<int, Tensor> Idiomatic(Tape? recycling = null)
    {
        var (train, x, y) = Idiom(recycling);
        return i => train(x[i], y[i]);
    }

    /// <summary>The same as a captured step.</summary>
    private Func<int, Tensor> Captured()
    {
        var (train, x, y) = Idiom(null);
        Step step = Step.Capture(train);
        return i => step.Run(x[i], y[i]);
    }

    private (Func<Tensor, Tensor, Tensor> Train, Tensor[] X, Tensor[] Y) Idiom(Tape? recycling)
    {
        var generator = new Generator(1);
        Sequential model = hidden == 0
            ? [new Linear(LabData.Inputs, LabData.Outputs, generator: generator), new Sigmoid()]
            : [new Linear(LabData.Inputs, hidden, generator: generator), new Sigmoid(), new Linear(hidden, LabData.Outputs, generator: generator), new Sigmoid()];
        IReadOnlyList<Tensor> parameters = model.Parameters();
        var optimizer = new SGD(parameters, _rate);
        return (recycling is null ? New : Recycled, LabData.Batches(_inputs, LabData.Inputs, batch), LabData.Batches(_targets, LabData.Outputs, batch));

        Tensor New(Tensor x, Tensor y)
        {
            using var tape = new Tape();
            return Train(tape, x, y);
        }

        Tensor Recycled(Tensor x, Tensor y)
        {
            recycling.Reset();
            return Train(recycling, x, y);
        }

        Tensor Train(Tape tape, Tensor x, Tensor y)
        {
            Tensor loss = (model.Forward(x) - y).Square().Sum();
            optimizer.Step(tape.Gradient(loss, parameters));
            return loss;
        }
    }

    /// <summary>With bare tensors, for one layer.</summary>
    private Func<int, Tensor> Lean()
    {
        Tensor weight = Tensor.Randn([LabData.Inputs, LabData.Outputs], generator: new Generator(1)), bias = Tensor.Zeros(LabData.Outputs);
        Tensor[] parameters = [weight, bias];
        Tensor[] x = [.. LabData.Batches(_inputs, LabData.Inputs, batch).Select(rows => rows.Reshape(batch, LabData.Inputs))], y = LabData.Batches(_targets, LabData.Outputs, batch);
        float rate = (float)_rate;
        return i =>
        {
            using var tape = new Tape();
            Tensor loss = (bias.Addmm(x[i], weight).Sigmoid() - y[i]).Square().Sum();
            Gradients gradients = tape.Gradient(loss, parameters);
            for (int p = 0; p < parameters.Length; p++)
            {
                Span<float> values = parameters[p].AsSpan<float>();
                TensorPrimitives.MultiplyAdd(gradients[p]!.AsReadOnlySpan<float>(), -rate, values, values);
            }
            return loss;
        };
    }

    /// <summary>Without tensors.</summary>
    private Func<int, float> ByHand()
    {
        var loop = new LabByHand(_inputs, _targets, hidden, (float)_rate);
        return hidden > 0 ? loop.StepTwo : batch == 1 ? loop.StepOne : i => loop.StepBatch(i * batch, batch);
    }

    /// <summary>Trains by calling <paramref name="step"/> with the number of a batch, and reports the time, the garbage and the mean losses of the first and the last epoch.</summary>
    private void Measure<TLoss>(Report report, string what, Func<int, TLoss> step, Func<TLoss, double> value)
    {
        double first = RecordedEpoch();
        for (int epoch = 0; epoch < (batch == 1 ? 3 : 60); epoch++) Epoch();
        int collections = GC.CollectionCount(0);
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        Epoch();
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        int stretch = Math.Min(_steps, Stretch), at = 0;
        Timing timing = Timing.Of(() =>
        {
            for (int i = 0; i < stretch; i++)
            {
                step(at);
                if (++at == _steps) at = 0;
            }
        }, budget: 6, repetition: 0, most: 401, warm: 3) / stretch;
        collections = GC.CollectionCount(0) - collections;
        report.Line($"{what} median_ns_per_iter={timing.Median * 1e9:F1} min_ns_per_iter={timing.Least * 1e9:F1} reps={timing.Repetitions} managed_bytes_per_iter={bytes / _steps} loss_first={first:F4} loss_last={RecordedEpoch():F4} gen0={collections} rss_mb={Report.PeakMemory():F0}");

        void Epoch()
        {
            for (int i = 0; i < _steps; i++) step(i);
        }

        double RecordedEpoch()
        {
            double sum = 0;
            for (int i = 0; i < _steps; i++) sum += value(step(i));
            return sum / _steps;
        }
    }
}
