namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>beta this + alpha (b1 x b2): batches [b, m, k] x [b, k, n] of matrices, with this broadcast to [b, m, n]. Where beta is 0 this is not read.</summary>
    /// <exception cref="ShapeException">A factor is not 3-d, the batch or inner sizes differ, or this does not broadcast to the product.</exception>
    /// <exception cref="DTypeException">The dtypes differ in precision, or are bool.</exception>
    public Tensor Baddbmm(Tensor b1, Tensor b2, double beta = 1, double alpha = 1)
    {
        b1.CheckBatches("Baddbmm", b2);
        return PlusProduct("Baddbmm", b1, b2, b1.MatMul(b2), beta, alpha);
    }
}
