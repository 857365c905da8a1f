namespace PyDeepTensorNet.Nn;

/// <summary>How far a prediction is from its target: what training makes small.</summary>
public abstract class Loss : ModuleBase
{
    /// <summary>The loss of <paramref name="input"/>, the prediction, against <paramref name="target"/>.</summary>
    public abstract Tensor Forward(Tensor input, Tensor target);
}
