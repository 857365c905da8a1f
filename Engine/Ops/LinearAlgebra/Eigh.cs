using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The eigenvalues of symmetric matrices [.., n, n] in ascending order, [.., n], and their eigenvectors as the columns of [.., n, n]: A = V diag(L) V^T. The vectors are settled up to their sign,
    /// and so are differentiable where the loss does not depend on signs and the values differ.
    /// </summary>
    /// <param name="upper">Which triangle is read; the other one is not, and gets no gradient.</param>
    /// <exception cref="ShapeException">The tensor has fewer than two axes, or the matrices are not square.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public (Tensor Values, Tensor Vectors) Eigh(bool upper = false)
    {
        Tensor lv = Eigen("Eigh", upper);
        return (lv.Select(-2, 0), lv.Narrow(-2, 1, Shape[^1]));
    }

    /// <summary>The eigenvalues of symmetric matrices in ascending order, [.., n]; see <see cref="Eigh"/>. The derivative is dA = V diag(dL) V^T.</summary>
    /// <exception cref="ShapeException">The tensor has fewer than two axes, or the matrices are not square.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor Eigvalsh(bool upper = false) => Eigen("Eigvalsh", upper).Select(-2, 0);

    private Tensor Eigen(string op, bool upper)
    {
        CheckSquareFloating(op);
        return Apply.Transform(new EighOp(), upper ? T : this);
    }
}

/// <summary>The eigenvalues as a row, below it the eigenvectors as columns, of what the lower triangle says.</summary>
internal readonly record struct EighOp : ITransformOp
{
    public string Name => "Eigh";

    public Residuals Residuals => Residuals.Output;

    public Tensor Forward(Tensor x)
    {
        int n = x.Shape[^1];
        return Matrices.Each(x, n + 1, n, (a, y, _) => Jacobi.Eigen(a, n, y));
    }

    // V (diag(dL) + V^T dV / E) V^T with E[i, j] = l[j] - l[i]; for equal values that part is left out, as it cannot matter for what is well defined.
    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape)
    {
        int n = shape[^1];
        Tensor values = y.Select(-2, 0), vectors = y.Narrow(-2, 1, n);
        Tensor inner = Matrices.DivideOrZero(vectors.T.MatMul(dy.Narrow(-2, 1, n)), values.Unsqueeze(-2) - values.Unsqueeze(-1)) + dy.Select(-2, 0).DiagEmbed();
        Tensor whole = vectors.MatMul(inner).MatMul(vectors.T);
        return Matrices.LowerCotangent((whole + whole.T) / 2);
    }
}
