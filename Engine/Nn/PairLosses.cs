namespace PyDeepTensorNet.Nn;

// Losses and distances of more than a prediction and its target: each module is one call of the tensor operation that documents it.

/// <summary>The negative log-likelihood under a normal distribution of given variance; see <see cref="Tensor.GaussianNllLoss"/>.</summary>
/// <param name="full">Whether the constant is added.</param>
/// <param name="eps">The least variance.</param>
/// <param name="reduction">What becomes of the losses.</param>
public sealed class GaussianNLLLoss(bool full = false, double eps = 1e-6, Reduction reduction = Reduction.Mean) : ModuleBase
{
    /// <summary>The loss of <paramref name="input"/>, the means, with their <paramref name="variance"/> against <paramref name="target"/>.</summary>
    public Tensor Forward(Tensor input, Tensor target, Tensor variance) => input.GaussianNllLoss(target, variance, full, eps, reduction);
}

/// <summary>The cosine of the angle between vectors; see <see cref="Tensor.CosineSimilarity"/>.</summary>
/// <param name="dim">The axis of the vectors.</param>
/// <param name="eps">The least length.</param>
public sealed class CosineSimilarity(int dim = 1, double eps = 1e-8) : ModuleBase
{
    /// <summary>The similarity of the vectors of <paramref name="x1"/> and <paramref name="x2"/>.</summary>
    public Tensor Forward(Tensor x1, Tensor x2) => x1.CosineSimilarity(x2, dim, eps);
}

/// <summary>The p-norm of differences along the last axis; see <see cref="Tensor.PairwiseDistance"/>.</summary>
/// <param name="p">The norm.</param>
/// <param name="eps">Added to the differences, so that the derivative stays finite.</param>
/// <param name="keepDim">Whether the last axis stays, with size 1.</param>
public sealed class PairwiseDistance(double p = 2, double eps = 1e-6, bool keepDim = false) : ModuleBase
{
    /// <summary>The distance of the vectors of <paramref name="x1"/> and <paramref name="x2"/>.</summary>
    public Tensor Forward(Tensor x1, Tensor x2) => x1.PairwiseDistance(x2, p, eps, keepDim);
}

/// <summary>Like vectors are to point the same way, unlike ones not; see <see cref="Tensor.CosineEmbeddingLoss"/>.</summary>
/// <param name="margin">The cosine that unlike vectors may have.</param>
/// <param name="reduction">What becomes of the losses.</param>
public sealed class CosineEmbeddingLoss(double margin = 0, Reduction reduction = Reduction.Mean) : ModuleBase
{
    /// <summary>The loss of the pairs of <paramref name="input1"/> and <paramref name="input2"/>, which <paramref name="target"/> calls like (1) or unlike (-1).</summary>
    public Tensor Forward(Tensor input1, Tensor input2, Tensor target) => input1.CosineEmbeddingLoss(input2, target, margin, reduction);
}

/// <summary>The first of two is to be the larger, or the smaller; see <see cref="Tensor.MarginRankingLoss"/>.</summary>
/// <param name="margin">By how much.</param>
/// <param name="reduction">What becomes of the losses.</param>
public sealed class MarginRankingLoss(double margin = 0, Reduction reduction = Reduction.Mean) : ModuleBase
{
    /// <summary>The loss where <paramref name="target"/> says that <paramref name="input1"/> is to be larger (1) or smaller (-1) than <paramref name="input2"/>.</summary>
    public Tensor Forward(Tensor input1, Tensor input2, Tensor target) => input1.MarginRankingLoss(input2, target, margin, reduction);
}

/// <summary>Anchors are to be nearer to the positive than to the negative; see <see cref="Tensor.TripletMarginLoss"/>.</summary>
/// <param name="margin">By how much.</param>
/// <param name="p">The norm of the distance.</param>
/// <param name="eps">Added to the differences, so that the derivative stays finite.</param>
/// <param name="swap">Whether the distance of positive and negative counts where it is the smaller one.</param>
/// <param name="reduction">What becomes of the losses.</param>
public sealed class TripletMarginLoss(double margin = 1, double p = 2, double eps = 1e-6, bool swap = false, Reduction reduction = Reduction.Mean) : ModuleBase
{
    /// <summary>The loss of each anchor with its positive and negative.</summary>
    public Tensor Forward(Tensor anchor, Tensor positive, Tensor negative) => anchor.TripletMarginLoss(positive, negative, margin, p, eps, swap, reduction);
}

/// <summary><see cref="TripletMarginLoss"/> with a distance of one's own.</summary>
/// <param name="distance">The distance; <see cref="Tensor.PairwiseDistance"/> where null.</param>
/// <param name="margin">By how much.</param>
/// <param name="swap">Whether the distance of positive and negative counts where it is the smaller one.</param>
/// <param name="reduction">What becomes of the losses.</param>
public sealed class TripletMarginWithDistanceLoss(Func<Tensor, Tensor, Tensor>? distance = null, double margin = 1, bool swap = false, Reduction reduction = Reduction.Mean) : ModuleBase
{
    /// <summary>The loss of each anchor with its positive and negative.</summary>
    public Tensor Forward(Tensor anchor, Tensor positive, Tensor negative) => anchor.TripletMarginWithDistanceLoss(positive, negative, distance, margin, swap, reduction);
}

/// <summary>-ln of the probability of label sequences that are shorter than the inputs; see <see cref="Tensor.CtcLoss"/>.</summary>
/// <param name="blank">The class that stands for no label.</param>
/// <param name="reduction">What becomes of the losses.</param>
/// <param name="zeroInfinity">Whether samples whose labels do not fit into their times count 0.</param>
public sealed class CTCLoss(int blank = 0, Reduction reduction = Reduction.Mean, bool zeroInfinity = false) : ModuleBase
{
    /// <summary>The loss of <paramref name="logProbs"/>, [time, batch, classes], against the labels in <paramref name="targets"/>, with the lengths of both for each sample.</summary>
    public Tensor Forward(Tensor logProbs, Tensor targets, Tensor inputLengths, Tensor targetLengths) =>
        logProbs.CtcLoss(targets, inputLengths, targetLengths, blank, reduction, zeroInfinity);
}
