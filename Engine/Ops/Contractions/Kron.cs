namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The Kronecker product: each element of this times all of <paramref name="other"/>, [a, b] x [c, d] -> [a c, b d]; for any number of axes, the shorter shape padded with 1 in front.</summary>
    /// <exception cref="DTypeException">The dtypes differ in precision, or are bool.</exception>
    public Tensor Kron(Tensor other)
    {
        int rank = Math.Max(Rank, other.Rank);
        int[] coarse = new int[2 * rank], fine = new int[2 * rank], result = new int[rank];
        for (int i = 0; i < rank; i++)
        {
            coarse[2 * i] = Size(Shape, i);
            fine[2 * i + 1] = Size(other.Shape, i);
            coarse[2 * i + 1] = fine[2 * i] = 1;
            result[i] = coarse[2 * i] * fine[2 * i + 1];
        }
        return (Reshape(coarse) * other.Reshape(fine)).Reshape(result);

        int Size(Shape shape, int axis) => axis < rank - shape.Rank ? 1 : shape[axis - rank + shape.Rank];
    }
}
