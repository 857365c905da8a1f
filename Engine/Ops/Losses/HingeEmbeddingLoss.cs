namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Distances x where the target is 1, and max(0, margin - x) where it is -1; the derivative is 1, and -1 up to the margin.</summary>
    /// <exception cref="ShapeException">Input and target differ in shape.</exception>
    /// <exception cref="DTypeException">They differ in dtype or are not floating.</exception>
    public Tensor HingeEmbeddingLoss(Tensor target, double margin = 1, Reduction reduction = Reduction.Mean)
    {
        Losses.CheckPair("HingeEmbeddingLoss", this, target);
        return Losses.Reduce("HingeEmbeddingLoss", Where(target.Ne(1), (margin - this).ClampMin(0), 0) + Where(target.Ne(-1), this, 0), reduction);
    }
}
