using System.Diagnostics;
using PyDeepTensorNet.Data;
using PyDeepTensorNet.Nn;
using PyDeepTensorNet.Optim;

namespace PyDeepTensorNet.Training;

/// <summary>The usual training loop.</summary>
public static class Trainer
{
    /// <summary>
    /// Trains <paramref name="model"/>, in training mode, on the batches of (input, target): a tape, the loss, its gradients, a step, for each batch of each epoch. Neither the clock nor
    /// the number of threads has a say in the result.
    /// </summary>
    /// <param name="model">What is trained.</param>
    /// <param name="optimizer">Steps the parameters that it was made with.</param>
    /// <param name="data">Batches of two tensors.</param>
    /// <param name="loss">From prediction and target to one number: <c>new MSELoss().Forward</c>.</param>
    /// <param name="epochs">How often to go through the data.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="capture">
    /// Whether steps are recorded and then replayed (<see cref="Step"/>): the same bits in less time, if model and loss do the same each time, whatever the epoch, and read no numbers on the host.
    /// Each size of batch is recorded once.
    /// </param>
    /// <param name="cancellation">Stops the run between two steps; what has been learned stays.</param>
    /// <returns>The mean loss of each epoch, over its samples.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epochs"/> is negative.</exception>
    /// <exception cref="ArgumentException">The loader has no batches.</exception>
    /// <exception cref="ShapeException">The loss is not one number, or a batch does not have two tensors.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    /// <exception cref="CaptureException">The steps cannot be replayed; what has been learned stays.</exception>
    public static IReadOnlyList<double> Fit(Module model, Optimizer optimizer, DataLoader data, Func<Tensor, Tensor, Tensor> loss, int epochs, IProgress<TrainingProgress>? progress = null, bool capture = false, CancellationToken cancellation = default)
    {
        if (epochs < 0) throw new ArgumentOutOfRangeException(nameof(epochs), $"Fit: {epochs} epochs; give 0 or more");
        if (data.Count == 0) throw new ArgumentException($"Fit: the loader has no batches: {data.Dataset.Count} samples in batches of {data.BatchSize}; take a smaller batch size or dropLast: false", nameof(data));
        model.Train();
        Func<Tensor, Tensor, Tensor> train = (input, target) => Train(model, optimizer, input, target, loss);
        if (capture)
        {
            Step captured = Step.Capture(train);
            train = (input, target) => captured.Run(input, target);
        }
        var means = new List<double>(epochs);
        long start = Stopwatch.GetTimestamp();
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            int step = 0;
            double sum = 0;
            long samples = 0;
            foreach (Batch batch in data)
            {
                cancellation.ThrowIfCancellationRequested();
                var (input, target) = batch;
                sum += train(input, target).Item() * batch.Size;
                samples += batch.Size;
                progress?.Report(new(epoch, epochs, ++step, data.Count, sum / samples, Stopwatch.GetElapsedTime(start)));
            }
            means.Add(sum / samples);
        }
        return means;
    }

    private static Tensor Train(Module model, Optimizer optimizer, Tensor input, Tensor target, Func<Tensor, Tensor, Tensor> loss)
    {
        using var tape = new Tape();
        Tensor value = loss(model.Forward(input), target);
        optimizer.Step(tape.Gradient(value, optimizer.Parameters));
        return value;
    }
}
