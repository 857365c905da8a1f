namespace PyDeepTensorNet.Nn;

// Losses of a prediction against a target: each module is one call of the tensor operation that documents it.

/// <summary>The sum of squared differences: the lab's own loss, whose gradient does not depend on the number of samples.</summary>
public sealed class SumSquaredLoss : Loss
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Tensor target) => input.SumSquaredLoss(target);
}

/// <summary>Squared differences.</summary>
/// <param name="reduction">What becomes of the losses.</param>
public sealed class MSELoss(Reduction reduction = Reduction.Mean) : Loss
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Tensor target) => input.MseLoss(target, reduction);
}

/// <summary>Distances |input - target|.</summary>
/// <param name="reduction">What becomes of the losses.</param>
public sealed class L1Loss(Reduction reduction = Reduction.Mean) : Loss
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Tensor target) => input.L1Loss(target, reduction);
}

/// <summary>Squared differences up to a distance of beta, and distances from there on; see <see cref="Tensor.SmoothL1Loss"/>.</summary>
/// <param name="reduction">What becomes of the losses.</param>
/// <param name="beta">Where the square ends.</param>
public sealed class SmoothL1Loss(Reduction reduction = Reduction.Mean, double beta = 1) : Loss
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Tensor target) => input.SmoothL1Loss(target, reduction, beta);
}

/// <summary>Half the squared differences up to a distance of delta, and delta times distances from there on; see <see cref="Tensor.HuberLoss"/>.</summary>
/// <param name="reduction">What becomes of the losses.</param>
/// <param name="delta">Where the square ends.</param>
public sealed class HuberLoss(Reduction reduction = Reduction.Mean, double delta = 1) : Loss
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Tensor target) => input.HuberLoss(target, reduction, delta);
}

/// <summary>Binary cross-entropy of probabilities; see <see cref="Tensor.BinaryCrossEntropy"/>. From logits use <see cref="BCEWithLogitsLoss"/>.</summary>
/// <param name="weight">Multiplies the losses; broadcasts to their shape.</param>
/// <param name="reduction">What becomes of the losses.</param>
public sealed class BCELoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) : WeightedLoss(weight)
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Tensor target) => input.BinaryCrossEntropy(target, Weight, reduction);
}

/// <summary>Binary cross-entropy of logits; see <see cref="Tensor.BinaryCrossEntropyWithLogits"/>.</summary>
public sealed class BCEWithLogitsLoss : WeightedLoss
{
    private readonly Reduction _reduction;

    /// <summary>A loss of logits against targets in [0, 1].</summary>
    /// <param name="weight">Multiplies the losses; broadcasts to their shape.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <param name="posWeight">Multiplies the part of the positive targets; broadcasts to the losses' shape.</param>
    public BCEWithLogitsLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? posWeight = null) : base(weight)
    {
        _reduction = reduction;
        if (posWeight is not null) PosWeight = RegisterBuffer("pos_weight", posWeight);
    }

    /// <summary>What the part of the positive targets is multiplied by; null for ones.</summary>
    public Tensor? PosWeight { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Tensor target) => input.BinaryCrossEntropyWithLogits(target, Weight, _reduction, PosWeight);
}

/// <summary>Minus the log-probabilities at the true classes; see <see cref="Tensor.NllLoss"/>. From logits use <see cref="CrossEntropyLoss"/>.</summary>
/// <param name="weight">A number for each class.</param>
/// <param name="ignoreIndex">A target that stands for no class and makes the loss 0.</param>
/// <param name="reduction">What becomes of the losses.</param>
public sealed class NLLLoss(Tensor? weight = null, int ignoreIndex = -100, Reduction reduction = Reduction.Mean) : WeightedLoss(weight)
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Tensor target) => input.NllLoss(target, Weight, ignoreIndex, reduction);
}

