namespace PyDeepTensorNet.Nn;

/// <summary>
/// Attention in several heads (Vaswani et al. 2017): queries, keys and values are projected, each head attends over its part of the features, and the heads' results are projected together. Parameters and
/// masks are those of PyTorch: true in a mask means that a key is not to be seen. See <see cref="Tensor.ScaledDotProductAttention"/>.
/// </summary>
public sealed class MultiheadAttention : ModuleBase
{
    private readonly Tensor _projection;
    private readonly Tensor? _bias, _biasKey, _biasValue;
    private readonly Linear _output;
    private readonly bool _zeroKey;
    private readonly Generator? _generator;

    /// <summary>Attention of random projections.</summary>
    /// <param name="embedDim">The features of queries, keys, values and results.</param>
    /// <param name="numHeads">The heads, which divide the features among them.</param>
    /// <param name="dropout">The probability that a weight is dropped in training.</param>
    /// <param name="bias">Whether the projections have biases.</param>
    /// <param name="addBiasKV">Whether a learned key and value follow those given.</param>
    /// <param name="addZeroAttention">Whether a key and value of zeros follow those given.</param>
    /// <param name="batchFirst">Whether tensors are [batch, length, features]; else [length, batch, features].</param>
    /// <param name="dtype">float32 or float64.</param>
    /// <param name="generator">Where the random numbers come from; that of <see cref="Tensor.ManualSeed"/> where null.</param>
    /// <exception cref="ShapeException">The heads do not divide the features.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dropout"/> is not from 0 to 1.</exception>
    public MultiheadAttention(
        int embedDim, int numHeads, double dropout = 0, bool bias = true, bool addBiasKV = false, bool addZeroAttention = false, bool batchFirst = false, DType dtype = DType.Float32, Generator? generator = null)
    {
        if (embedDim < 1 || numHeads < 1 || embedDim % numHeads != 0) throw new ShapeException($"MultiheadAttention: {numHeads} heads for {embedDim} features; the heads must divide the features");
        Tensor.CheckDropout(nameof(MultiheadAttention), dropout);
        (EmbedDim, NumHeads, Dropout, BatchFirst, _zeroKey, _generator) = (embedDim, numHeads, dropout, batchFirst, addZeroAttention, generator);
        _projection = RegisterParameter("in_proj_weight", Init.XavierUniform_(Tensor.Zeros([3 * embedDim, embedDim], dtype), generator: generator));
        if (bias) _bias = RegisterParameter("in_proj_bias", Tensor.Zeros([3 * embedDim], dtype));
        if (addBiasKV)
        {
            _biasKey = RegisterParameter("bias_k", Init.XavierNormal_(Tensor.Zeros([1, 1, embedDim], dtype), generator: generator));
            _biasValue = RegisterParameter("bias_v", Init.XavierNormal_(Tensor.Zeros([1, 1, embedDim], dtype), generator: generator));
        }
        _output = Register("out_proj", new Linear(embedDim, embedDim, bias, dtype, generator));
        if (bias) Init.Zeros_(_output.Bias!);
    }

    /// <summary>The features of queries, keys, values and results.</summary>
    public int EmbedDim { get; }

    /// <summary>The number of heads.</summary>
    public int NumHeads { get; }

    /// <summary>The probability that a weight is dropped in training.</summary>
    public double Dropout { get; }

    /// <summary>Whether tensors are [batch, length, features]; else [length, batch, features].</summary>
    public bool BatchFirst { get; }

