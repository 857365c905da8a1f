using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// A = Q R of matrices [.., m, n] with k = min(m, n): Q [.., m, k] with orthonormal columns and R [.., k, n], 0 below its diagonal. Both are settled up to the sign of each column of Q and row of R.
    /// </summary>
    /// <exception cref="ShapeException">The tensor has fewer than two axes.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public (Tensor Q, Tensor R) Qr()
    {
        CheckMatrices("Qr");
        int m = Shape[^2], n = Shape[^1], k = Math.Min(m, n);
        Tensor qr = Apply.Transform(new QrOp(), Narrow(-1, 0, k)), q = qr.Narrow(-2, 0, m), r = qr.Narrow(-2, m, k);
        return (q, n > k ? Cat([r, q.T.MatMul(Narrow(-1, k, n - k))], Rank - 1) : r);
    }
}

/// <summary>Q of matrices [m, n] with m at least n, below it R.</summary>
internal readonly record struct QrOp : ITransformOp
{
    public string Name => "Qr";

    public Residuals Residuals => Residuals.Output;

    public Tensor Forward(Tensor x)
    {
        int m = x.Shape[^2], n = x.Shape[^1];
        return Matrices.Each(x, m + n, n, (a, y, _) => Triangular.Qr(a, m, n, y));
    }

    // (dQ + Q sym(triu(R dR^T - dQ^T Q))) R^-T, where sym adds the transpose without the diagonal (Walter and Lehmann, arXiv 1001.1654; Roberts and Roberts, arXiv 2009.10071).
    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape)
    {
        int m = shape[^2], n = shape[^1];
        Tensor q = y.Narrow(-2, 0, m), r = y.Narrow(-2, m, n), dq = dy.Narrow(-2, 0, m), dr = dy.Narrow(-2, m, n);
        Tensor inner = r.MatMul(dr.Triu().T) - dq.T.MatMul(q);
        return r.T.SolveTriangular(dq + q.MatMul(inner.Tril() + inner.Tril(-1).T), upper: false, left: false);
    }
}
