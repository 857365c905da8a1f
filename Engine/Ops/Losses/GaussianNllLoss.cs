namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// (ln v + (x - t)^2 / v) / 2, the negative log-likelihood of t under a normal distribution of mean x and variance v, without its constant; the derivatives are (x - t) / v and
    /// (1 - (x - t)^2 / v) / (2 v). A variance below eps counts as eps, but still receives the gradient there, so that it can grow.
    /// </summary>
    /// <param name="target">The observations.</param>
    /// <param name="variance">Of this shape, or one for each row: of this shape but for the last axis, which is 1 or missing.</param>
    /// <param name="full">Whether the constant ln(2 pi) / 2 is added.</param>
    /// <param name="eps">The least variance.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <exception cref="ShapeException">Input and target differ in shape, or the variance fits neither way.</exception>
    /// <exception cref="DTypeException">They differ in dtype or are not floating.</exception>
    /// <exception cref="ArgumentException">A variance is negative.</exception>
    public Tensor GaussianNllLoss(Tensor target, Tensor variance, bool full = false, double eps = 1e-6, Reduction reduction = Reduction.Mean)
    {
        const string Op = "GaussianNllLoss";
        Losses.CheckPair(Op, this, target);
        if (variance.DType != DType) throw new DTypeException($"{Op}: the variance {variance.Describe()} is not {DType.Name()} like the input; cast it with To(DType.{DType})");
        if (variance.Shape != Shape && Rank > 0)
        {
            ReadOnlySpan<int> rows = Shape.Dims[..^1];
            if (variance.Shape.Dims.SequenceEqual(rows)) variance = variance.Unsqueeze(-1);
            else if (variance.Rank != Rank || variance.Shape[^1] != 1 || !variance.Shape.Dims[..^1].SequenceEqual(rows)) throw new ShapeException($"{Op}: input {Shape} and variance {variance.Shape}: the variance has the input's shape, or without the last axis, or with 1 there");
        }
        else if (variance.Shape != Shape)
        {
            throw new ShapeException($"{Op}: input {Shape} and variance {variance.Shape}: the variance of a 0-d input is 0-d");
        }
        if ((bool)(variance < 0).Any()) throw new ArgumentException($"{Op}: the variance {variance.Describe()} holds negative values; make it positive, say with Exp or Softplus");
        Tensor bounded = variance + (variance.ClampMin(eps) - variance).Detach();
        Tensor losses = (bounded.Log() + (this - target).Square() / bounded) * 0.5;
        return Losses.Reduce(Op, full ? losses + 0.5 * Math.Log(2 * Math.PI) : losses, reduction);
    }
}
