namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The p-norm of a - b + eps along the last axis; the other axes broadcast. With d = a - b + eps the derivative by a is sign(d) (|d| / norm)^(p-1); eps keeps it finite where a is b.
    /// </summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ or are not floating.</exception>
    public Tensor PairwiseDistance(Tensor other, double p = 2, double eps = 1e-6, bool keepDim = false)
    {
        Losses.CheckDTypes("PairwiseDistance", this, other, "input", "other");
        return (this - other + eps).Norm(p, -1, keepDim);
    }
}
