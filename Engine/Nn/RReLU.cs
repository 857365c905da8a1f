namespace PyDeepTensorNet.Nn;

/// <summary>x above 0, slope x elsewhere, with a random slope for each element in training and the mean of both bounds in evaluation (Xu et al. 2015).</summary>
/// <param name="lower">The least slope.</param>
/// <param name="upper">The largest slope.</param>
/// <param name="generator">Where the random numbers come from; that of <see cref="Tensor.ManualSeed"/> where null.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="lower"/> exceeds <paramref name="upper"/>.</exception>
public sealed class RReLU(double lower = 1.0 / 8, double upper = 1.0 / 3, Generator? generator = null) : Module
{
    private readonly double _upper = upper >= lower ? upper : throw new ArgumentOutOfRangeException(nameof(upper), $"RReLU: slopes from {lower} to {upper}; the lower must not exceed the upper");

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => IsTraining
        ? Tensor.Where(x.Gt(0), x, x * Tensor.Uniform(x.Shape, lower, _upper, x.DType, generator))
        : x.LeakyRelu((lower + _upper) / 2);

    /// <inheritdoc/>
    protected override string Settings() => Invariant($"lower={lower}, upper={_upper}");
}
