namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// Each channel (axis 1) brought to mean 0 and variance 1 over all samples and places, then scaled and shifted: (x - mean) / sqrt(variance + eps) * weight + bias. In training with the mean and
    /// variance (over n) of the batch, and the running ones are moved towards these by <paramref name="momentum"/>, the variance over n - 1; else with the running ones.
    /// </summary>
    /// <param name="runningMean">[channels]; written to in training, unrecorded. Null where none is kept.</param>
    /// <param name="runningVariance">[channels]; likewise.</param>
    /// <param name="weight">A factor for each channel.</param>
    /// <param name="bias">A summand for each channel.</param>
    /// <param name="training">Whether to take the statistics of the batch.</param>
    /// <param name="momentum">The part of the new in the running statistics.</param>
    /// <param name="eps">What keeps the divisor from 0.</param>
    /// <exception cref="ShapeException">
    /// The tensor has fewer than two axes, a parameter or a statistic is not [channels], there are no running statistics and it is not training, or in training a channel has one element only.
    /// </exception>
    /// <exception cref="DTypeException">The dtypes differ, or are not floating.</exception>
    public Tensor BatchNorm(
        Tensor? runningMean = null, Tensor? runningVariance = null, Tensor? weight = null, Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1e-5)
    {
        int channels = Channels("BatchNorm", weight, bias);
        CheckAffine("BatchNorm", runningMean, [channels], "running mean");
        CheckAffine("BatchNorm", runningVariance, [channels], "running variance");
        if (!training) return FromStatistics("BatchNorm", runningMean, runningVariance, eps).PerChannel(weight, bias);
        int each = channels == 0 ? 0 : ElementCount / channels;
        if (each == 1) throw new ShapeException($"BatchNorm: {Shape} has one element a channel (axis 1), whose variance is 0; train with larger batches, or normalize with the running statistics");
        // Channels as rows.
        Tensor byChannel = Transpose(0, 1), rows = byChannel.Reshape(channels, each);
        UpdateStatistics(runningMean, runningVariance, rows.Detach(), momentum);
        return Apply.Nary(new StandardizeOp(eps, Center: true), rows).Reshape(byChannel.Shape).Transpose(0, 1).PerChannel(weight, bias);
    }

    /// <summary>(x - mean) / sqrt(variance + eps) with one of each a channel.</summary>
    private Tensor FromStatistics(string op, Tensor? mean, Tensor? variance, double eps)
    {
        if (mean is null || variance is null) throw new ShapeException($"{op}: {Shape} without running statistics; give both, or take those of the batch");
        return PerChannel(null, -mean).PerChannel((variance + eps).Rsqrt(), null);
    }

    /// <summary>Moves running statistics towards the mean and the variance (over n - 1) of rows, several rows of one channel averaged; a channel's rows follow each other a sample apart.</summary>
    private static void UpdateStatistics(Tensor? runningMean, Tensor? runningVariance, Tensor rows, double momentum)
    {
        if (rows.ElementCount == 0) return;
        Journal journal = Journal.OfThread;
        bool paused = journal.Suspend();
        try
        {
            if (runningMean is not null) Move(runningMean, rows.Mean(1));
            if (runningVariance is not null) Move(runningVariance, rows.Var(1));
        }
        finally
        {
            journal.Resume(paused);
        }

        void Move(Tensor running, Tensor statistics) =>
            running.CopyFrom(running * (1 - momentum) + statistics.Reshape(-1, running.ElementCount).Mean(0) * momentum);
    }
}
