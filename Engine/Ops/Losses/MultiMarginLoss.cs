namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The sum over the false classes i of max(0, margin - x[c] + x[i])^p, times the weight of the true class c, divided by the number of classes. The classes lie along the last axis.
    /// </summary>
    /// <param name="target">Class indices: of the shape [batch], or 0-d for one sample.</param>
    /// <param name="p">1 or 2.</param>
    /// <param name="margin">By how much the score of the true class is to exceed every other.</param>
    /// <param name="weight">A number for each class; ones where null.</param>
    /// <param name="reduction">What becomes of the losses of the samples.</param>
    /// <exception cref="ShapeException">The input is not [classes] or [batch, classes], or target or weight do not fit it.</exception>
    /// <exception cref="DTypeException">The input is not floating, the target not int64 or int32, or the weight of another dtype.</exception>
    /// <exception cref="TensorIndexException">A class does not exist.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is neither 1 nor 2.</exception>
    public Tensor MultiMarginLoss(Tensor target, int p = 1, double margin = 1, Tensor? weight = null, Reduction reduction = Reduction.Mean)
    {
        const string Op = "MultiMarginLoss";
        if (p is not (1 or 2)) throw new ArgumentOutOfRangeException(nameof(p), $"{Op}: p is {p}; it must be 1 or 2");
        Losses.CheckFloating(Op, this, "input");
        if (Rank is not (1 or 2)) throw new ShapeException($"{Op}: the input {Shape} must be [classes] or [batch, classes]");
        ClassTargets targets = ClassTargets.Of(Op, Shape, target);
        ClassTargets.CheckWeight(Op, weight, Shape, targets.Axis, DType);
        Places places = targets.In(Shape);
        Tensor picked = Apply.Part(new PickOp("Pick", places, targets.Shape), this).Unsqueeze(-1), excess = (this - picked + margin).Relu();
        Tensor losses = Where(Journal.Capturing is { } recorder ? recorder.Computed("Others", [], Others) : Others(), p == 1 ? excess : excess.Square(), 0).Sum(-1) / Shape[^1];
        return Losses.Reduce(Op, weight is null ? losses : losses * targets.WeightsOf(weight), reduction);

        // All classes but the true ones.
        Tensor Others()
        {
            bool[] others = new bool[ElementCount];
            Array.Fill(others, true);
            foreach (int offset in places.Offsets) others[offset] = false;
            return Owning(others, Shape);
        }
    }
}
