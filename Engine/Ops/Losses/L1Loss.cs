namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The distances |x - t| from a target; the derivative is the sign of x - t, 0 where they are equal, divided by their number for the mean.</summary>
    /// <exception cref="ShapeException">Input and target differ in shape.</exception>
    /// <exception cref="DTypeException">They differ in dtype or are not floating.</exception>
    public Tensor L1Loss(Tensor target, Reduction reduction = Reduction.Mean)
    {
        Losses.CheckPair("L1Loss", this, target);
        return Losses.Reduce("L1Loss", (this - target).Abs(), reduction);
    }
}
