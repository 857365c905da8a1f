namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The cross products of the vectors of 3 elements along one axis, whose other axes broadcast: c0 = a1 b2 - a2 b1, and so on in turn.</summary>
    /// <exception cref="ShapeException">The operands differ in rank, the axis does not exist or is not of size 3, or the other axes do not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ in precision, or are bool.</exception>
    public Tensor Cross(Tensor other, int dim = -1)
    {
        if (Rank != other.Rank) throw new ShapeException($"Cross: {Shape} x {other.Shape}: {Rank} and {other.Rank} axes; both must have as many, Unsqueeze one of them");
        int axis = Shape.Axis("Cross", dim);
        if (Rank == 0 || Shape[axis] != 3 || other.Shape[axis] != 3) throw new ShapeException($"Cross: {Shape} x {other.Shape}: axis {dim} must have size 3 in both; name the axis of the vectors");
        return Roll(-1, axis) * other.Roll(-2, axis) - Roll(-2, axis) * other.Roll(-1, axis);
    }
}
