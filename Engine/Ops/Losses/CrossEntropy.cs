using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// ln(sum of e^x) - x[c] of logits x, where c is the true class: -ln of its softmax, with the largest logit taken out first; the derivative is softmax(x), less 1 at the true class.
    /// With targets q that are probabilities it is the sum of -q[c] ln softmax(x)[c]. The classes lie along axis 1, or the only axis.
    /// </summary>
    /// <param name="target">Class indices of this shape without the class axis, or probabilities of this shape.</param>
    /// <param name="weight">A number for each class that its loss is multiplied by. The mean divides by the sum of the weights of the true classes, for probabilities by the number of losses.</param>
    /// <param name="ignoreIndex">A class index that stands for no class and makes the loss 0.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <param name="labelSmoothing">The part of each target, from 0 to 1, that is spread evenly over all classes.</param>
    /// <exception cref="ShapeException">Target or weight do not fit the input.</exception>
    /// <exception cref="DTypeException">The input is not floating, the target bool or of the other floating dtype, or the weight of another dtype.</exception>
    /// <exception cref="TensorIndexException">A class does not exist.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="labelSmoothing"/> is not from 0 to 1.</exception>
    public Tensor CrossEntropy(Tensor target, Tensor? weight = null, int ignoreIndex = -100, Reduction reduction = Reduction.Mean, double labelSmoothing = 0)
    {
        const string Op = "CrossEntropy";
        Losses.CheckFloating(Op, this, "input");
        if (labelSmoothing is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(labelSmoothing), $"{Op}: label smoothing {labelSmoothing} must be from 0 to 1");
        int axis = ClassTargets.AxisOf(Op, Shape);
        ClassTargets.CheckWeight(Op, weight, Shape, axis, DType);
        if (target.DType.IsFloating()) return ToProbabilities(target, weight, axis, reduction, labelSmoothing);

        ClassTargets targets = ClassTargets.Of(Op, Shape, target, ignoreIndex);
        Tensor? weights = weight is null ? null : targets.WeightsOf(weight);
        if (labelSmoothing == 0) return targets.Reduce(Op, Apply.Transform(new CrossEntropyOp(targets), this), weights, reduction);

        Tensor logs = LogSoftmax(axis), sharp = -Apply.Part(new PickOp("Pick", targets.In(Shape), targets.Shape), logs);
        if (weights is not null) sharp *= weights;
        Tensor smooth = -(weight is null ? logs : logs * Aligned(weight, axis)).Sum(axis);
        smooth = Where(ClassTargets.Mask(targets.Classes, targets.Shape), smooth, 0);
        Tensor losses = sharp * (1 - labelSmoothing) + smooth * (labelSmoothing / Shape[axis]);
        return reduction == Reduction.Mean ? losses.Sum() / targets.Total(weights, DType) : Losses.Reduce(Op, losses, reduction);
    }

    private Tensor ToProbabilities(Tensor target, Tensor? weight, int axis, Reduction reduction, double labelSmoothing)
    {
        const string Op = "CrossEntropy";
        if (target.Rank == Rank - 1) throw new DTypeException($"{Op}: input {Describe()} and target {target.Describe()}: floating targets are probabilities, of the input's shape; cast class indices with To(DType.Int64)");
        Losses.CheckPair(Op, this, target);
        if (labelSmoothing > 0) target = target * (1 - labelSmoothing) + labelSmoothing / Shape[axis];
        Tensor products = LogSoftmax(axis) * target;
        return Losses.Reduce(Op, -(weight is null ? products : products * Aligned(weight, axis)).Sum(axis), reduction);
    }

    /// <summary>A number for each class, so that it broadcasts along the class axis.</summary>
    private Tensor Aligned(Tensor weight, int axis)
    {
        int[] dims = new int[Rank];
        Array.Fill(dims, 1);
        dims[axis] = Shape[axis];
        return weight.Reshape(dims);
    }
}

/// <summary>ln(sum of e^x) - x[c] along an axis, 0 where the class is -1.</summary>
internal readonly record struct CrossEntropyOp(ClassTargets Targets) : ITransformOp
{
    public string Name => "CrossEntropy";

    public Residuals Residuals => Residuals.First;

    public Tensor Forward(Tensor x) => x.DType == DType.Float32 ? Run<float>(x) : Run<double>(x);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => Apply.Nary(new CrossEntropyGradOp(Targets.Classes, Targets.Axis), x, dy);

    private Tensor Run<T>(Tensor x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor y = Tensor.Empty(Targets.Shape, x.DType);
        Kernels.Softmax.CrossEntropy(x.Contiguous().Span<T>(), Targets.Classes, y.Span<T>(), x.Shape[Targets.Axis], x.Shape.CountAfter(Targets.Axis));
        return y;
    }
}

/// <summary>dy (softmax(x), less 1 at the class), 0 where the class is -1: the derivative of <see cref="CrossEntropyOp"/>.</summary>
internal readonly record struct CrossEntropyGradOp(int[] Classes, int Axis) : INaryOp
{
    public string Name => "CrossEntropyGrad";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0].DType == DType.Float32 ? Run<float>(inputs) : Run<double>(inputs);

    public void Vjp(Pullback pull)
    {
        Tensor x = pull.Input(0), dy = Masked(pull.Input(1)).Unsqueeze(Axis), g = pull.Dy, softmax = x.Softmax(Axis);
        if (pull.Needs(0)) pull.Add(0, Apply.Nary(new SoftmaxGradOp(Axis), softmax, g * dy));
        if (pull.Needs(1))
        {
            var targets = new ClassTargets(Classes, pull.Shape(1), Axis);
            pull.Add(1, Masked((g * softmax).Sum(Axis)) - Apply.Part(new PickOp("Pick", targets.In(x.Shape), targets.Shape), g));
        }
    }

    /// <summary>0 where the class is -1.</summary>
    private Tensor Masked(Tensor x) =>
        Classes.Contains(-1) || Journal.Capturing is not null ? Tensor.Where(ClassTargets.Mask(Classes, x.Shape), x, 0) : x;

    private Tensor Run<T>(ReadOnlySpan<Tensor> inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape shape = inputs[0].Shape;
        Tensor dx = Tensor.Empty(shape, inputs[0].DType);
        Kernels.Softmax.CrossEntropyBackward(inputs[0].Contiguous().Span<T>(), Classes, inputs[1].Contiguous().Span<T>(), dx.Span<T>(), shape[Axis], shape.CountAfter(Axis));
        return dx;
    }
}
