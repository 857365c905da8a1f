namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The products of as many pairs of matrices, [b, m, k] x [b, k, n] -> [b, m, n]: <see cref="MatMul"/> without broadcasting.</summary>
    /// <exception cref="ShapeException">An operand is not 3-d, or the batch or inner sizes differ.</exception>
    /// <exception cref="DTypeException">The dtypes differ in precision, or are bool.</exception>
    public Tensor Bmm(Tensor other)
    {
        CheckBatches("Bmm", other);
        return MatMul(other);
    }

    private void CheckBatches(string op, Tensor other)
    {
        CheckRanks(op, other, 3, 3);
        if (Shape[0] != other.Shape[0]) throw new ShapeException($"{op}: {Shape} x {other.Shape}: batch sizes {Shape[0]} and {other.Shape[0]} of axis 0 differ; MatMul broadcasts a batch of 1");
    }
}
