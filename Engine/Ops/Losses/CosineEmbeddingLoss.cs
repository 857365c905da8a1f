namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// With c the cosine of the angle between the vectors along the last axis: 1 - c where the target is 1, max(0, c - margin) where it is -1.
    /// </summary>
    /// <param name="other">Vectors of the same shape, [size] or [batch, size].</param>
    /// <param name="target">1 or -1 for each pair: of the shape without the last axis.</param>
    /// <param name="margin">The cosine that unlike vectors may have, from -1 to 1.</param>
    /// <param name="reduction">What becomes of the losses of the pairs.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="DTypeException">Input and other differ in dtype or are not floating.</exception>
    public Tensor CosineEmbeddingLoss(Tensor other, Tensor target, double margin = 0, Reduction reduction = Reduction.Mean)
    {
        const string Op = "CosineEmbeddingLoss";
        Losses.CheckPair(Op, this, other, nameB: "other");
        if (Rank is not (1 or 2)) throw new ShapeException($"{Op}: the input {Shape} must be [size] or [batch, size]");
        Shape pairs = Shape.Owning(Shape.Dims[..^1].ToArray());
        if (target.Shape != pairs) throw new ShapeException($"{Op}: input {Shape} and target {target.Shape}: the target has the input's shape without the last axis: {pairs}");
        // Not CosineSimilarity: the bound under the root is another, and so its derivative near 0.
        const double Least = 1e-12;
        Tensor cosine = (this * other).Sum(-1) / ((Square().Sum(-1) + Least) * (other.Square().Sum(-1) + Least)).Sqrt();
        return Losses.Reduce(Op, Where(target.Eq(1), 1 - cosine, 0) + Where(target.Eq(-1), (cosine - margin).ClampMin(0), 0), reduction);
    }
}
