namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The sum of the products of two vectors' elements, [k] x [k] -> [].</summary>
    /// <exception cref="ShapeException">An operand is not 1-d, or the sizes differ.</exception>
    /// <exception cref="DTypeException">The dtypes differ in precision, or are bool.</exception>
    public Tensor Dot(Tensor other)
    {
        CheckRanks("Dot", other, 1, 1);
        return MatMul(other);
    }

    /// <summary>The same as <see cref="Dot"/>: the tensors are real.</summary>
    /// <inheritdoc cref="Dot"/>
    public Tensor Vdot(Tensor other) => Dot(other);

    /// <summary>The dot products of the vectors along one axis, whose other axes broadcast.</summary>
    /// <exception cref="ShapeException">The axis does not exist in an operand, the sizes along it differ, or the other axes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ in precision, or are bool.</exception>
    public Tensor Vecdot(Tensor other, int dim = -1)
    {
        int size = Shape[Shape.Axis("Vecdot", dim)], otherSize = other.Shape[other.Shape.Axis("Vecdot", dim)];
        if (size != otherSize) throw new ShapeException($"Vecdot: {Shape} x {other.Shape}: the vectors along axis {dim} have {size} and {otherSize} elements; they must have as many");
        // A batch of 1 x k by k x 1 would call the matrix product for each pair.
        return (this * other).Sum(dim);
    }
}
