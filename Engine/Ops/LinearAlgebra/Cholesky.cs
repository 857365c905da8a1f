using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The lower triangular L with a positive diagonal and L L^T = A of symmetric positive definite matrices [.., n, n], or its transpose.</summary>
    /// <param name="upper">Whether to return L^T, and to read the upper triangle; the triangle that is not read gets no gradient.</param>
    /// <exception cref="ShapeException">The tensor has fewer than two axes, or the matrices are not square.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    /// <exception cref="ArgumentException">A matrix is not positive definite.</exception>
    public Tensor Cholesky(bool upper = false)
    {
        CheckSquareFloating("Cholesky");
        return upper ? Apply.Transform(new CholeskyOp(), T).T : Apply.Transform(new CholeskyOp(), this);
    }
}

internal readonly record struct CholeskyOp : ITransformOp
{
    public string Name => "Cholesky";

    public Residuals Residuals => Residuals.Output;

    public Tensor Forward(Tensor x)
    {
        int n = x.Shape[^1];
        return Matrices.Each(x, n, n, (a, y, number) =>
        {
            if (Triangular.Cholesky(a, y, n) is var row and >= 0) throw new ArgumentException($"Cholesky: matrix {number} of {x.Shape} is not positive definite: the pivot of row {row} is not above 0; add a small multiple of the identity");
        });
    }

    // L^-T tril(L^T dL, its diagonal halved) L^-1, made symmetric (Murray, Differentiation of the Cholesky decomposition, 2016).
    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape)
    {
        Tensor lower = y.T.MatMul(dy.Tril()).Tril(), half = lower - lower.Diagonal(0, -2, -1).DiagEmbed() / 2;
        Tensor whole = y.SolveTriangular(y.T.SolveTriangular(half, upper: true), upper: false, left: false);
        return Matrices.LowerCotangent((whole + whole.T) / 2);
    }
}
