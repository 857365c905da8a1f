namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>beta this + alpha (m1 x m2): [m, k] x [k, n] matrices, with this broadcast to [m, n]. Where beta is 0 this is not read, so that its NaN do not count.</summary>
    /// <exception cref="ShapeException">A factor is not 2-d, the inner sizes differ, or this does not broadcast to the product.</exception>
    /// <exception cref="DTypeException">The dtypes differ in precision, or are bool.</exception>
    public Tensor Addmm(Tensor m1, Tensor m2, double beta = 1, double alpha = 1)
    {
        m1.CheckRanks("Addmm", m2, 2, 2);
        return PlusProduct("Addmm", m1, m2, m1.MatMul(m2), beta, alpha);
    }

    /// <summary>beta this + alpha product, of the product's shape.</summary>
    private Tensor PlusProduct(string op, Tensor a, Tensor b, Tensor product, double beta, double alpha)
    {
        bool fits = Rank <= product.Rank;
        for (int i = 1; fits && i <= Rank; i++) fits = Shape[^i] == 1 || Shape[^i] == product.Shape[^i];
        if (!fits) throw new ShapeException($"{op}: {Shape} does not broadcast to {product.Shape}, the shape of {a.Shape} x {b.Shape}; Reshape or Unsqueeze it");
        if (alpha != 1) product *= alpha;
        return beta == 0 ? product : (beta == 1 ? this : this * beta) + product;
    }
}
