namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>beta this + alpha times the sum of the products of a batch, [b, m, k] x [b, k, n] -> [m, n], with this broadcast to it. Where beta is 0 this is not read.</summary>
    /// <exception cref="ShapeException">A factor is not 3-d, the batch or inner sizes differ, or this does not broadcast to the sum.</exception>
    /// <exception cref="DTypeException">The dtypes differ in precision, or are bool.</exception>
    public Tensor Addbmm(Tensor b1, Tensor b2, double beta = 1, double alpha = 1)
    {
        b1.CheckBatches("Addbmm", b2);
        // One product whose inner axis runs over the batch too.
        return PlusProduct("Addbmm", b1, b2, b1.Tensordot(b2, [0, 2], [0, 1]), beta, alpha);
    }
}
