namespace PyDeepTensorNet.Nn;

/// <summary>
/// Self-attention and two linear layers, each with a way around it and a normalization (Vaswani et al. 2017): behind the sum, norm(x + f(x)), or with <c>normFirst</c> in front, x + f(norm(x)).
/// </summary>
public sealed class TransformerEncoderLayer : Module
{
    private readonly MultiheadAttention _attention;
    private readonly TransformerFeedForward _feedForward;
    private readonly LayerNorm _norm1, _norm2;
    private readonly bool _normFirst;

    /// <summary>A layer of random weights.</summary>
    /// <param name="dModel">Features of input and output.</param>
    /// <param name="numHeads">Heads of the attention, which divide the features.</param>
    /// <param name="dimFeedforward">Features between the two linear layers.</param>
    /// <param name="dropout">The probability with which weights, and elements of each part's result, are dropped in training.</param>
    /// <param name="activation">What lies between the linear layers; the ReLU where null.</param>
    /// <param name="layerNormEps">What keeps the divisors from 0.</param>
    /// <param name="batchFirst">Whether tensors are [batch, length, features]; else [length, batch, features].</param>
    /// <param name="normFirst">Whether normalizations come first.</param>
    /// <param name="dtype">float32 or float64.</param>
    /// <param name="generator">Where the random numbers come from; that of <see cref="Tensor.ManualSeed"/> where null.</param>
    /// <exception cref="ShapeException">The heads do not divide the features.</exception>
    public TransformerEncoderLayer(
        int dModel, int numHeads, int dimFeedforward = 2048, double dropout = 0.1, Func<Tensor, Tensor>? activation = null, double layerNormEps = 1e-5, bool batchFirst = false, bool normFirst = false,
        DType dtype = DType.Float32, Generator? generator = null)
    {
        _normFirst = normFirst;
        _attention = Register("self_attn", new MultiheadAttention(dModel, numHeads, dropout, batchFirst: batchFirst, dtype: dtype, generator: generator));
        _feedForward = new(Register("linear1", new Linear(dModel, dimFeedforward, true, dtype, generator)), Register("linear2", new Linear(dimFeedforward, dModel, true, dtype, generator)), activation, dropout, generator);
        _norm1 = Register("norm1", new LayerNorm([dModel], layerNormEps, dtype: dtype));
        _norm2 = Register("norm2", new LayerNorm([dModel], layerNormEps, dtype: dtype));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Forward(x, null);

    /// <summary>The layer's value; masks are those of <see cref="MultiheadAttention.Forward"/>.</summary>
    /// <param name="x">The sequence.</param>
    /// <param name="mask">[length, length], true where a place is not to be seen from another.</param>
    /// <param name="keyPaddingMask">[batch, length], true where a place is not to be seen at all.</param>
    /// <param name="causal">Whether place i sees the places up to i alone.</param>
    public Tensor Forward(Tensor x, Tensor? mask, Tensor? keyPaddingMask = null, bool causal = false)
    {
        ModuleCall call = Enter();
        if (_normFirst)
        {
            x += Attend(_norm1.Forward(x));
            return call.Leave(x + _feedForward.Forward(_norm2.Forward(x), IsTraining));
        }
        x = _norm1.Forward(x + Attend(x));
        return call.Leave(_norm2.Forward(x + _feedForward.Forward(x, IsTraining)));

        Tensor Attend(Tensor y) => _feedForward.Dropped(_attention.Forward(y, y, y, keyPaddingMask, mask, needWeights: false, causal: causal).Output, IsTraining);
    }
}
