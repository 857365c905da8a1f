namespace PyDeepTensorNet.Nn;

/// <summary>x itself: a place to put a module later.</summary>
public sealed class Identity : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x;
}
