namespace PyDeepTensorNet.Nn;

/// <summary>An encoder and a decoder that attends over what the encoder made of the source, each with a normalization behind its last layer (Vaswani et al. 2017).</summary>
public sealed class Transformer : ModuleBase
{
    private readonly TransformerEncoder _encoder;
    private readonly TransformerDecoder _decoder;

    /// <summary>A transformer of random weights, Xavier-uniform as in PyTorch.</summary>
    /// <param name="dModel">Features of source, target and output.</param>
    /// <param name="numHeads">Heads of the attention, which divide the features.</param>
    /// <param name="numEncoderLayers">Layers of the encoder.</param>
    /// <param name="numDecoderLayers">Layers of the decoder.</param>
    /// <param name="dimFeedforward">Features between the two linear layers of a layer.</param>
    /// <param name="dropout">The probability with which weights, and elements of each part's result, are dropped in training.</param>
    /// <param name="activation">What lies between the linear layers; the ReLU where null.</param>
    /// <param name="layerNormEps">What keeps the divisors from 0.</param>
    /// <param name="batchFirst">Whether tensors are [batch, length, features]; else [length, batch, features].</param>
    /// <param name="normFirst">Whether normalizations come first.</param>
    /// <param name="dtype">float32 or float64.</param>
    /// <param name="generator">Where the random numbers come from; that of <see cref="Tensor.ManualSeed"/> where null.</param>
    /// <exception cref="ShapeException">The heads do not divide the features.</exception>
    public Transformer(
        int dModel = 512, int numHeads = 8, int numEncoderLayers = 6, int numDecoderLayers = 6, int dimFeedforward = 2048, double dropout = 0.1, Func<Tensor, Tensor>? activation = null,
        double layerNormEps = 1e-5, bool batchFirst = false, bool normFirst = false, DType dtype = DType.Float32, Generator? generator = null)
    {
        _encoder = Register("encoder", new TransformerEncoder(
            Enumerable.Range(0, numEncoderLayers).Select(_ => new TransformerEncoderLayer(dModel, numHeads, dimFeedforward, dropout, activation, layerNormEps, batchFirst, normFirst, dtype, generator)),
            new LayerNorm([dModel], layerNormEps, dtype: dtype)));
        _decoder = Register("decoder", new TransformerDecoder(
            Enumerable.Range(0, numDecoderLayers).Select(_ => new TransformerDecoderLayer(dModel, numHeads, dimFeedforward, dropout, activation, layerNormEps, batchFirst, normFirst, dtype, generator)),
            new LayerNorm([dModel], layerNormEps, dtype: dtype)));
        foreach (Tensor parameter in Parameters())
        {
            if (parameter.Rank > 1) Init.XavierUniform_(parameter, generator: generator);
        }
    }

    /// <summary>The decoder's value for the target, given the source; masks are those of <see cref="MultiheadAttention.Forward"/>.</summary>
    /// <param name="source">The sequence to encode.</param>
    /// <param name="target">The sequence to decode.</param>
    /// <param name="sourceMask">Which places of the source are not to be seen from which.</param>
    /// <param name="targetMask">Which places of the target are not to be seen from which.</param>
    /// <param name="memoryMask">Which places of the source are not to be seen from which of the target.</param>
    /// <param name="sourceKeyPaddingMask">Which places of the source are not to be seen at all by the encoder.</param>
    /// <param name="targetKeyPaddingMask">Which places of the target are not to be seen at all.</param>
    /// <param name="memoryKeyPaddingMask">Which places of the source are not to be seen at all by the decoder.</param>
    /// <param name="causal">Whether place i of the target sees its places up to i alone.</param>
    public Tensor Forward(
        Tensor source, Tensor target, Tensor? sourceMask = null, Tensor? targetMask = null, Tensor? memoryMask = null, Tensor? sourceKeyPaddingMask = null, Tensor? targetKeyPaddingMask = null,
        Tensor? memoryKeyPaddingMask = null, bool causal = false) =>
        _decoder.Forward(target, _encoder.Forward(source, sourceMask, sourceKeyPaddingMask), targetMask, memoryMask, targetKeyPaddingMask, memoryKeyPaddingMask, causal);
}
