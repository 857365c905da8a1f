using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

/// <summary>
/// The cotangents of Q, K and V in <see cref="AttentionOp"/> for that of its result, in a vector, each over all leading axes: one behind the other, or packed as [.., rows, 3, heads, features] where the
/// operands are, so that they are the cotangent of what these are parts of.
/// </summary>
internal readonly record struct AttentionGradOp(AttentionOp Source, bool IsPacked = false) : IWritingOp, IInstructedOp
{
    public string Name => "ScaledDotProductAttentionGrad";

    public Residuals Residuals => Residuals.Inputs;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0].DType == DType.Float32 ? Run<float>(inputs) : Run<double>(inputs);

    public void Write(ReadOnlySpan<Tensor> inputs, Tensor y)
    {
        if (y.DType == DType.Float32) Run<float>(inputs, y);
        else Run<double>(inputs, y);
    }

    public Instruction Instruct(Rule rule, Tensor[] inputs, Tensor output) =>
        AttentionOp.IsEmpty(inputs) ? new CalledInstruction(rule, inputs, output) : new WritingInstruction<AttentionGradOp>(this, inputs, output);

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

    private Tensor Run<T>(ReadOnlySpan<Tensor> inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (Tensor q, Tensor k, Tensor v) = AttentionOp.Over(inputs);
        Shape count = [q.ElementCount + k.ElementCount + v.ElementCount];
        if (AttentionOp.IsEmpty(inputs)) return Tensor.Zeros(count, q.DType);
        Tensor parts = Tensor.Empty(count, q.DType);
        Run<T>(inputs, parts);
        return parts;
    }

    private unsafe void Run<T>(ReadOnlySpan<Tensor> inputs, Tensor parts) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (Tensor q, Tensor k, Tensor v) = AttentionOp.Over(inputs);
        Tensor dy = inputs[3];
        ReadOnlySpan<T> qs = q.Window<T>(), ks = k.Window<T>(), vs = v.Window<T>(), dys = dy.Window<T>(), all = parts.Span<T>();
        fixed (T* pq = qs, pk = ks, pv = vs, pdy = dys, to = all)
        {
            int heads = dy.ElementCount / (dy.Shape[^2] * dy.Shape[^1]);
            int* starts = Scratch.Current.Take<int>(7 * heads);
            int ofK = IsPacked ? q.Shape[^3] * q.Shape[^1] : q.ElementCount, ofV = IsPacked ? 2 * ofK : ofK + k.ElementCount;
            Heads<T> dq = Cotangent(q, to, all.Length, starts), dk = Cotangent(k, to + ofK, all.Length - ofK, starts + heads), dv = Cotangent(v, to + ofV, all.Length - ofV, starts + 2 * heads);
            starts += 3 * heads;
            Source.Kernel<T>(q, k, v).Backward(
                AttentionOp.Heads(q, pq, qs.Length, starts), AttentionOp.Heads(k, pk, ks.Length, starts + heads), AttentionOp.Heads(v, pv, vs.Length, starts + 2 * heads),
                AttentionOp.Heads(dy, pdy, dys.Length, starts + 3 * heads), dq, dk, dv);
            Scratch.Current.Return();
        }
    }

    /// <summary>That of an operand: head by head, or where they are packed as <see cref="Packed"/> sees it.</summary>
    private unsafe Heads<T> Cotangent<T>(Tensor x, T* data, int length, int* starts) where T : unmanaged
    {
        int rows = x.Shape[^2], columns = x.Shape[^1], count = x.ElementCount / (rows * columns);
        int side = IsPacked ? x.Shape[^3] : 1, row = IsPacked ? 3 * side * columns : columns;
        for (int head = 0; head < count; head++) starts[head] = head / side * rows * row + head % side * columns;
        return new(data, length, starts, count, row, 1);
    }
}
