namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// Each channel (axis 1) of each sample brought to mean 0 and variance 1 over its places, then scaled and shifted channel by channel. Running statistics, if kept, are moved towards the mean over
    /// the samples of theirs by <paramref name="momentum"/>, or used instead of theirs where <paramref name="useInputStatistics"/> is false.
    /// </summary>
    /// <param name="runningMean">[channels]; written to, unrecorded. Null where none is kept.</param>
    /// <param name="runningVariance">[channels]; likewise.</param>
    /// <param name="weight">A factor for each channel.</param>
    /// <param name="bias">A summand for each channel.</param>
    /// <param name="useInputStatistics">Whether to take the statistics of each sample.</param>
    /// <param name="momentum">The part of the new in the running statistics.</param>
    /// <param name="eps">What keeps the divisor from 0.</param>
    /// <exception cref="ShapeException">
    /// The tensor has fewer than three axes, a parameter or a statistic is not [channels], there are no running statistics where they are to be used, or else a channel has one place only.
    /// </exception>
    /// <exception cref="DTypeException">The dtypes differ, or are not floating.</exception>
    public Tensor InstanceNorm(
        Tensor? runningMean = null, Tensor? runningVariance = null, Tensor? weight = null, Tensor? bias = null, bool useInputStatistics = true, double momentum = 0.1, double eps = 1e-5)
    {
        int channels = Channels("InstanceNorm", weight, bias);
        if (Rank < 3) throw new ShapeException($"InstanceNorm: {Shape} has {Rank} axes and no places to take statistics over; it must be [samples, channels, ..]");
        CheckAffine("InstanceNorm", runningMean, [channels], "running mean");
        CheckAffine("InstanceNorm", runningVariance, [channels], "running variance");
        if (!useInputStatistics) return FromStatistics("InstanceNorm", runningMean, runningVariance, eps).PerChannel(weight, bias);
        int rows = Shape[0] * channels, places = Shape.CountAfter(1);
        if (places == 1) throw new ShapeException($"InstanceNorm: {Shape} has one place a channel, whose variance is 0; use pictures of more places, or another normalization");
        UpdateStatistics(runningMean, runningVariance, Detach().Reshape(rows, places), momentum);
        return Standardized(rows, places, eps).PerChannel(weight, bias);
    }
}
