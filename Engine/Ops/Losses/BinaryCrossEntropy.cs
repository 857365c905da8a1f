using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// -(t ln x + (1 - t) ln(1 - x)) of probabilities x and targets t in [0, 1], the logarithms no less than -100; the derivative is (x - t) / (x (1 - x)), the divisor no less than 1e-12.
    /// From logits, <see cref="BinaryCrossEntropyWithLogits"/> is more exact.
    /// </summary>
    /// <param name="target">What the probabilities should be.</param>
    /// <param name="weight">Multiplies the losses; broadcasts to their shape. The mean still divides by their number.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <exception cref="ArgumentException">A target or a probability is not in [0, 1]; NaN passes.</exception>
    /// <exception cref="ShapeException">Input and target differ in shape, or the weight does not broadcast to it.</exception>
    /// <exception cref="DTypeException">They differ in dtype or are not floating.</exception>
    public Tensor BinaryCrossEntropy(Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
    {
        const string Op = "BinaryCrossEntropy";
        Losses.CheckPair(Op, this, target);
        Losses.CheckProbabilities(Op, target, "target", "scale the labels to 0 and 1");
        Losses.CheckProbabilities(Op, this, "input", "apply Sigmoid first, or use BinaryCrossEntropyWithLogits");
        return Losses.Reduce(Op, Losses.Weigh(Op, Apply.Binary(new BinaryCrossEntropyOp(), this, target), weight), reduction);
    }
}

internal readonly record struct BinaryCrossEntropyOp : IBinaryOp
{
    private const double LeastLog = -100;

    public string Name => "BinaryCrossEntropy";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Domain DomainA => new(0.05, 0.95);

    public Domain DomainB => new(0.05, 0.95);

    public double Scalar(double a, double b) => (b - 1) * Math.Max(Elementary.Log1p(-a), LeastLog) - b * Math.Max(Math.Log(a), LeastLog);

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T least = T.CreateChecked(LeastLog);
        for (int i = 0; i < y.Length; i++) y[i] = (b[i] - T.One) * T.Max(Elementary.Log1p(-a[i]), least) - b[i] * T.Max(T.Log(a[i]), least);
    }

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Ternary(new BinaryCrossEntropyGradOp(), a, b, dy);

    // The derivative by the target is the logit of the probability, each logarithm bounded.
    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => dy * ((-a).Log1p().ClampMin(LeastLog) - a.Log().ClampMin(LeastLog));
}

/// <summary>c (a - b) / (a (1 - a)), the divisor no less than 1e-12: the derivative of <see cref="BinaryCrossEntropyOp"/>.</summary>
internal readonly record struct BinaryCrossEntropyGradOp : ITernaryOp
{
    private const double LeastDivisor = 1e-12;

    public string Name => "BinaryCrossEntropyGrad";

    public Residuals Residuals => Residuals.Inputs;

    public Domain DomainA => new(0.05, 0.95);

    public Domain DomainB => new(0.05, 0.95);

    public Domain DomainC => Domain.Reals;

    public double Scalar(double a, double b, double c) => c * (a - b) / Math.Max(a * (1 - a), LeastDivisor);

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T least = T.CreateChecked(LeastDivisor);
        for (int i = 0; i < y.Length; i++) y[i] = c[i] * (a[i] - b[i]) / T.Max(a[i] * (T.One - a[i]), least);
    }

    public void Vjp(Pullback pull)
    {
        Tensor a = pull.Input(0), difference = a - pull.Input(1), divisor = (a * (1 - a)).ClampMin(LeastDivisor), scaled = pull.Dy / divisor;
        if (pull.Needs(0)) pull.Add(0, scaled * pull.Input(2) * (1 - difference * (1 - 2 * a) / divisor));
        if (pull.Needs(1)) pull.Add(1, -(scaled * pull.Input(2)));
        if (pull.Needs(2)) pull.Add(2, scaled * difference);
    }
}
