namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>ln(1 + e^(-t x)) of scores x and targets t of 1 and -1; the derivative is -t times the sigmoid of -t x.</summary>
    /// <exception cref="ShapeException">Input and target differ in shape.</exception>
    /// <exception cref="DTypeException">They differ in dtype or are not floating.</exception>
    public Tensor SoftMarginLoss(Tensor target, Reduction reduction = Reduction.Mean)
    {
        Losses.CheckPair("SoftMarginLoss", this, target);
        return Losses.Reduce("SoftMarginLoss", -(target * this).LogSigmoid(), reduction);
    }
}
