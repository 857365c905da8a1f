using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The matrix product over the last two axes, [.., m, k] x [.., k, n] -> [.., m, n]; leading axes broadcast. A 1-d left operand is a row, a 1-d right one a column, and that axis is
    /// dropped from the result. dA = dY B^T, dB = A^T dY.
    /// </summary>
    /// <exception cref="ShapeException">The inner sizes differ, the leading axes do not broadcast, or an operand is 0-d.</exception>
    /// <exception cref="DTypeException">The dtypes differ in precision, or are bool.</exception>
    public Tensor MatMul(Tensor other)
    {
        Tensor a = this, b = other;
        if (a.DType != b.DType) Apply.Promote("MatMul", ref a, ref b);
        if (a.Rank == 0 || b.Rank == 0) throw new ShapeException($"MatMul: {a.Shape} x {b.Shape}: a 0-d tensor has no inner axis; multiply by a scalar with *");
        int inner = a.Shape[^1], outer = b.Shape[b.Rank == 1 ? 0 : b.Rank - 2];
        if (inner != outer) throw new ShapeException($"MatMul: {a.Shape} x {b.Shape}: inner sizes {inner} and {outer} differ; transpose one operand with .T, or check the layer's sizes");
        if (a.Rank > 1 && b.Rank > 1) return Apply.Nary(new MatMulOp(), a, b);
        Tensor product = Apply.Nary(new MatMulOp(), a.Rank == 1 ? a.Reshape(1, inner) : a, b.Rank == 1 ? b.Reshape(outer, 1) : b);
        int[] dims = product.Shape.ToArray();
        if (b.Rank == 1) dims = dims[..^1];
        if (a.Rank == 1) dims = [.. dims[..^(b.Rank == 1 ? 1 : 2)], .. b.Rank == 1 ? [] : dims[^1..]];
        return product.Reshape(dims);
    }
}

internal readonly record struct MatMulOp : INaryOp
{
    public string Name => "MatMul";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0].DType switch
    {
        DType.Float32 => Product<float>(inputs[0], inputs[1]),
        DType.Float64 => Product<double>(inputs[0], inputs[1]),
        DType.Int64 => Product<long>(inputs[0], inputs[1]),
        DType.Int32 => Product<int>(inputs[0], inputs[1]),
        _ => throw new DTypeException($"MatMul: {inputs[0].Describe()} x {inputs[1].Describe()}: truth values have no products; cast with To(DType.Float32)"),
    };

    public void Vjp(Pullback pull)
    {
        Tensor a = pull.Input(0), b = pull.Input(1), dy = pull.Dy;
        if (pull.Needs(0)) pull.Add(0, dy.MatMul(b.T));
        if (!pull.Needs(1)) return;
        // One right matrix for the whole batch: contract over the batch in one product instead of summing many.
        if (b.Rank == 2 && a.Rank > 2) (a, dy) = (a.Reshape(-1, a.Shape[^1]), dy.Reshape(-1, dy.Shape[^1]));
        pull.Add(1, a.T.MatMul(dy));
    }

    private static Tensor Product<T>(Tensor a, Tensor b) where T : unmanaged, INumber<T>
    {
        int m = a.Shape[^2], k = a.Shape[^1], n = b.Shape[^1];
        if (a.Rank == 2 && b.Rank == 2)
        {
            Tensor y = Tensor.Zeros([m, n], a.DType);
            Kernels.Gemm.MultiplyAdd(m, n, k, Last<T>(a, 0), Last<T>(b, 0), y.Span<T>());
            return y;
        }
        if (b.Rank == 2 && a.IsContiguous)
        {
            int rows = a.ElementCount / Math.Max(k, 1);
            Tensor y = Tensor.Zeros([.. a.Shape.Dims[..^1], n], a.DType);
            if (k > 0) Kernels.Gemm.MultiplyAdd(rows, n, k, new(a.Span<T>(), k, 1), Last<T>(b, 0), y.Span<T>());
            return y;
        }
        Shape batchA = Shape.Create(a.Shape.Dims[..^2]), batchB = Shape.Create(b.Shape.Dims[..^2]);
        Shape batch;
        try
        {
            batch = Shape.Broadcast("MatMul", batchA, batchB);
        }
        catch (ShapeException)
        {
            throw new ShapeException($"MatMul: {a.Shape} x {b.Shape}: the leading axes {batchA} and {batchB} do not broadcast; make them equal or 1");
        }
        Tensor left = a.Expand([.. batch, m, k]), right = b.Expand([.. batch, k, n]);
        Tensor result = Tensor.Zeros([.. batch, m, n], a.DType);
        for (int i = 0; i < batch.ElementCount; i++)
        {
            int rest = i, atA = 0, atB = 0;
            for (int axis = batch.Rank - 1; axis >= 0; axis--)
            {
                (rest, int at) = Math.DivRem(rest, batch[axis]);
                atA += at * left.Strides[axis];
                atB += at * right.Strides[axis];
            }
            Kernels.Gemm.MultiplyAdd(m, n, k, Last<T>(left, atA), Last<T>(right, atB), result.Span<T>().Slice(i * m * n, m * n));
        }
        return result;
    }

    /// <summary>The last two axes, from an offset on.</summary>
    private static Kernels.Gemm.Matrix<T> Last<T>(Tensor x, int offset) where T : unmanaged
    {
        ReadOnlySpan<T> window = x.Window<T>();
        return new(window[Math.Min(offset, window.Length)..], x.Strides[^2], x.Strides[^1]);
    }
}
