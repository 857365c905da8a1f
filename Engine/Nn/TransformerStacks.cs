namespace PyDeepTensorNet.Nn;

/// <summary>Encoder layers one after the other, with a normalization behind the last where one is given.</summary>
public sealed class TransformerEncoder : Module
{
    private readonly Stack<TransformerEncoderLayer> _layers;
    private readonly LayerNorm? _norm;

    /// <summary>An encoder of these layers.</summary>
    public TransformerEncoder(IEnumerable<TransformerEncoderLayer> layers, LayerNorm? norm = null)
    {
        _layers = Register("layers", new Stack<TransformerEncoderLayer>(layers));
        if (norm is not null) _norm = Register("norm", norm);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Forward(x, null);

    /// <inheritdoc cref="TransformerEncoderLayer.Forward(Tensor, Tensor?, Tensor?, bool)"/>
    public Tensor Forward(Tensor x, Tensor? mask, Tensor? keyPaddingMask = null, bool causal = false)
    {
        foreach (TransformerEncoderLayer layer in _layers.Items) x = layer.Forward(x, mask, keyPaddingMask, causal);
        return _norm is null ? x : _norm.Forward(x);
    }
}

/// <summary>Decoder layers one after the other, with a normalization behind the last where one is given.</summary>
public sealed class TransformerDecoder : ModuleBase
{
    private readonly Stack<TransformerDecoderLayer> _layers;
    private readonly LayerNorm? _norm;

    /// <summary>A decoder of these layers.</summary>
    public TransformerDecoder(IEnumerable<TransformerDecoderLayer> layers, LayerNorm? norm = null)
    {
        _layers = Register("layers", new Stack<TransformerDecoderLayer>(layers));
        if (norm is not null) _norm = Register("norm", norm);
    }

    /// <inheritdoc cref="TransformerDecoderLayer.Forward"/>
    public Tensor Forward(
        Tensor target, Tensor memory, Tensor? targetMask = null, Tensor? memoryMask = null, Tensor? targetKeyPaddingMask = null, Tensor? memoryKeyPaddingMask = null, bool causal = false)
    {
        foreach (TransformerDecoderLayer layer in _layers.Items) target = layer.Forward(target, memory, targetMask, memoryMask, targetKeyPaddingMask, memoryKeyPaddingMask, causal);
        return _norm is null ? target : _norm.Forward(target);
    }
}

/// <summary>Modules of one kind, named by their numbers.</summary>
internal sealed class Stack<TModule> : ModuleBase where TModule : ModuleBase
{
    public Stack(IEnumerable<TModule> items)
    {
        foreach (TModule item in items) Items.Add(Register($"{Items.Count}", item));
    }

    public List<TModule> Items { get; } = [];
}
