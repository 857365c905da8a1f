using System.Numerics.Tensors;
using PyDeepTensorNet.Nn;
using PyDeepTensorNet.Optim;

namespace PyDeepTensorNet.Benchmarks.Yardstick;

/// <summary>The lab's training loop, W1 to W3: as users write it, leaner, and in scalar loops.</summary>
internal sealed class LabLoop(Report report, int hidden, int batch)
{
    /// <summary>Steps timed at a time, so that the least of many short stretches finds the machine's quiet moments.</summary>
    private const int Stretch = 100;

    private readonly float[] _inputs = LabData.Create().Inputs;
    private readonly float[] _targets = LabData.Create().Targets;
    private readonly double _rate = 0.1 / batch;
    private readonly int _steps = LabData.Samples / batch;

    public void Run()
    {
        Idiomatic();
        if (hidden == 0) Lean();
        ByHand();
    }

    private void Idiomatic()
    {
        var generator = new Generator(1);
        Sequential model = hidden == 0
            ? [new Linear(LabData.Inputs, LabData.Outputs, generator: generator), new Sigmoid()]
            : [new Linear(LabData.Inputs, hidden, generator: generator), new Sigmoid(), new Linear(hidden, LabData.Outputs, generator: generator), new Sigmoid()];
        IReadOnlyList<Tensor> parameters = model.Parameters();
        var optimizer = new SGD(parameters, _rate);
        Tensor[] x = LabData.Batches(_inputs, LabData.Inputs, batch), y = LabData.Batches(_targets, LabData.Outputs, batch);
        Measure("eager idiomatic_Linear+SGD", i =>
        {
            using var tape = new Tape();
            Tensor loss = (model.Forward(x[i]) - y[i]).Square().Sum();
            optimizer.Step(tape.Gradient(loss, parameters));
            return loss;
        }, loss => loss.Item());
    }

    private void Lean()
    {
        var generator = new Generator(1);
        Tensor weight = Tensor.Randn([LabData.Inputs, LabData.Outputs], generator: generator), bias = Tensor.Zeros(LabData.Outputs);
        Tensor[] parameters = [weight, bias];
        Tensor[] x = [.. LabData.Batches(_inputs, LabData.Inputs, batch).Select(rows => rows.Reshape(batch, LabData.Inputs))], y = LabData.Batches(_targets, LabData.Outputs, batch);
        float rate = (float)_rate;
        Measure("eager lean_addmm+manual_sgd", i =>
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
        }, loss => loss.Item());
    }

    private void ByHand()
    {
        var loop = new LabByHand(_inputs, _targets, hidden, (float)_rate);
        Measure<float>("by_hand scalar_loops", hidden > 0 ? loop.StepTwo : batch == 1 ? loop.StepOne : i => loop.StepBatch(i * batch, batch), loss => loss);
    }

    /// <summary>Trains by calling <paramref name="step"/> with the number of a batch, and reports the time, the garbage and the mean losses of the first and the last epoch.</summary>
    private void Measure<TLoss>(string what, Func<int, TLoss> step, Func<TLoss, double> value)
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
        }, budget: 6, repetition: 0, most: 401, warm: 1) / stretch;
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
