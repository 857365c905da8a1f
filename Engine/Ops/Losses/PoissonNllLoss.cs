namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// e^x - t x, the negative log-likelihood of counts t under a Poisson distribution whose mean is e^x, without ln t!; the derivative is e^x - t. If the input is not a logarithm, x - t ln(x + eps).
    /// </summary>
    /// <param name="target">The counts.</param>
    /// <param name="logInput">Whether x is the logarithm of the mean.</param>
    /// <param name="full">Whether Stirling's approximation of ln t!, t ln t - t + ln(2 pi t) / 2, is added where t exceeds 1.</param>
    /// <param name="eps">Keeps the logarithm finite at 0.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <exception cref="ShapeException">Input and target differ in shape.</exception>
    /// <exception cref="DTypeException">They differ in dtype or are not floating.</exception>
    public Tensor PoissonNllLoss(Tensor target, bool logInput = true, bool full = false, double eps = 1e-8, Reduction reduction = Reduction.Mean)
    {
        Losses.CheckPair("PoissonNllLoss", this, target);
        Tensor losses = logInput ? Exp() - target * this : this - target * (this + eps).Log();
        if (full)
        {
            // Replaced before the logarithm, so that no infinity meets a zero on the way back.
            Tensor large = target > 1, t = Where(large, target, 1);
            losses += Where(large, t * t.Log() - t + (t * (2 * Math.PI)).Log() * 0.5, 0);
        }
        return Losses.Reduce("PoissonNllLoss", losses, reduction);
    }
}