/// <summary>-ln of the softmax of logits at the true class; see <see cref="Tensor.CrossEntropy"/>.</summary>
/// <param name="weight">A number for each class.</param>
/// <param name="ignoreIndex">A target that stands for no class and makes the loss 0.</param>
/// <param name="reduction">What becomes of the losses.</param>
/// <param name="labelSmoothing">The part of each target, from 0 to 1, that is spread evenly over all classes.</param>
public sealed class CrossEntropyLoss(Tensor? weight = null, int ignoreIndex = -100, Reduction reduction = Reduction.Mean, double labelSmoothing = 0) : WeightedLoss(weight)
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Tensor target) => input.CrossEntropy(target, Weight, ignoreIndex, reduction, labelSmoothing);
}

/// <summary>The Kullback-Leibler divergence of log-probabilities from probabilities; see <see cref="Tensor.KlDiv"/>.</summary>
/// <param name="reduction">What becomes of the terms; <see cref="Reduction.BatchMean"/> is the divergence.</param>
/// <param name="logTarget">Whether the target holds logarithms.</param>
public sealed class KLDivLoss(Reduction reduction = Reduction.Mean, bool logTarget = false) : Loss
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Tensor target) => input.KlDiv(target, reduction, logTarget);
}

/// <summary>The negative log-likelihood of counts under a Poisson distribution; see <see cref="Tensor.PoissonNllLoss"/>.</summary>
/// <param name="logInput">Whether the input is the logarithm of the mean.</param>
/// <param name="full">Whether Stirling's approximation of the constant is added.</param>
/// <param name="eps">Keeps the logarithm finite at 0.</param>
/// <param name="reduction">What becomes of the losses.</param>
public sealed class PoissonNLLLoss(bool logInput = true, bool full = false, double eps = 1e-8, Reduction reduction = Reduction.Mean) : Loss
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Tensor target) => input.PoissonNllLoss(target, logInput, full, eps, reduction);
}

/// <summary>Distances of like pairs, and what is missing to the margin of unlike ones; see <see cref="Tensor.HingeEmbeddingLoss"/>.</summary>
/// <param name="margin">How far unlike pairs are to be apart.</param>
/// <param name="reduction">What becomes of the losses.</param>
public sealed class HingeEmbeddingLoss(double margin = 1, Reduction reduction = Reduction.Mean) : Loss
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Tensor target) => input.HingeEmbeddingLoss(target, margin, reduction);
}

/// <summary>ln(1 + e^(-target input)); see <see cref="Tensor.SoftMarginLoss"/>.</summary>
/// <param name="reduction">What becomes of the losses.</param>
public sealed class SoftMarginLoss(Reduction reduction = Reduction.Mean) : Loss
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Tensor target) => input.SoftMarginLoss(target, reduction);
}

/// <summary>By how much false classes come within the margin of the true one; see <see cref="Tensor.MultiMarginLoss"/>.</summary>
/// <param name="p">1 or 2.</param>
/// <param name="margin">The margin.</param>
/// <param name="weight">A number for each class.</param>
/// <param name="reduction">What becomes of the losses.</param>
public sealed class MultiMarginLoss(int p = 1, double margin = 1, Tensor? weight = null, Reduction reduction = Reduction.Mean) : WeightedLoss(weight)
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Tensor target) => input.MultiMarginLoss(target, p, margin, Weight, reduction);
}

/// <summary>By how much false classes come within the margin of 1 of the true ones; see <see cref="Tensor.MultilabelMarginLoss"/>.</summary>
/// <param name="reduction">What becomes of the losses.</param>
public sealed class MultiLabelMarginLoss(Reduction reduction = Reduction.Mean) : Loss
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Tensor target) => input.MultilabelMarginLoss(target, reduction);
}

/// <summary>Binary cross-entropy of logits, the mean over the classes; see <see cref="Tensor.MultilabelSoftMarginLoss"/>.</summary>
/// <param name="weight">Multiplies the losses of the classes.</param>
/// <param name="reduction">What becomes of the losses.</param>
public sealed class MultiLabelSoftMarginLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) : WeightedLoss(weight)
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Tensor target) => input.MultilabelSoftMarginLoss(target, Weight, reduction);
}
