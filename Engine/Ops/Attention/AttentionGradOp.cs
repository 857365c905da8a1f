using System.Numerics;

namespace PyDeepTensorNet;

/// <summary>The cotangents of Q, K and V in <see cref="AttentionOp"/> for that of its result, one behind the other in a vector, each over all leading axes.</summary>
internal readonly record struct AttentionGradOp(AttentionOp Source) : INaryOp
{
    public string Name => "ScaledDotProductAttentionGrad";

    public Residuals Residuals => Residuals.Inputs;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0].DType == DType.Float32 ? Run<float>(inputs) : Run<double>(inputs);

    // With G = <uq, dQ> + <uk, dK> + <uv, dV> = <W, dS> + <P, dY uv^T>, where dS = P (dP - D), D the row sums of P dP, and W = scale (uq K^T + Q uk^T).
    public void Vjp(Pullback pull)
    {
        Tensor q = pull.Input(0), k = pull.Input(1), v = pull.Input(2), dy = pull.Input(3), u = pull.Dy;
        Shape batch = AttentionOp.Batch(q, k, v);
        int nq = Count(batch, q), nk = Count(batch, k), nv = Count(batch, v);
        Tensor uq = Part(u, 0, nq, batch, q), uk = Part(u, nq, nk, batch, k), uv = Part(u, nq + nk, nv, batch, v);
        double scale = Source.Scale;
        Tensor p = Weights(q, k);
        Tensor dp = dy.MatMul(v.T), ds = Softened(p, dp), w = (uq.MatMul(k.T) + q.MatMul(uk.T)) * scale;
        Tensor e = Softened(p, w);
        Tensor ofP = w * (dp - RowSums(p * dp)) - dp * RowSums(p * w) + dy.MatMul(uv.T);
        Tensor ofS = Softened(p, ofP);
        if (pull.Needs(0)) pull.Add(0, (ofS.MatMul(k) + ds.MatMul(uk)) * scale);
        if (pull.Needs(1)) pull.Add(1, (ofS.T.MatMul(q) + ds.T.MatMul(uq)) * scale);
        if (pull.Needs(2)) pull.Add(2, e.T.MatMul(dy));
        if (pull.Needs(3)) pull.Add(3, e.MatMul(v) + p.MatMul(uv));
    }

    private Tensor Weights(Tensor q, Tensor k) => Tensor.AttentionWeights(q, k, Source.Causal ? Tensor.CausalMask(q, k) : null, Source.Scale);

    private static Tensor RowSums(Tensor x) => x.Sum(-1, keepDim: true);

    /// <summary>The derivative of a softmax at its result.</summary>
    private static Tensor Softened(Tensor p, Tensor dp) => Apply.Nary(new SoftmaxGradOp(p.Rank - 1), p, dp);

    private static int Count(Shape batch, Tensor x) => batch.ElementCount * x.Shape[^2] * x.Shape[^1];

    private static Tensor Part(Tensor all, int from, int count, Shape batch, Tensor x) => all.Narrow(0, from, count).Reshape([.. batch, .. x.Shape.Dims[^2..]]);

    private unsafe Tensor Run<T>(ReadOnlySpan<Tensor> inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape batch = AttentionOp.Batch(inputs[0], inputs[1], inputs[2]);
        Tensor q = AttentionOp.Over(batch, inputs[0]), k = AttentionOp.Over(batch, inputs[1]), v = AttentionOp.Over(batch, inputs[2]), dy = inputs[3];
        int nq = q.ElementCount, nk = k.ElementCount, nv = v.ElementCount;
        // Those of keys and values are sums over blocks of rows.
        Tensor parts = Tensor.Zeros([nq + nk + nv], q.DType);
        if (nq == 0 || nk == 0 || nv == 0) return parts;
        Tensor dq = Part(parts, 0, nq, batch, q), dk = Part(parts, nq, nk, batch, k), dv = Part(parts, nq + nk, nv, batch, v);
        ReadOnlySpan<T> qs = q.Window<T>(), ks = k.Window<T>(), vs = v.Window<T>(), dys = dy.Window<T>(), sums = parts.Span<T>();
        fixed (T* pq = qs, pk = ks, pv = vs, pdy = dys, to = sums)
        {
            Source.Kernel<T>(q, k, v).Backward(
                AttentionOp.Heads(q, pq, qs.Length), AttentionOp.Heads(k, pk, ks.Length), AttentionOp.Heads(v, pv, vs.Length), AttentionOp.Heads(dy, pdy, dys.Length),
                AttentionOp.Heads(dq, to, nq), AttentionOp.Heads(dk, to + nq, nk), AttentionOp.Heads(dv, to + nq + nk, nv));
        }
        return parts;
    }
}
