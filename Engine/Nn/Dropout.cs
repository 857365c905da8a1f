namespace PyDeepTensorNet.Nn;

/// <summary>
/// In training, each element is 0 with probability p and multiplied by 1 / (1 - p) otherwise, which keeps the mean (Srivastava et al. 2014, inverted); in evaluation, the identity.
/// </summary>
public sealed class Dropout : Module
{
    private readonly Generator? _generator;

    /// <summary>Dropout with probability <paramref name="p"/>.</summary>
    /// <param name="p">The probability that an element is dropped, from 0 to 1.</param>
    /// <param name="generator">Where the random numbers come from; that of <see cref="Tensor.ManualSeed"/> where null. The same state drops the same elements.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is not from 0 to 1.</exception>
    public Dropout(double p = 0.5, Generator? generator = null)
    {
        Tensor.CheckDropout(nameof(Dropout), p);
        P = p;
        _generator = generator;
    }

    /// <summary>The probability that an element is dropped.</summary>
    public double P { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => IsTraining ? x.Dropout(P, _generator) : x;

    /// <inheritdoc/>
    protected override string Settings() => Invariant($"p={P}");
}
