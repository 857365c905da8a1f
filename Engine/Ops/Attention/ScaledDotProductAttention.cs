namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// softmax(scale Q K^T + mask) V (Vaswani et al. 2017): what each query [.., l, e] takes of the values [.., s, v] under the keys [.., s, e], as [.., l, v]; leading axes, heads among them, broadcast.
    /// Without mask and dropout it is one operation that never holds all weights.
    /// </summary>
    /// <param name="query">[.., l, e].</param>
    /// <param name="key">[.., s, e].</param>
    /// <param name="value">[.., s, v].</param>
    /// <param name="mask">Broadcasts to [.., l, s]: true where a query may see a key; or floating, added to the products. A query that sees no key yields NaN.</param>
    /// <param name="dropout">The probability that a weight is dropped, the others growing by as much.</param>
    /// <param name="causal">Whether query i sees the keys up to i alone.</param>
    /// <param name="scale">The factor of the products; 1 / sqrt(e) where null.</param>
    /// <param name="generator">Where the random numbers of the dropout come from; that of <see cref="ManualSeed"/> where null.</param>
    /// <exception cref="ShapeException">A tensor has fewer than two axes, sizes do not fit, or there is a mask beside <paramref name="causal"/>.</exception>
    /// <exception cref="DTypeException">The dtypes differ or are not floating.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dropout"/> is not from 0 to 1.</exception>
    public static Tensor ScaledDotProductAttention(
        Tensor query, Tensor key, Tensor value, Tensor? mask = null, double dropout = 0, bool causal = false, double? scale = null, Generator? generator = null)
    {
        CheckAttention(query, key, value, mask, causal);
        double factor = scale ?? 1 / Math.Sqrt(query.Shape[^1]);
        if (mask is null && dropout == 0) return Apply.Nary(new AttentionOp(factor, causal), query, key, value);
        return AttentionWeights(query, key, causal ? CausalMask(query, key) : mask, factor).Dropout(dropout, generator).MatMul(value);
    }

    /// <summary>softmax(scale Q K^T + mask), [.., l, s].</summary>
    internal static Tensor AttentionWeights(Tensor query, Tensor key, Tensor? mask, double scale)
    {
        Tensor products = (query * scale).MatMul(key.T);
        if (mask is not null) products = mask.DType == DType.Bool ? products.MaskedFill(mask.LogicalNot(), double.NegativeInfinity) : products + mask;
        return products.Softmax(-1);
    }

    /// <summary>True where a causal query sees a key, [l, s].</summary>
    internal static Tensor CausalMask(Tensor query, Tensor key) => Ones([query.Shape[^2], key.Shape[^2]]).Tril().Ne(0);

    private static void CheckAttention(Tensor query, Tensor key, Tensor value, Tensor? mask, bool causal)
    {
        string given = $"ScaledDotProductAttention: query {query.Shape}, key {key.Shape}, value {value.Shape}";
        if (query.Rank < 2 || key.Rank < 2 || value.Rank < 2) throw new ShapeException($"{given}: each must have rows and features as its last two axes");
        if (query.Shape[^1] != key.Shape[^1]) throw new ShapeException($"{given}: the last axes of query and key, {query.Shape[^1]} and {key.Shape[^1]}, must be equal");
        if (key.Shape[^2] != value.Shape[^2]) throw new ShapeException($"{given}: the rows of key and value, {key.Shape[^2]} and {value.Shape[^2]} (axis -2), must be equal");
        if (!query.DType.IsFloating() || key.DType != query.DType || value.DType != query.DType) throw new DTypeException($"ScaledDotProductAttention: query {query.DType.Name()}, key {key.DType.Name()}, value {value.DType.Name()}: all must be of one floating dtype; cast with To");
        if (mask is not null && causal) throw new ShapeException($"{given}: causal beside a mask {mask.Shape}; give one of both, a mask that is lower triangular for instance");
    }
}
