namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Each element 0 with probability p and multiplied by 1 / (1 - p) otherwise, which keeps the mean (Srivastava et al. 2014, inverted).</summary>
    /// <param name="p">The probability that an element is dropped, from 0 to 1; the tensor itself comes back at 0.</param>
    /// <param name="generator">Where the random numbers come from; that of <see cref="ManualSeed"/> where null. The same state drops the same elements.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is not from 0 to 1.</exception>
    public Tensor Dropout(double p, Generator? generator = null)
    {
        CheckDropout(nameof(Dropout), p);
        if (p == 0) return this;
        if (p == 1) return this * 0.0;
        return this * (Bernoulli(Shape, 1 - p, DType, generator) * (1 / (1 - p)));
    }

    internal static void CheckDropout(string op, double p)
    {
        if (p is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(p), $"{op}: the probability {p} must be from 0 to 1");
    }
}
