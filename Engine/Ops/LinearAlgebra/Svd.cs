using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The singular value decomposition of matrices [.., m, n] with k = min(m, n): A = U diag(S) Vh, U [.., m, k] and Vh [.., k, n] with orthonormal columns and rows, S [.., k] in descending order.
    /// U and Vh are settled up to the sign of each pair, and so are differentiable where the loss does not depend on signs and the singular values differ.
    /// </summary>
    /// <param name="fullMatrices">Whether U [.., m, m] and Vh [.., n, n] are completed to bases; then only S is differentiable.</param>
    /// <exception cref="ShapeException">The tensor has fewer than two axes.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public (Tensor U, Tensor S, Tensor Vh) Svd(bool fullMatrices = false)
    {
        (Tensor u, Tensor s, Tensor v) = SvdOp.Split(Decomposed("Svd"), Shape[^2]);
        return fullMatrices ? (Basis(u), s, Basis(v).T) : (u, s, v.T);
    }

    /// <summary>The singular values of matrices in descending order, [.., min(m, n)]. With A = U diag(S) V^T the derivative is dA = U diag(dS) V^T.</summary>
    /// <exception cref="ShapeException">The tensor has fewer than two axes.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor SvdVals() => SvdOp.Split(Decomposed("SvdVals"), Shape[^2]).S;

    private Tensor Decomposed(string op)
    {
        CheckMatrices(op);
        return Apply.Transform(new SvdOp(), this);
    }

    private void CheckMatrices(string op)
    {
        CheckFloating(op);
        if (Rank < 2) throw new ShapeException($"{op}: {Shape} has {Rank} axes and no matrix; it needs two or more");
    }

    /// <summary>Orthonormal columns, with more of them until there are as many as rows.</summary>
    private static Tensor Basis(Tensor q)
    {
        int m = q.Shape[^2], k = q.Shape[^1];
        return Matrices.Each(q, m, m, (columns, y, _) =>
        {
            double[] basis = new double[m * m];
            for (int j = 0; j < m; j++)
            {
                if (j >= k) Jacobi.Complete(basis, m, j);
                for (int i = 0; i < m && j < k; i++) basis[j * m + i] = columns[i * k + j];
                for (int i = 0; i < m; i++) y[i * m + j] = basis[j * m + i];
            }
        }).Detach();
    }
}

/// <summary>U [m, k], below it S as a row, below it V [n, k]: one tensor, so that one entry of the tape has all cotangents.</summary>
internal readonly record struct SvdOp : ITransformOp
{
    public string Name => "Svd";

    public Residuals Residuals => Residuals.Output;

    public static (Tensor U, Tensor S, Tensor V) Split(Tensor usv, int m) => (usv.Narrow(-2, 0, m), usv.Select(-2, m), usv.Narrow(-2, m + 1, usv.Shape[^2] - m - 1));

    public Tensor Forward(Tensor x)
    {
        int m = x.Shape[^2], n = x.Shape[^1];
        return Matrices.Each(x, m + 1 + n, Math.Min(m, n), (a, y, _) => Jacobi.Svd(a, m, n, y));
    }

    // With skew(X) = X - X^T and E[i, j] = s[j]^2 - s[i]^2: U (skew(U^T dU) / E S + S skew(V^T dV) / E + diag(dS)) V^T + (1 - U U^T) dU S^-1 V^T + U S^-1 dV^T (1 - V V^T)
    // (Townsend, Differentiating the singular value decomposition, 2016). Where singular values are equal or 0 that part is left out, as it cannot matter for what is well defined.
    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape)
    {
        int m = shape[^2], n = shape[^1], k = Math.Min(m, n);
        (Tensor u, Tensor s, Tensor v) = Split(y, m);
        (Tensor du, Tensor ds, Tensor dv) = Split(dy, m);
        Tensor column = s.Unsqueeze(-1), row = s.Unsqueeze(-2), gaps = (row - column) * (row + column);
        Tensor inner = Matrices.DivideOrZero(Skew(u.T.MatMul(du)), gaps) * row + column * Matrices.DivideOrZero(Skew(v.T.MatMul(dv)), gaps) + ds.DiagEmbed();
        Tensor dx = u.MatMul(inner).MatMul(v.T);
        if (m > k) dx += Outside(u, Matrices.DivideOrZero(du, row)).MatMul(v.T);
        if (n > k) dx += u.MatMul(Outside(v, Matrices.DivideOrZero(dv, row)).T);
        return dx;

        static Tensor Skew(Tensor x) => x - x.T;

        static Tensor Outside(Tensor q, Tensor x) => x - q.MatMul(q.T.MatMul(x));
    }
}
