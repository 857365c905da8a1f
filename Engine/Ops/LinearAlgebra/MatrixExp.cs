namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The exponentials of square matrices [.., n, n], the sums of A^i / i!. The derivative is read off the exponential of the block matrix of A^T, dY and A^T.</summary>
    /// <exception cref="ShapeException">The tensor has fewer than two axes, or the matrices are not square.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor MatrixExp()
    {
        CheckSquareFloating("MatrixExp");
        return Apply.Transform(new MatrixExpOp(), this);
    }
}

internal readonly record struct MatrixExpOp : ITransformOp
{
    /// <summary>Terms of the sum for a matrix whose norm is at most 1/2: the next one is below the precision of float64.</summary>
    private const int Terms = 14;

    public string Name => "MatrixExp";

    public Residuals Residuals => Residuals.First;

    // e^A = (e^(A / 2^s))^(2^s).
    public Tensor Forward(Tensor x)
    {
        Tensor identity = Tensor.Eye(x.Shape[^1], null, x.DType);
        double norm = x.ElementCount == 0 ? 0 : x.MatrixNorm(1).AMax().Item();
        int squarings = norm > 0.5 && double.IsFinite(norm) ? (int)Math.Ceiling(Math.Log2(norm)) + 1 : 0;
        Tensor a = x * Math.Pow(2, -squarings), sum = identity + a / Terms;
        for (int i = Terms - 1; i > 0; i--) sum = identity + a.MatMul(sum) / i;
        for (int i = 0; i < squarings; i++) sum = sum.MatMul(sum);
        return sum;
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape)
    {
        int n = shape[^1], axis = shape.Rank - 1;
        Tensor block = Tensor.Cat([Tensor.Cat([x.T, dy], axis), Tensor.Cat([Tensor.ZerosLike(x), x.T], axis)], axis - 1);
        return block.MatrixExp().Narrow(-2, 0, n).Narrow(-1, n, n);
    }
}
