namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>X with A X = B given the factor L of <see cref="Cholesky"/>, A = L L^T; leading axes broadcast. This is B, [.., n, k].</summary>
    /// <param name="factor">L, or L^T where <paramref name="upper"/> is set, [.., n, n].</param>
    /// <param name="upper">Which triangle of the factor is read.</param>
    /// <exception cref="ShapeException">A tensor has fewer than two axes, the factor is not square, the sizes do not fit, or the leading axes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ, or are not floating.</exception>
    public Tensor CholeskySolve(Tensor factor, bool upper = false)
    {
        Tensor lower = upper ? factor.T : factor;
        return lower.T.SolveTriangular(lower.SolveTriangular(this, upper: false), upper: true);
    }

    /// <summary>A^-1 given the factor L of <see cref="Cholesky"/>, A = L L^T, or L^T where <paramref name="upper"/> is set.</summary>
    /// <exception cref="ShapeException">The tensor has fewer than two axes, or the factor is not square.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor CholeskyInverse(bool upper = false)
    {
        CheckSquareFloating("CholeskyInverse");
        return Eye(Shape[^1], null, DType).CholeskySolve(this, upper);
    }
}
