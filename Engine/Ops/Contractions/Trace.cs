namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The sum of the diagonal of a matrix. Its gradient is the identity.</summary>
    /// <exception cref="ShapeException">The tensor is not 2-d.</exception>
    public Tensor Trace() => Rank == 2 ? Diagonal().Sum() : throw new ShapeException($"Trace: {Shape} has {Rank} axes; a trace is that of a matrix, sum a batch's with Diagonal(0, -2, -1).Sum(-1)");
}
