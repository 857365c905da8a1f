namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// -w[c] x[c] of log-probabilities x, where c is the true class and w its weight; the derivative is -w[c] at the true class and 0 elsewhere. The classes lie along axis 1, or the only axis;
    /// the mean divides by the sum of the weights of the true classes. From logits use <see cref="CrossEntropy"/>.
    /// </summary>
    /// <param name="target">Class indices of this shape without the class axis.</param>
    /// <param name="weight">A number for each class; ones where null.</param>
    /// <param name="ignoreIndex">A target that stands for no class and makes the loss 0.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <exception cref="ShapeException">Target or weight do not fit the input.</exception>
    /// <exception cref="DTypeException">The input is not floating, the target not int64 or int32, or the weight of another dtype.</exception>
    /// <exception cref="TensorIndexException">A class does not exist.</exception>
    public Tensor NllLoss(Tensor target, Tensor? weight = null, int ignoreIndex = -100, Reduction reduction = Reduction.Mean)
    {
        const string Op = "NllLoss";
        Losses.CheckFloating(Op, this, "input");
        ClassTargets targets = ClassTargets.Of(Op, Shape, target, ignoreIndex);
        ClassTargets.CheckWeight(Op, weight, Shape, targets.Axis, DType);
        Tensor losses = -Apply.Part(new PickOp(Op, targets.In(Shape), targets.Shape), this);
        return targets.Reduce(Op, losses, weight is null ? null : targets.WeightsOf(weight), reduction);
    }
}
