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
        if (a.DType == DType.Bool) throw new DTypeException($"MatMul: {a.Describe()} x {b.Describe()}: truth values have no products; cast with To(DType.Float32)");
        if (a.Rank == 0 || b.Rank == 0) throw new ShapeException($"MatMul: {a.Shape} x {b.Shape}: a 0-d tensor has no inner axis; multiply by a scalar with *");
        int inner = a.Shape[^1], outer = b.Shape[b.Rank == 1 ? 0 : b.Rank - 2];
        if (inner != outer) throw new ShapeException($"MatMul: {a.Shape} x {b.Shape}: inner sizes {inner} and {outer} differ; transpose one operand with .T, or check the layer's sizes");
        for (int axis = Math.Min(a.Rank, b.Rank); axis > 2; axis--)
        {
            int x = a.Shape[^axis], y = b.Shape[^axis];
            if (x != y && x != 1 && y != 1) throw new ShapeException($"MatMul: {a.Shape} x {b.Shape}: leading sizes {x} and {y} of axis -{axis} differ and neither is 1; make them equal, or add an axis with Unsqueeze");
        }
        if (a.Rank == 1) return a.Unsqueeze(0).MatMul(b).Squeeze(b.Rank == 1 ? -1 : -2);
        if (b.Rank == 1) return a.MatMul(b.Unsqueeze(1)).Squeeze(-1);
        return Apply.Nary(new MatMulOp(), a, b);
    }
}

internal readonly record struct MatMulOp : IWritingOp, ICountedOp, IInstructedOp
{
    public string Name => "MatMul";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        Tensor y = Tensor.Empty(ResultOf(inputs[0], inputs[1]), inputs[0].DType);
        Write(inputs, y);
        return y;
    }

    public void Write(ReadOnlySpan<Tensor> inputs, Tensor y)
    {
        switch (y.DType)
        {
            case DType.Float32: Product<float>(inputs[0], inputs[1], y); break;
            case DType.Float64: Product<double>(inputs[0], inputs[1], y); break;
            case DType.Int64: Product<long>(inputs[0], inputs[1], y); break;
            default: Product<int>(inputs[0], inputs[1], y); break;
        }
    }

    public Instruction Instruct(Rule rule, Tensor[] inputs, Tensor output) =>
        (output.Rank == 2 ? TinyProduct.Of(Name, inputs, output, output.Shape[0], output.Shape[1], inputs[0].Shape[1], MatrixPlace.Of(inputs[0]), MatrixPlace.Of(inputs[1])) : null) ?? new WritingInstruction<MatMulOp>(this, inputs, output);

    public double Flops(ReadOnlySpan<Tensor> inputs, Tensor output) => 2.0 * output.ElementCount * inputs[0].Shape[^1];

    public void Vjp(Pullback pull)
    {
        Tensor a = pull.Input(0), b = pull.Input(1), dy = pull.Dy;
        if (pull.Needs(0)) pull.Add(0, dy.MatMul(b.T));
        if (!pull.Needs(1)) return;
        // One right matrix for the whole batch: contract over the batch in one product instead of summing many.
        if (b.Rank == 2) (a, dy) = (a.Flatten(0, -2), dy.Flatten(0, -2));
        pull.Add(1, a.T.MatMul(dy));
    }

    private static Shape ResultOf(Tensor a, Tensor b)
    {
        int m = a.Shape[^2], n = b.Shape[^1];
        if (b.Rank == 2) return Shape.Create(a.Rank == 2 ? [m, n] : [.. a.Shape.Dims[..^1], n]);
        return Shape.Create([.. Shape.Broadcast("MatMul", Shape.Create(a.Shape.Dims[..^2]), Shape.Create(b.Shape.Dims[..^2])), m, n]);
    }

    private static void Product<T>(Tensor a, Tensor b, Tensor y) where T : unmanaged, INumber<T>
    {
        int m = a.Shape[^2], k = a.Shape[^1], n = b.Shape[^1];
        if (b.Rank == 2 && (a.Rank == 2 || a.IsContiguous))
        {
            // Contiguous leading axes are so many more rows of one matrix.
            if (n > 0) Kernels.Gemm.Multiply(y.ElementCount / n, n, k, Last<T>(a), Last<T>(b), y.Span<T>());
            return;
        }
        ReadOnlySpan<int> batch = y.Shape.Dims[..^2];
        Tensor left = a.Expand([.. batch, m, k]), right = b.Expand([.. batch, k, n]);
        Kernels.Gemm.MultiplyBatch(batch, m, n, k, Last<T>(left), left.Strides[..^2], Last<T>(right), right.Strides[..^2], y.Span<T>());
    }

    /// <summary>The last two axes.</summary>
    private static Kernels.Gemm.Matrix<T> Last<T>(Tensor x) where T : unmanaged => new(x.Window<T>(), x.Strides[^2], x.Strides[^1]);
}
