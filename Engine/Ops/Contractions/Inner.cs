namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The sum of products over the last axis of both, [.., k] x [.., k] -> [.., ..]: the dot products of all rows. A 0-d operand multiplies.</summary>
    /// <exception cref="ShapeException">The last sizes differ.</exception>
    /// <exception cref="DTypeException">The dtypes differ in precision, or are bool.</exception>
    public Tensor Inner(Tensor other)
    {
        if (Rank == 0 || other.Rank == 0) return this * other;
        if (Shape[^1] != other.Shape[^1]) throw new ShapeException($"Inner: {Shape} x {other.Shape}: last sizes {Shape[^1]} and {other.Shape[^1]} differ; both operands run along their last axis");
        return Tensordot(other, [-1], [-1]);
    }
}
