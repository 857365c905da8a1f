namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Square matrices [.., n, n] multiplied by themselves: power 0 is the identity, a negative one the power of the inverse. By repeated squaring.</summary>
    /// <exception cref="ShapeException">The tensor has fewer than two axes, or the matrices are not square.</exception>
    /// <exception cref="DTypeException">The tensor is bool, or not floating where the power is negative.</exception>
    /// <exception cref="ArgumentException">The power is negative and a matrix has no inverse.</exception>
    public Tensor MatrixPower(int power)
    {
        CheckSquare("MatrixPower");
        Tensor square = power < 0 ? Inverse() : this;
        Tensor? product = null;
        for (uint rest = (uint)Math.Abs((long)power); rest > 0; rest >>= 1)
        {
            if ((rest & 1) != 0) product = product is null ? square : product.MatMul(square);
            if (rest > 1) square = square.MatMul(square);
        }
        return product ?? Eye(Shape[^1], null, DType).Expand(Shape);
    }

    private void CheckSquareFloating(string op)
    {
        CheckFloating(op);
        CheckSquare(op);
    }

    private void CheckSquare(string op)
    {
        if (Rank < 2 || Shape[^1] != Shape[^2]) throw new ShapeException($"{op}: {Shape} is not a square matrix, nor a batch of them; the last two sizes must be equal");
    }
}
