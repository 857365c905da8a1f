namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The p-norm of the difference of two tensors that broadcast, as a 0-d tensor; its gradient is that of <see cref="Norm(double)"/>, 0 where they are equal.</summary>
    /// <exception cref="ArgumentException"><paramref name="p"/> is NaN.</exception>
    /// <exception cref="ShapeException">The shapes do not broadcast, or there are no elements and <paramref name="p"/> is negative or infinite.</exception>
    /// <exception cref="DTypeException">The dtypes differ in precision, or are not floating.</exception>
    public Tensor Dist(Tensor other, double p = 2) => (this - other).Norm(p);
}
