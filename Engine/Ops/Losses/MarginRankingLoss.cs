namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>max(0, margin - t (x - other)): x is to be the larger by the margin where t is 1, the smaller where it is -1; the derivatives by x and other are -t and t, up to the margin.</summary>
    /// <exception cref="ShapeException">Input, other and target differ in shape.</exception>
    /// <exception cref="DTypeException">They differ in dtype or are not floating.</exception>
    public Tensor MarginRankingLoss(Tensor other, Tensor target, double margin = 0, Reduction reduction = Reduction.Mean)
    {
        Losses.CheckPair("MarginRankingLoss", this, other, nameB: "other");
        Losses.CheckPair("MarginRankingLoss", this, target);
        return Losses.Reduce("MarginRankingLoss", (margin - target * (this - other)).ClampMin(0), reduction);
    }
}
