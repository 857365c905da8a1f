namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// (x - t)^2 / 2 of distances |x - t| below delta and delta (|x - t| - delta / 2) from there on (Huber 1964): delta times <see cref="SmoothL1Loss"/>. The derivative is x - t brought into
    /// [-delta, delta].
    /// </summary>
    /// <exception cref="ShapeException">Input and target differ in shape.</exception>
    /// <exception cref="DTypeException">They differ in dtype or are not floating.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delta"/> is not above 0.</exception>
    public Tensor HuberLoss(Tensor target, Reduction reduction = Reduction.Mean, double delta = 1)
    {
        const string Op = "HuberLoss";
        if (!(delta > 0)) throw new ArgumentOutOfRangeException(nameof(delta), $"{Op}: delta {delta} must be above 0: below it the loss is a square");
        Losses.CheckPair(Op, this, target);
        return Losses.Reduce(Op, Apply.Unary(new SmoothL1Op(delta), this - target), reduction) * delta;
    }
}
