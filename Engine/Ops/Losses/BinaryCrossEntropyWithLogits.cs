using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// -(t ln s + (1 - t) ln(1 - s)) with s the sigmoid of logits x, as max(x, 0) - x t + ln(1 + e^-|x|), which does not overflow; the derivative is s - t.
    /// </summary>
    /// <param name="target">What the probabilities should be, usually in [0, 1].</param>
    /// <param name="weight">Multiplies the losses; broadcasts to their shape. The mean still divides by their number.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <param name="posWeight">Multiplies the part t ln s, say with the number of negatives for each positive; broadcasts to the losses' shape.</param>
    /// <exception cref="ShapeException">Input and target differ in shape, or a weight does not broadcast to it.</exception>
    /// <exception cref="DTypeException">They differ in dtype or are not floating.</exception>
    public Tensor BinaryCrossEntropyWithLogits(Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? posWeight = null)
    {
        const string Op = "BinaryCrossEntropyWithLogits";
        Losses.CheckPair(Op, this, target);
        Tensor losses;
        if (posWeight is null)
        {
            losses = Apply.Binary(new BceWithLogitsOp(), this, target);
        }
        else
        {
            Losses.CheckWeight(Op, posWeight, Shape, DType, "posWeight");
            losses = (1 - target) * this - ((posWeight - 1) * target + 1) * LogSigmoid();
        }
        return Losses.Reduce(Op, Losses.Weigh(Op, losses, weight), reduction);
    }
}

/// <summary>max(a, 0) - a b + ln(1 + e^-|a|).</summary>
internal readonly record struct BceWithLogitsOp : IBinaryOp
{
    public string Name => "BceWithLogits";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Domain DomainA => Domain.Reals;

    public Domain DomainB => new(0, 1);

    public double Scalar(double a, double b) => SoftplusOp.Value(a) - a * b;

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Elementary.Map<T, Exponentials.CrossEntropy<T>>(a, b, y);

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => dy * (a.Sigmoid() - b);

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => -(dy * a);
}
