using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

/// <summary>
/// The cotangents of Q, K and V in <see cref="AttentionOp"/> for that of its result, in a vector, each over all leading axes: one behind the other, or packed as [.., rows, 3, heads, features] where the
/// operands are, so that they are the cotangent of what these are parts of.
/// </summary>
internal readonly record struct AttentionGradOp(AttentionOp Source, bool IsPacked = false) : INaryOp
{
    public string Name => "ScaledDotProductAttentionGrad";

    public Residuals Residuals => Residuals.Inputs;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0].DType == DType.Float32 ? Run<float>(inputs) : Run<double>(inputs);

    // With G = <uq, dQ> + <uk, dK> + <uv, dV> = <W, dS> + <P, dY uv^T>, where dS = P (dP - D), D the row sums of P dP, and W = scale (uq K^T + Q uk^T).
    public void Vjp(Pullback pull)
    {
        Tensor q = pull.Input(0), k = pull.Input(1), v = pull.Input(2), dy = pull.Input(3), u = pull.Dy;
        Tensor uq = Part(u, 0, q, k, v), uk = Part(u, 1, q, k, v), uv = Part(u, 2, q, k, v);
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

    /// <summary>The cotangent of Q (0), K (1) or V (2), as a view of the vector.</summary>
    public Tensor Part(Tensor all, int i, Tensor q, Tensor k, Tensor v)
    {
        if (IsPacked) return Packed(all, i, q.Shape);
        Shape batch = AttentionOp.Batch(q, k, v);
        ReadOnlySpan<Tensor> parts = [q, k, v];
        int from = 0;
        for (int before = 0; before < i; before++) from += Over(batch, parts[before]).ElementCount;
        Shape shape = Over(batch, parts[i]);
        return all.Narrow(0, from, shape.ElementCount).Reshape(shape);
    }

    /// <summary>The part of that number of a vector that is laid out as [.., rows, 3, heads, features], as [.., heads, rows, features].</summary>
    public static Tensor Packed(Tensor all, int i, Shape shape) =>
        all.Reshape([.. shape.Dims[..^3], shape[^2], 3, shape[^3], shape[^1]]).Select(-3, i).Transpose(-3, -2);

    private static Shape Over(Shape batch, Tensor x) => [.. batch, .. x.Shape.Dims[^2..]];

    private unsafe Tensor Run<T>(ReadOnlySpan<Tensor> inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape batch = AttentionOp.Batch(inputs[0], inputs[1], inputs[2]);
        Tensor q = AttentionOp.Over(batch, inputs[0]), k = AttentionOp.Over(batch, inputs[1]), v = AttentionOp.Over(batch, inputs[2]), dy = inputs[3];
        int count = q.ElementCount + k.ElementCount + v.ElementCount;
        if (q.ElementCount == 0 || k.ElementCount == 0 || v.ElementCount == 0) return Tensor.Zeros([count], q.DType);
        Tensor parts = Tensor.Empty([count], q.DType), dq = Part(parts, 0, q, k, v), dk = Part(parts, 1, q, k, v), dv = Part(parts, 2, q, k, v);
        ReadOnlySpan<T> qs = q.Window<T>(), ks = k.Window<T>(), vs = v.Window<T>(), dys = dy.Window<T>(), all = parts.Span<T>();
        fixed (T* pq = qs, pk = ks, pv = vs, pdy = dys, to = all)
        {
            int heads = batch.ElementCount;
            int* starts = Scratch.Current.Take<int>(7 * heads);
            Heads<T> Of(int i, Tensor x, T* data, int length) => AttentionOp.Heads(x, data, length, starts + i * heads);
            Source.Kernel<T>(q, k, v).Backward(
                Of(0, q, pq, qs.Length), Of(1, k, pk, ks.Length), Of(2, v, pv, vs.Length), Of(3, dy, pdy, dys.Length),
                Of(4, dq, to + dq.Offset, count - dq.Offset), Of(5, dk, to + dk.Offset, count - dk.Offset), Of(6, dv, to + dv.Offset, count - dv.Offset));
            Scratch.Current.Return();
        }
        return parts;
    }
}