    /// <summary>What each query takes of the values, and with which weights.</summary>
    /// <param name="query">[length, batch, features], or [batch, length, features]; without a batch [length, features].</param>
    /// <param name="key">Likewise, of a length of its own.</param>
    /// <param name="value">As the key.</param>
    /// <param name="keyPaddingMask">[batch, keys], true where a key is not to be seen; or floating, added to the products.</param>
    /// <param name="attentionMask">[queries, keys] or [batch heads, queries, keys], likewise.</param>
    /// <param name="needWeights">Whether to return the weights, [batch, queries, keys]; without them, masks and dropout attention is one operation.</param>
    /// <param name="averageWeights">Whether they are averaged over the heads; else they are [batch, heads, queries, keys].</param>
    /// <param name="causal">Whether query i sees the keys up to i alone.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public (Tensor Output, Tensor? Weights) Forward(
        Tensor query, Tensor key, Tensor value, Tensor? keyPaddingMask = null, Tensor? attentionMask = null, bool needWeights = true, bool averageWeights = true, bool causal = false)
    {
        ModuleCall call = Enter();
        bool alone = query.Rank == 2;
        CheckInput(query, key, value, alone ? 2 : 3);
        (Tensor q, Tensor k, Tensor v) = Project(query, key, value, alone);
        Tensor own = k;
        if (_biasKey is not null) (k, v) = (Append(k, Split(_biasKey)), Append(v, Split(_biasValue!)));
        if (_zeroKey) (k, v) = (Append(k, Tensor.Zeros([1, 1, 1, 1], k.DType)), Append(v, Tensor.Zeros([1, 1, 1, 1], v.DType)));
        bool folded = causal && (needWeights || keyPaddingMask is not null || attentionMask is not null || k.Shape[2] > own.Shape[2]);
        Tensor? mask = Mask(q, own, k.Shape[2] - own.Shape[2], keyPaddingMask, attentionMask, folded);
        double dropout = IsTraining ? Dropout : 0;
        Tensor? weights = needWeights ? Tensor.AttentionWeights(q, k, mask, 1 / Math.Sqrt(q.Shape[^1])).Dropout(dropout, _generator) : null;
        Tensor heads = weights is not null ? weights.MatMul(v) : Tensor.ScaledDotProductAttention(q, k, v, mask, dropout, causal && !folded, generator: _generator);
        Tensor output = _output.Forward(Join(heads, alone));
        if (weights is not null && averageWeights) weights = weights.Mean(1);
        return call.Leave((output, alone ? weights?.Squeeze(0) : weights));
    }

    /// <inheritdoc/>
    protected override string Settings() => Invariant($"{EmbedDim}, {NumHeads}, dropout={Dropout}, batch_first={BatchFirst}");

    private void CheckInput(Tensor query, Tensor key, Tensor value, int rank)
    {
        string given = $"MultiheadAttention: query {query.Shape}, key {key.Shape}, value {value.Shape}";
        if (query.Rank != rank || key.Rank != rank || value.Rank != rank) throw new ShapeException($"{given}: all must have 3 axes, {(BatchFirst ? "[batch, length, features]" : "[length, batch, features]")}, or all 2, [length, features]");
        if (query.Shape[^1] != EmbedDim || key.Shape[^1] != EmbedDim || value.Shape[^1] != EmbedDim) throw new ShapeException($"{given}: the last axis must be {EmbedDim}, the features of the module");
        if (key.Shape != value.Shape) throw new ShapeException($"{given}: key and value must be of one shape");
        int batch = BatchFirst ? 0 : 1;
        if (rank == 3 && query.Shape[batch] != key.Shape[batch]) throw new ShapeException($"{given}: batches of {query.Shape[batch]} and {key.Shape[batch]} (axis {batch}) must be equal");
    }

    /// <summary>Queries, keys and values as [batch, heads, length, features of a head]. Those of one tensor come of one product.</summary>
    private (Tensor Q, Tensor K, Tensor V) Project(Tensor query, Tensor key, Tensor value, bool alone)
    {
        if (ReferenceEquals(query, key) && ReferenceEquals(key, value))
        {
            Tensor all = Batched(query.Linear(_projection, _bias), alone);
            all = all.Reshape(all.Shape[0], all.Shape[1], 3, NumHeads, EmbedDim / NumHeads);
            return (Turn(all.Select(2, 0)), Turn(all.Select(2, 1)), Turn(all.Select(2, 2)));
        }
        return (Part(query, 0), Part(key, 1), Part(value, 2));

        Tensor Part(Tensor x, int i) => Split(Batched(x.Linear(_projection.Narrow(0, i * EmbedDim, EmbedDim), _bias?.Narrow(0, i * EmbedDim, EmbedDim)), alone));
    }

    private Tensor Batched(Tensor x, bool alone) => alone ? x.Unsqueeze(BatchFirst ? 0 : 1) : x;

    private Tensor Split(Tensor x) => Turn(x.Reshape(x.Shape[0], x.Shape[1], NumHeads, EmbedDim / NumHeads));

    private Tensor Turn(Tensor x) => BatchFirst ? x.Transpose(1, 2) : x.Permute(1, 2, 0, 3);

    /// <summary>The heads' results as rows of all features, in the layout of the input.</summary>
    private Tensor Join(Tensor heads, bool alone)
    {
        Tensor rows = BatchFirst ? heads.Transpose(1, 2) : heads.Permute(2, 0, 1, 3);
        rows = rows.Reshape(rows.Shape[0], rows.Shape[1], EmbedDim);
        return alone ? rows.Squeeze(BatchFirst ? 0 : 1) : rows;
    }

    private static Tensor Append(Tensor keys, Tensor one) => Tensor.Cat([keys, one.Expand([.. keys.Shape.Dims[..2], 1, keys.Shape[3]])], 2);

    /// <summary>All masks as one that is added to the products, [.., queries, keys]; the keys that the module adds are always seen.</summary>
    private Tensor? Mask(Tensor q, Tensor k, int added, Tensor? keyPaddingMask, Tensor? attentionMask, bool causal)
    {
        Tensor? mask = null;
        int batch = q.Shape[0], queries = q.Shape[2], keys = k.Shape[2];
        if (attentionMask is not null)
        {
            Shape own = [queries, keys], all = [batch * NumHeads, queries, keys];
            if (attentionMask.Shape != own && attentionMask.Shape != all) throw new ShapeException($"MultiheadAttention: the attention mask has shape {attentionMask.Shape}; it must be {own}, or {all} with one for each head of each sample");
            mask = Added("attention mask", attentionMask, q.DType);
            if (mask.Rank == 3) mask = mask.Reshape(batch, NumHeads, queries, keys);
        }
        if (keyPaddingMask is not null)
        {
            Tensor padding = keyPaddingMask.Rank == 1 ? keyPaddingMask.Unsqueeze(0) : keyPaddingMask;
            if (padding.Shape != new Shape(batch, keys)) throw new ShapeException($"MultiheadAttention: the key padding mask has shape {keyPaddingMask.Shape}; it must be [{batch}, {keys}], a value for each key of each sample");
            padding = Added("key padding mask", padding, q.DType).Reshape(batch, 1, 1, keys);
            mask = mask is null ? padding : mask + padding;
        }
        if (causal)
        {
            Tensor future = Added("attention mask", Tensor.CausalMask(q, k).LogicalNot(), q.DType);
            mask = mask is null ? future : mask + future;
        }
        return mask is null || added == 0 ? mask : mask.Pad([0, added]);
    }

    /// <summary>A mask as summands: minus infinity where a key is not to be seen.</summary>
    private static Tensor Added(string what, Tensor mask, DType dtype) => mask.DType == DType.Bool ? Tensor.Zeros(mask.Shape, dtype).MaskedFill(mask, double.NegativeInfinity)
        : mask.DType == dtype ? mask
        : throw new DTypeException($"MultiheadAttention: the {what} is {mask.DType.Name()}; it must be bool, or {dtype.Name()} to be added; cast with To");
}
