namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The sum of the squared differences (x - t)^2 from a target; the derivative is 2 (x - t), whatever the number of samples.</summary>
    /// <exception cref="ShapeException">Input and target differ in shape.</exception>
    /// <exception cref="DTypeException">They differ in dtype or are not floating.</exception>
    public Tensor SumSquaredLoss(Tensor target)
    {
        Losses.CheckPair("SumSquaredLoss", this, target);
        return (this - target).Square().Sum();
    }
}
