namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>beta this + alpha (v1 outer v2): vectors [m] and [n], with this broadcast to [m, n]. Where beta is 0 this is not read.</summary>
    /// <exception cref="ShapeException">A factor is not 1-d, or this does not broadcast to the product.</exception>
    /// <exception cref="DTypeException">The dtypes differ in precision, or are bool.</exception>
    public Tensor Addr(Tensor v1, Tensor v2, double beta = 1, double alpha = 1)
    {
        v1.CheckRanks("Addr", v2, 1, 1);
        return PlusProduct("Addr", v1, v2, v1.Outer(v2), beta, alpha);
    }
}
