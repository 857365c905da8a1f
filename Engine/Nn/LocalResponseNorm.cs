namespace PyDeepTensorNet.Nn;

/// <summary>Each element over a power of what the channels around its own hold at its place (Krizhevsky et al. 2012); see <see cref="Tensor.LocalResponseNorm"/>.</summary>
/// <param name="size">The number of channels.</param>
/// <param name="alpha">The factor of their mean square.</param>
/// <param name="beta">The power.</param>
/// <param name="k">What is added to the mean square.</param>
public sealed class LocalResponseNorm(int size, double alpha = 1e-4, double beta = 0.75, double k = 1) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.LocalResponseNorm(size, alpha, beta, k);

    /// <inheritdoc/>
    protected override string Settings() => Invariant($"{size}, alpha={alpha}, beta={beta}, k={k}");
}
