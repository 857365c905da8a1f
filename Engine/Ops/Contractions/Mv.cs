namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>A matrix times a vector, [m, k] x [k] -> [m].</summary>
    /// <exception cref="ShapeException">The operands are not 2-d and 1-d, or the inner sizes differ.</exception>
    /// <exception cref="DTypeException">The dtypes differ in precision, or are bool.</exception>
    public Tensor Mv(Tensor vector)
    {
        CheckRanks("Mv", vector, 2, 1);
        return MatMul(vector);
    }
}
