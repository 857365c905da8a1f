using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

/// <summary>softmax(scale Q K^T) V of heads whose leading axes broadcast; causal, row i sees the columns up to i alone. The weights are not kept: <see cref="AttentionGradOp"/> computes them again.</summary>
internal readonly record struct AttentionOp(double Scale, bool Causal) : IWritingOp, IInstructedOp
{
    public string Name => "ScaledDotProductAttention";

    public Residuals Residuals => Residuals.Inputs;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0].DType == DType.Float32 ? Run<float>(inputs) : Run<double>(inputs);

    public void Write(ReadOnlySpan<Tensor> inputs, Tensor y)
    {
        if (y.DType == DType.Float32) Run<float>(inputs, y);
        else Run<double>(inputs, y);
    }

    public Instruction Instruct(Rule rule, Tensor[] inputs, Tensor output) =>
        IsEmpty(inputs) ? new CalledInstruction(rule, inputs, output) : new WritingInstruction<AttentionOp>(this, inputs, output);

    public void Vjp(Pullback pull)
    {
        Tensor q = pull.Input(0), k = pull.Input(1), v = pull.Input(2);
        var op = new AttentionGradOp(this, ArePacked(q, k, v));
        Tensor parts = Apply.Nary(op, q, k, v, pull.Dy);
        for (int i = 0; i < 3; i++)
        {
            if (pull.Needs(i)) pull.Add(i, op.Part(parts, i, q, k, v));
        }
    }

    /// <summary>Whether the operands are the three parts of one memory [.., rows, 3, heads, features], as a layer projects them.</summary>
    private static bool ArePacked(Tensor q, Tensor k, Tensor v)
    {
        if (q.Rank < 3 || q.Shape != k.Shape || q.Shape != v.Shape || q.Storage != k.Storage || q.Storage != v.Storage || q.Storage.Length != 3L * q.ElementCount) return false;
        int each = q.Shape[^3] * q.Shape[^1];
        if (q.Offset != 0 || k.Offset != each || v.Offset != 2 * each) return false;
        Tensor laidOut = AttentionGradOp.Packed(new(q.Storage, [3 * q.ElementCount]), 0, q.Shape);
        return q.Strides.SequenceEqual(laidOut.Strides) && k.Strides.SequenceEqual(laidOut.Strides) && v.Strides.SequenceEqual(laidOut.Strides);
    }

    /// <summary>The leading axes of all three together.</summary>
    public static Shape Batch(Tensor q, Tensor k, Tensor v) =>
        Shape.Broadcast("ScaledDotProductAttention", Shape.Broadcast("ScaledDotProductAttention", Leading(q), Leading(k)), Leading(v));

    /// <summary>A tensor of these leading axes whose heads, the last of them, lie side by side in memory, where the next layer wants them.</summary>
    public static Tensor SideBySide(Shape batch, int rows, int columns, DType dtype) => batch.Rank == 0
        ? Tensor.Empty([rows, columns], dtype)
        : Tensor.Empty([.. batch.Dims[..^1], rows, batch[^1], columns], dtype).Transpose(-3, -2);

    /// <summary>The kernel for operands of these sizes.</summary>
    public Attention<T> Kernel<T>(Tensor q, Tensor k, Tensor v) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(q.Shape[^2], k.Shape[^2], q.Shape[^1], v.Shape[^1], T.CreateChecked(Scale), Causal);

    /// <summary>The matrices of a tensor that is expanded over the leading axes, in memory that the caller has fixed; <paramref name="starts"/> has room for as many numbers as there are.</summary>
    public static unsafe Heads<T> Heads<T>(Tensor x, T* data, int length, int* starts) where T : unmanaged
    {
        int count = x.Shape.ElementCount == 0 ? 0 : x.Shape.ElementCount / (x.Shape[^1] * x.Shape[^2]);
        for (int head = 0; head < count; head++)
        {
            starts[head] = 0;
            for (int axis = x.Rank - 3, rest = head; axis >= 0; axis--)
            {
                (rest, int at) = Math.DivRem(rest, x.Shape[axis]);
                starts[head] += at * x.Strides[axis];
            }
        }
        return new(data, length, starts, count, x.Strides[^2], x.Strides[^1]);
    }

    /// <summary>The operands seen at the leading axes of all three.</summary>
    public static (Tensor Q, Tensor K, Tensor V) Over(ReadOnlySpan<Tensor> inputs)
    {
        Tensor q = inputs[0], k = inputs[1], v = inputs[2];
        if (q.Shape.Dims[..^2].SequenceEqual(k.Shape.Dims[..^2]) && q.Shape.Dims[..^2].SequenceEqual(v.Shape.Dims[..^2])) return (q, k, v);
        Shape batch = Batch(q, k, v);
        return (Over(batch, q), Over(batch, k), Over(batch, v));
    }

    private static Tensor Over(Shape batch, Tensor x) => x.Expand([.. batch, .. x.Shape.Dims[^2..]]);

    /// <summary>Whether there is nothing to sum over, or no row.</summary>
    public static bool IsEmpty(ReadOnlySpan<Tensor> inputs) => inputs[0].ElementCount == 0 || inputs[1].ElementCount == 0 || inputs[2].ElementCount == 0;

    private static Shape Leading(Tensor x) => Shape.Create(x.Shape.Dims[..^2]);

    private Tensor Run<T>(ReadOnlySpan<Tensor> inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor q = inputs[0], k = inputs[1], v = inputs[2], y = SideBySide(Batch(q, k, v), q.Shape[^2], v.Shape[^1], q.DType);
        if (y.ElementCount == 0) return y;
        if (IsEmpty(inputs)) return Tensor.AttentionWeights(q, k, null, Scale).MatMul(v);
        Run<T>(inputs, y);
        return y;
    }

    private unsafe void Run<T>(ReadOnlySpan<Tensor> inputs, Tensor y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (Tensor q, Tensor k, Tensor v) = Over(inputs);
        ReadOnlySpan<T> qs = q.Window<T>(), ks = k.Window<T>(), vs = v.Window<T>(), ys = y.Window<T>();
        fixed (T* pq = qs, pk = ks, pv = vs, py = ys)
        {
            int heads = y.ElementCount / (y.Shape[^2] * y.Shape[^1]);
            int* starts = Scratch.Current.Take<int>(4 * heads);
            Kernel<T>(q, k, v).Forward(
                Heads(q, pq, qs.Length, starts), Heads(k, pk, ks.Length, starts + heads), Heads(v, pv, vs.Length, starts + 2 * heads), Heads(y, py, ys.Length, starts + 3 * heads));
            Scratch.Current.Return();
        }
    }
}
