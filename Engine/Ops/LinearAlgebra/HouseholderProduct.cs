namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The first n columns of a product of reflections, [.., m, n] with m at least n: for each column i of this, v with zeros above place i, a one there and what is below it, I - tau[i] v v^T.
    /// </summary>
    /// <exception cref="ShapeException">The tensor has fewer than two axes or more columns than rows, or tau does not fit.</exception>
    /// <exception cref="DTypeException">The dtypes differ, or are not floating.</exception>
    public Tensor HouseholderProduct(Tensor tau)
    {
        CheckFloating("HouseholderProduct");
        if (Rank < 2 || Shape[^2] < Shape[^1]) throw new ShapeException($"HouseholderProduct: {Shape} must be matrices with no more columns than rows");
        if (tau.Rank != Rank - 1 || tau.Shape[^1] > Shape[^1] || !tau.Shape.Dims[..^1].SequenceEqual(Shape.Dims[..^2])) throw new ShapeException($"HouseholderProduct: tau {tau.Shape} for {Shape}; give a factor for each column, at most {Shape[^1]}");
        int m = Shape[^2], n = Shape[^1];
        Tensor reflectors = Tril(-1) + Eye(m, n, DType), product = Eye(m, n, DType).Expand(Shape);
        for (int i = tau.Shape[^1] - 1; i >= 0; i--)
        {
            Tensor v = reflectors.Narrow(-1, i, 1);
            product -= v * tau.Narrow(-1, i, 1).Unsqueeze(-1) * v.T.MatMul(product);
        }
        return product;
    }
}
