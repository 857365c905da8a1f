namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Whether every element is true (not 0), as a 0-d bool tensor; true where there are none.</summary>
    public Tensor All() => All([]);

    /// <summary>Whether every element is true (not 0) along one axis.</summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    public Tensor All(int dim, bool keepDim = false) => All([dim], keepDim);

    /// <summary>Whether every element is true (not 0) along the named axes, all if none is named.</summary>
    /// <exception cref="ShapeException">An axis does not exist or is named twice.</exception>
    public Tensor All(ReadOnlySpan<int> dims, bool keepDim = false) => new AxisReduction("All", Shape, dims, keepDim).Run<bool, bool, AllKernel>(To(DType.Bool), default);

    private readonly struct AllKernel : IRowKernel<bool, bool>
    {
        public bool Run(ReadOnlySpan<bool> row) => !row.Contains(false);
    }
}
