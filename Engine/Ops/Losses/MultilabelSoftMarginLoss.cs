namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The mean over the classes, the last axis, of <see cref="BinaryCrossEntropyWithLogits"/>: a label of 0 or 1 for each class, independently.</summary>
    /// <param name="target">The labels.</param>
    /// <param name="weight">Multiplies the losses of the classes; broadcasts to the input's shape.</param>
    /// <param name="reduction">What becomes of the losses of the samples.</param>
    /// <exception cref="ShapeException">Input and target differ in shape, are 0-d, or the weight does not broadcast.</exception>
    /// <exception cref="DTypeException">They differ in dtype or are not floating.</exception>
    public Tensor MultilabelSoftMarginLoss(Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
    {
        const string Op = "MultilabelSoftMarginLoss";
        Losses.CheckPair(Op, this, target);
        if (Rank == 0) throw new ShapeException($"{Op}: the input is 0-d and has no classes; it must be [classes] or [batch, classes]");
        return Losses.Reduce(Op, Losses.Weigh(Op, Apply.Binary(new BceWithLogitsOp(), this, target), weight).Mean(-1), reduction);
    }
}
