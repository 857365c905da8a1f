using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The pseudoinverses of matrices, [.., m, n] -> [.., n, m]: V diag(1 / S) U^T, without the singular values that are as good as 0. Differentiable where the rank does not change.</summary>
    /// <param name="rtol">Up to which part of the largest one singular values count as 0; max(m, n) times the machine epsilon of the dtype where null.</param>
    /// <param name="atol">Up to which value singular values count as 0, if that is more.</param>
    /// <exception cref="ShapeException">The tensor has fewer than two axes.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor Pinv(double? rtol = null, double atol = 0)
    {
        CheckMatrices("Pinv");
        return Apply.Transform(new PinvOp(rtol ?? RankTolerance, atol), this);
    }

    /// <summary>The solutions of least squares and, of several, of the least norm: X with the smallest |A X - B|, for matrices A [.., m, n] and B [.., m, k], as <see cref="Pinv"/> times B.</summary>
    /// <exception cref="ShapeException">A tensor has fewer than two axes, or the sizes do not fit.</exception>
    /// <exception cref="DTypeException">The dtypes differ, or are not floating.</exception>
    public Tensor Lstsq(Tensor b)
    {
        if (Rank < 2 || b.Rank < 2 || Shape[^2] != b.Shape[^2]) throw new ShapeException($"Lstsq: {Shape} and right sides {b.Shape}: both need two axes or more, and as many rows; Unsqueeze a single right side");
        return Pinv().MatMul(b);
    }

    private double RankTolerance => Math.Max(Shape[^2], Shape[^1]) * (DType == DType.Float32 ? Math.Pow(2, -23) : Math.Pow(2, -52));
}

internal readonly record struct PinvOp(double RelativeTolerance, double AbsoluteTolerance) : ITransformOp
{
    public string Name => "Pinv";

    public Residuals Residuals => Residuals.First | Residuals.Output;

    public Tensor Forward(Tensor x)
    {
        int m = x.Shape[^2], n = x.Shape[^1], k = Math.Min(m, n);
        (double relative, double absolute) = (RelativeTolerance, AbsoluteTolerance);
        return Matrices.Each(x, n, m, (a, y, _) =>
        {
            double[] usv = new double[(m + 1 + n) * k];
            Jacobi.Svd(a, m, n, usv);
            Span<double> values = usv.AsSpan(m * k, k), v = usv.AsSpan((m + 1) * k);
            double least = k == 0 ? 0 : Math.Max(absolute, relative * values[0]);
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < k; j++) v[i * k + j] = values[j] > least ? v[i * k + j] / values[j] : 0;
            }
            Gemm.Multiply(n, m, k, new Gemm.Matrix<double>(v, k, 1), new(usv, 1, k), y);
        });
    }

    // Golub and Pereyra, SIAM J. Numer. Anal. 10, 1973: with P the pseudoinverse, -P^T dY P^T and what the two null spaces add.
    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape)
    {
        Tensor pt = y.T, k = dy.T.MatMul(y), kp = k.MatMul(pt);
        return kp - y.MatMul(k).T - x.MatMul(y).MatMul(kp) + pt.MatMul(y).MatMul(dy.T - k.MatMul(x));
    }
}
