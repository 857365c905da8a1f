namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>All products of the elements of two vectors, [m] x [n] -> [m, n].</summary>
    /// <exception cref="ShapeException">An operand is not 1-d.</exception>
    /// <exception cref="DTypeException">The dtypes differ in precision, or are bool.</exception>
    public Tensor Outer(Tensor other)
    {
        CheckRanks("Outer", other, 1, 1);
        return Unsqueeze(1) * other;
    }
}
