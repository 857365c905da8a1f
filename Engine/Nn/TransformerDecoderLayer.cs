namespace PyDeepTensorNet.Nn;

/// <summary>
/// Self-attention, attention over what an encoder made, and two linear layers, each with a way around it and a normalization, as in <see cref="TransformerEncoderLayer"/> (Vaswani et al. 2017).
/// </summary>
public sealed class TransformerDecoderLayer : ModuleBase
{
    private readonly MultiheadAttention _attention, _crossAttention;
    private readonly TransformerFeedForward _feedForward;
    private readonly LayerNorm _norm1, _norm2, _norm3;
    private readonly bool _normFirst;

    /// <summary>A layer of random weights.</summary>
    /// <inheritdoc cref="TransformerEncoderLayer(int, int, int, double, Func{Tensor, Tensor}?, double, bool, bool, DType, Generator?)"/>
    public TransformerDecoderLayer(
        int dModel, int numHeads, int dimFeedforward = 2048, double dropout = 0.1, Func<Tensor, Tensor>? activation = null, double layerNormEps = 1e-5, bool batchFirst = false, bool normFirst = false,
        DType dtype = DType.Float32, Generator? generator = null)
    {
        _normFirst = normFirst;
        _attention = Register("self_attn", new MultiheadAttention(dModel, numHeads, dropout, batchFirst: batchFirst, dtype: dtype, generator: generator));
        _crossAttention = Register("multihead_attn", new MultiheadAttention(dModel, numHeads, dropout, batchFirst: batchFirst, dtype: dtype, generator: generator));
        _feedForward = new(Register("linear1", new Linear(dModel, dimFeedforward, true, dtype, generator)), Register("linear2", new Linear(dimFeedforward, dModel, true, dtype, generator)), activation, dropout, generator);
        _norm1 = Register("norm1", new LayerNorm([dModel], layerNormEps, dtype: dtype));
        _norm2 = Register("norm2", new LayerNorm([dModel], layerNormEps, dtype: dtype));
        _norm3 = Register("norm3", new LayerNorm([dModel], layerNormEps, dtype: dtype));
    }

    /// <summary>The layer's value; masks are those of <see cref="MultiheadAttention.Forward"/>.</summary>
    /// <param name="target">The sequence.</param>
    /// <param name="memory">What the encoder made.</param>
    /// <param name="targetMask">Which places of the target are not to be seen from which.</param>
    /// <param name="memoryMask">Which places of the memory are not to be seen from which of the target.</param>
    /// <param name="targetKeyPaddingMask">Which places of the target are not to be seen at all.</param>
    /// <param name="memoryKeyPaddingMask">Which places of the memory are not to be seen at all.</param>
    /// <param name="causal">Whether place i of the target sees its places up to i alone.</param>
    public Tensor Forward(
        Tensor target, Tensor memory, Tensor? targetMask = null, Tensor? memoryMask = null, Tensor? targetKeyPaddingMask = null, Tensor? memoryKeyPaddingMask = null, bool causal = false)
    {
        ModuleCall call = Enter();
        Tensor x = target;
        if (_normFirst)
        {
            x += Attend(_norm1.Forward(x));
            x += Look(_norm2.Forward(x));
            return call.Leave(x + _feedForward.Forward(_norm3.Forward(x), IsTraining));
        }
        x = _norm1.Forward(x + Attend(x));
        x = _norm2.Forward(x + Look(x));
        return call.Leave(_norm3.Forward(x + _feedForward.Forward(x, IsTraining)));

        Tensor Attend(Tensor y) => _feedForward.Dropped(_attention.Forward(y, y, y, targetKeyPaddingMask, targetMask, needWeights: false, causal: causal).Output, IsTraining);

        Tensor Look(Tensor y) => _feedForward.Dropped(_crossAttention.Forward(y, memory, memory, memoryKeyPaddingMask, memoryMask, needWeights: false).Output, IsTraining);
    }
}
