namespace PyDeepTensorNet.Nn;

/// <summary>The two linear layers of a transformer's layer, which registers them, with dropout behind each.</summary>
internal sealed class TransformerFeedForward(Linear widen, Linear narrow, Func<Tensor, Tensor>? activation, double dropout, Generator? generator)
{
    public Tensor Forward(Tensor x, bool training)
    {
        Tensor inner = widen.Forward(x);
        inner = activation is null ? inner.Relu() : activation(inner);
        return Dropped(narrow.Forward(Dropped(inner, training)), training);
    }

    /// <summary>A part's result with dropout.</summary>
    public Tensor Dropped(Tensor x, bool training) => training ? x.Dropout(dropout, generator) : x;
}
