namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// t (ln t - x) of log-probabilities x and probabilities t: the terms of the Kullback-Leibler divergence, which is their sum (<see cref="Reduction.BatchMean"/> its mean over a batch;
    /// <see cref="Reduction.Mean"/> divides by the number of elements). The derivative is -t.
    /// </summary>
    /// <param name="target">What the probabilities should be; their logarithms where <paramref name="logTarget"/> is true.</param>
    /// <param name="reduction">What becomes of the terms.</param>
    /// <param name="logTarget">Whether the target holds logarithms.</param>
    /// <exception cref="ShapeException">Input and target differ in shape.</exception>
    /// <exception cref="DTypeException">They differ in dtype or are not floating.</exception>
    public Tensor KlDiv(Tensor target, Reduction reduction = Reduction.Mean, bool logTarget = false)
    {
        Losses.CheckPair("KlDiv", this, target);
        return Losses.Reduce("KlDiv", logTarget ? target.Exp() * (target - this) : target.Xlogy(target) - target * this, reduction);
    }
}
