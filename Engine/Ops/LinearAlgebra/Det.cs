using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The determinants of square matrices, [.., n, n] -> [..]. The gradient, the matrix of cofactors, is exact for singular matrices too, and so is its derivative.</summary>
    /// <exception cref="ShapeException">The tensor has fewer than two axes, or the matrices are not square.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor Det()
    {
        CheckSquareFloating("Det");
        return Apply.Transform(new DetOp(), this);
    }
}

internal readonly record struct DetOp : ITransformOp
{
    public string Name => "Det";

    public Residuals Residuals => Residuals.First;

    public Tensor Forward(Tensor x)
    {
        int n = x.Shape[^1];
        return Matrices.Each(x, [], (a, y, _) => y[0] = Elimination.Determinant(a, n));
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => dy.Unsqueeze(-1).Unsqueeze(-1) * Apply.Transform(new CofactorOp(), x);
}

/// <summary>The cofactors, det(A) A^-T for a regular matrix. With A = U S V^T they are det(U V) U diag(products of the other singular values) V^T, which divides by nothing.</summary>
internal readonly record struct CofactorOp : ITransformOp
{
    public string Name => "Cofactor";

    public Residuals Residuals => Residuals.First;

    public Tensor Forward(Tensor x)
    {
        int n = x.Shape[^1];
        return Matrices.Each(x, n, n, (a, y, _) =>
        {
            var basis = new Cofactors(a, n);
            double[] products = new double[n * n];
            for (int i = 0; i < n; i++) products[i * n + i] = basis.Product(i, i);
            basis.Back(products, y);
        });
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => Apply.Nary(new CofactorGradOp(), x, dy);
}

/// <summary>
/// The derivative of <see cref="CofactorOp"/>: with E = U^T dC V and m[i, j] the product of the singular values but i and j, back from the basis U, V the matrix with sum over j of m[i, j] E[j, j] on
/// its diagonal and -m[i, j] E[j, i] beside it. Symmetric in dC and the cotangent.
/// </summary>
internal readonly record struct CofactorGradOp : INaryOp
{
    public string Name => "CofactorGrad";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        int n = inputs[0].Shape[^1];
        return Matrices.Each(inputs[0], inputs[1], n, n, (a, dc, y, _) =>
        {
            var basis = new Cofactors(a, n);
            double[] e = new double[n * n], inner = new double[n * n];
            basis.Into(dc, e);
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    if (i == j) continue;
                    double others = basis.Product(i, j);
                    inner[i * n + i] += others * e[j * n + j];
                    inner[i * n + j] = -others * e[j * n + i];
                }
            }
            basis.Back(inner, y);
        });
    }

    // A third derivative needs a regular matrix: there it is det(A) (<W, dC> W - W dC^T W) with W = A^-T, of which this is the gradient.
    public void Vjp(Pullback pull)
    {
        Tensor a = pull.Input(0), dc = pull.Input(1), u = pull.Dy;
        if (pull.Needs(1)) pull.Add(1, Apply.Nary(this, a, u));
        if (!pull.Needs(0)) return;
        Tensor w = a.Inverse().T, c = w.MatMul(dc.T).MatMul(w), v = w.MatMul(u.T).MatMul(w);
        Tensor along = Inner(w, dc), across = Inner(w, u);
        pull.Add(0, a.Det().Unsqueeze(-1).Unsqueeze(-1) * (w * (along * across - Inner(u, c)) - across * c - along * v + c.MatMul(u.T).MatMul(w) + v.MatMul(dc.T).MatMul(w)));

        static Tensor Inner(Tensor x, Tensor y) => (x * y).Sum([-2, -1], keepDim: true);
    }
}

/// <summary>The singular values of a square matrix and the bases in which it is diagonal.</summary>
internal readonly struct Cofactors
{
    private readonly double[] _usv;
    private readonly int _n;
    private readonly double _sign;

    public Cofactors(ReadOnlySpan<double> a, int n)
    {
        (_usv, _n) = (new double[(2 * n + 1) * n], n);
        Jacobi.Svd(a, n, n, _usv);
        _sign = Math.Sign(Elimination.Determinant(U.ToArray(), n)) * Math.Sign(Elimination.Determinant(V.ToArray(), n));
    }

    private ReadOnlySpan<double> U => _usv.AsSpan(0, _n * _n);

    private ReadOnlySpan<double> V => _usv.AsSpan((_n + 1) * _n);

    /// <summary>The product of all singular values but two.</summary>
    public double Product(int i, int j)
    {
        double product = _sign;
        for (int k = 0; k < _n; k++)
        {
            if (k != i && k != j) product *= _usv[_n * _n + k];
        }
        return product;
    }

    /// <summary>U^T x V.</summary>
    public void Into(ReadOnlySpan<double> x, Span<double> y)
    {
        double[] half = new double[_n * _n];
        Gemm.Multiply(_n, _n, _n, new Gemm.Matrix<double>(U, 1, _n), new(x, _n, 1), half);
        Gemm.Multiply(_n, _n, _n, new Gemm.Matrix<double>(half, _n, 1), new(V, _n, 1), y);
    }

    /// <summary>U x V^T.</summary>
    public void Back(ReadOnlySpan<double> x, Span<double> y)
    {
        double[] half = new double[_n * _n];
        Gemm.Multiply(_n, _n, _n, new Gemm.Matrix<double>(U, _n, 1), new(x, _n, 1), half);
        Gemm.Multiply(_n, _n, _n, new Gemm.Matrix<double>(half, _n, 1), new(V, 1, _n), y);
    }
}
