namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// max(0, d(a, positive) - d(a, negative) + margin) with d the <see cref="PairwiseDistance"/>: the anchor a is to be nearer to the positive than to the negative, by the margin
    /// (Balntas et al. 2016).
    /// </summary>
    /// <param name="positive">What the anchors are to be near to.</param>
    /// <param name="negative">What they are to be far from.</param>
    /// <param name="margin">By how much.</param>
    /// <param name="p">The norm of the distance.</param>
    /// <param name="eps">Keeps the derivative finite at distance 0.</param>
    /// <param name="swap">Whether the distance of positive and negative counts where it is smaller than that of anchor and negative.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <exception cref="ShapeException">The shapes differ, or are 0-d.</exception>
    /// <exception cref="DTypeException">The dtypes differ or are not floating.</exception>
    public Tensor TripletMarginLoss(Tensor positive, Tensor negative, double margin = 1, double p = 2, double eps = 1e-6, bool swap = false, Reduction reduction = Reduction.Mean) =>
        Triplet("TripletMarginLoss", positive, negative, (a, b) => a.PairwiseDistance(b, p, eps), margin, swap, reduction);

    /// <summary><see cref="TripletMarginLoss"/> with a distance of one's own.</summary>
    /// <param name="positive">What the anchors are to be near to.</param>
    /// <param name="negative">What they are to be far from.</param>
    /// <param name="distance">The distance; <see cref="PairwiseDistance"/> where null.</param>
    /// <param name="margin">By how much.</param>
    /// <param name="swap">Whether the distance of positive and negative counts where it is smaller than that of anchor and negative.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <exception cref="ShapeException">The shapes differ, or are 0-d.</exception>
    /// <exception cref="DTypeException">The dtypes differ or are not floating.</exception>
    public Tensor TripletMarginWithDistanceLoss(
        Tensor positive, Tensor negative, Func<Tensor, Tensor, Tensor>? distance = null, double margin = 1, bool swap = false, Reduction reduction = Reduction.Mean) =>
        Triplet("TripletMarginWithDistanceLoss", positive, negative, distance ?? ((a, b) => a.PairwiseDistance(b)), margin, swap, reduction);

    private Tensor Triplet(string op, Tensor positive, Tensor negative, Func<Tensor, Tensor, Tensor> distance, double margin, bool swap, Reduction reduction)
    {
        Losses.CheckPair(op, this, positive, "anchor", "positive");
        Losses.CheckPair(op, this, negative, "anchor", "negative");
        if (Rank == 0) throw new ShapeException($"{op}: the anchor is 0-d; vectors along the last axis are compared");
        Tensor near = distance(this, positive), far = distance(this, negative);
        if (swap) far = far.Minimum(distance(positive, negative));
        return Losses.Reduce(op, (near - far + margin).ClampMin(0), reduction);
    }
}
