namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The p-norm distances between all pairs of rows of [n, m], as a list of n (n - 1) / 2: row 0 with 1, 2, .., then 1 with 2, ... The derivative is that of <see cref="Norm(double, int, bool)"/>,
    /// 0 where rows are equal.
    /// </summary>
    /// <exception cref="ShapeException">The tensor is not 2-d.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is negative or NaN.</exception>
    public Tensor Pdist(double p = 2)
    {
        CheckFloating("Pdist");
        if (Rank != 2) throw new ShapeException($"Pdist: {Shape} is not 2-d; the rows of [n, m] are compared");
        if (!(p >= 0)) throw new ArgumentOutOfRangeException(nameof(p), $"Pdist: p is {p}; it must be 0 or more");
        Tensor pairs = TriuIndices(Shape[0], Shape[0], 1);
        return (IndexSelect(0, pairs[0]) - IndexSelect(0, pairs[1])).Norm(p, 1);
    }
}
