namespace PyDeepTensorNet.Nn;

/// <summary>How far a prediction is from its target: what training makes small.</summary>
public abstract class Loss : ModuleBase
{
    /// <summary>The loss of <paramref name="input"/>, the prediction, against <paramref name="target"/>.</summary>
    public abstract Tensor Forward(Tensor input, Tensor target);
}

/// <summary>A loss with a weight of classes or elements.</summary>
public abstract class WeightedLoss : Loss
{
    /// <summary>Keeps the weight as a buffer, so that it is saved and cast with the module, but not trained.</summary>
    protected WeightedLoss(Tensor? weight)
    {
        if (weight is not null) Weight = RegisterBuffer("weight", weight);
    }

    /// <summary>What the losses are multiplied by; null for ones.</summary>
    public Tensor? Weight { get; }
}
