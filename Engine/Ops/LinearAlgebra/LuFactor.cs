using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The LU factors of matrices [.., m, n] in one matrix: U on and above the diagonal, below it L without the ones on its diagonal, with rows exchanged for the largest pivots. The exchanges in
    /// turn, row i with row pivots[i], counted from 1 (int32, [.., min(m, n)]).
    /// </summary>
    /// <exception cref="ShapeException">The tensor has fewer than two axes.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public (Tensor Factors, Tensor Pivots) LuFactor()
    {
        (Tensor factors, Tensor pivots, _) = Factors("LuFactor");
        return (factors, pivots);
    }

    /// <summary>A = P L U of matrices [.., m, n] with k = min(m, n): a permutation [.., m, m], L [.., m, k] with ones on its diagonal, and U [.., k, n].</summary>
    /// <exception cref="ShapeException">The tensor has fewer than two axes.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public (Tensor P, Tensor L, Tensor U) Lu()
    {
        (Tensor factors, _, Tensor permutation) = Factors("Lu");
        return (permutation, factors.UnitLower(), factors.UpperFactor());
    }

    /// <summary>P, L and U of what <see cref="LuFactor"/> returns.</summary>
    /// <exception cref="ShapeException">The tensor has fewer than two axes, or the pivots do not fit.</exception>
    /// <exception cref="DTypeException">The pivots are not int64 or int32.</exception>
    /// <exception cref="TensorIndexException">A pivot is no row.</exception>
    public (Tensor P, Tensor L, Tensor U) LuUnpack(Tensor pivots) => (Permutation("LuUnpack", pivots), UnitLower(), UpperFactor());

    private (Tensor Factors, Tensor Pivots, Tensor Permutation) Factors(string op)
    {
        CheckMatrices(op);
        int m = Shape[^2], n = Shape[^1], k = Math.Min(m, n);
        Tensor pivots = Matrices.Each(this, [k], (a, y, _) =>
        {
            int[] rows = new int[k];
            Triangular.Lu(a, m, n, rows);
            for (int i = 0; i < k; i++) y[i] = rows[i] + 1;
        }).To(DType.Int32);
        Tensor permutation = Permutation(op, m, pivots), permuted = permutation.T.MatMul(this);
        // What does not belong to the leading square follows from its factors.
        Tensor factors = Apply.Transform(new LuOp(), permuted.Narrow(-2, 0, k).Narrow(-1, 0, k));
        if (n > k) factors = Cat([factors, factors.SolveTriangular(permuted.Narrow(-1, k, n - k), upper: false, unitriangular: true)], Rank - 1);
        if (m > k) factors = Cat([factors, factors.SolveTriangular(permuted.Narrow(-2, k, m - k), upper: true, left: false)], Rank - 2);
        return (factors, pivots, permutation);
    }

    /// <summary>L of a matrix of factors.</summary>
    private Tensor UnitLower()
    {
        int k = Math.Min(Shape[^2], Shape[^1]);
        return Narrow(-1, 0, k).Tril(-1) + Eye(Shape[^2], k, DType);
    }

    /// <summary>U of a matrix of factors.</summary>
    private Tensor UpperFactor() => Narrow(-2, 0, Math.Min(Shape[^2], Shape[^1])).Triu();

    private Tensor Permutation(string op, Tensor pivots)
    {
        CheckMatrices(op);
        Shape fitting = [.. Shape.Dims[..^2], Math.Min(Shape[^2], Shape[^1])];
        if (pivots.Shape != fitting) throw new ShapeException($"{op}: pivots {pivots.Shape} for factors {Shape}; they must be {fitting}");
        return Permutation(op, Shape[^2], pivots);
    }

    /// <summary>P with P (L U) = A: the exchanges of rows, the last one first, done to the identity.</summary>
    private Tensor Permutation(string op, int m, Tensor pivots)
    {
        long[] rows = Places.Read(op, pivots);
        int k = pivots.Shape[^1], count = pivots.Shape.ElementCount == 0 ? Matrices.Count(this) : rows.Length / k;
        double[] permutation = new double[count * m * m];
        for (int number = 0; number < count; number++)
        {
            int[] order = [.. Enumerable.Range(0, m)];
            for (int i = 0; i < k; i++)
            {
                long row = rows[number * k + i] - 1;
                if ((ulong)row >= (ulong)m) throw new TensorIndexException($"{op}: pivot {row + 1} of row {i + 1} is no row of {Shape}; they run from 1 to {m}");
                (order[i], order[row]) = (order[row], order[i]);
            }
            for (int i = 0; i < m; i++) permutation[(number * m + order[i]) * m + i] = 1;
        }
        return From(permutation, [.. Shape.Dims[..^2], m, m]).To(DType);
    }
}

/// <summary>The factors of square matrices without exchanges, L below the diagonal and U from it on.</summary>
internal readonly record struct LuOp : ITransformOp
{
    public string Name => "Lu";

    public Residuals Residuals => Residuals.Output;

    public Tensor Forward(Tensor x)
    {
        int n = x.Shape[^1];
        return Matrices.Each(x, n, n, (a, y, _) =>
        {
            a.CopyTo(y);
            Triangular.Lu(y, n, n, []);
        });
    }

    // L^-T (tril(L^T dL, -1) + triu(dU U^T)) U^-T.
    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape)
    {
        int n = shape[^1];
        Tensor lower = y.Tril(-1) + Tensor.Eye(n, null, y.DType), inner = lower.T.MatMul(dy.Tril(-1)).Tril(-1) + dy.Triu().MatMul(y.Triu().T).Triu();
        return y.T.SolveTriangular(y.T.SolveTriangular(inner, upper: true, unitriangular: true), upper: false, left: false);
    }
}
