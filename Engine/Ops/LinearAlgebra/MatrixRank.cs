namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The ranks of matrices, the numbers of their singular values that are not as good as 0: [.., m, n] -> [..], int64.</summary>
    /// <param name="rtol">Up to which part of the largest one singular values count as 0; max(m, n) times the machine epsilon of the dtype where null and no <paramref name="atol"/> is given.</param>
    /// <param name="atol">Up to which value singular values count as 0, if that is more.</param>
    /// <exception cref="ShapeException">The tensor has fewer than two axes.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor MatrixRank(double? rtol = null, double? atol = null)
    {
        CheckMatrices("MatrixRank");
        Tensor values = Detach().SvdVals();
        if (values.Shape[^1] == 0) return Zeros(Shape.Create(Shape.Dims[..^2]), DType.Int64);
        double relative = rtol ?? (atol > 0 ? 0 : RankTolerance);
        return values.Gt((values.Narrow(-1, 0, 1) * relative).ClampMin(atol ?? 0)).Sum(-1);
    }

    /// <summary>The condition numbers of square matrices, [.., n, n] -> [..]: the largest singular value over the smallest, inf for a singular matrix.</summary>
    /// <exception cref="ShapeException">The tensor has fewer than two axes.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor Cond()
    {
        Tensor values = SvdVals();
        return values.Select(-1, 0) / values.Select(-1, -1);
    }

    /// <summary>Vandermonde's matrices, the powers 0 to n - 1 of each element along a new last axis.</summary>
    /// <param name="n">How many powers; as many as the last axis has elements where null.</param>
    /// <exception cref="ShapeException"><paramref name="n"/> is negative.</exception>
    public Tensor Vander(int? n = null)
    {
        int count = n ?? (Rank == 0 ? 1 : Shape[^1]);
        if (count < 0) throw new ShapeException($"Vander: {count} powers; ask for 0 or more");
        Tensor[] powers = [.. Enumerable.Range(0, count).Select(i => i == 0 ? OnesLike(this) : Pow(i))];
        return count == 0 ? Zeros([.. Shape, 0], DType) : Stack(powers, -1);
    }
}
