namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The product of two matrices, [m, k] x [k, n] -> [m, n]: <see cref="MatMul"/> without broadcasting.</summary>
    /// <exception cref="ShapeException">An operand is not 2-d, or the inner sizes differ.</exception>
    /// <exception cref="DTypeException">The dtypes differ in precision, or are bool.</exception>
    public Tensor Mm(Tensor other)
    {
        CheckRanks("Mm", other, 2, 2);
        return MatMul(other);
    }

    /// <summary>Refuses operands of other ranks than the op is defined for.</summary>
    private void CheckRanks(string op, Tensor other, int rank, int otherRank)
    {
        if (Rank != rank || other.Rank != otherRank) throw new ShapeException($"{op}: {Shape} x {other.Shape}: the operands have {Rank} and {other.Rank} axes, {op} takes {rank} and {otherRank}; MatMul takes any and broadcasts");
    }
}
