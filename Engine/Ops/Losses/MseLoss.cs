namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The squared differences (x - t)^2 from a target; the derivative is 2 (x - t), divided by their number for the mean.</summary>
    /// <exception cref="ShapeException">Input and target differ in shape.</exception>
    /// <exception cref="DTypeException">They differ in dtype or are not floating.</exception>
    public Tensor MseLoss(Tensor target, Reduction reduction = Reduction.Mean)
    {
        Losses.CheckPair("MseLoss", this, target);
        return Losses.Reduce("MseLoss", (this - target).Square(), reduction);
    }
}
