namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Whether an element is true (not 0), as a 0-d bool tensor; false where there are none.</summary>
    public Tensor Any() => Any([]);

    /// <summary>Whether an element is true (not 0) along one axis.</summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    public Tensor Any(int dim, bool keepDim = false) => Any([dim], keepDim);

    /// <summary>Whether an element is true (not 0) along the named axes, all if none is named.</summary>
    /// <exception cref="ShapeException">An axis does not exist or is named twice.</exception>
    public Tensor Any(ReadOnlySpan<int> dims, bool keepDim = false) => new AxisReduction("Any", Shape, dims, keepDim).Run<bool, bool, AnyKernel>(To(DType.Bool), default);

    private readonly struct AnyKernel : IRowKernel<bool, bool>
    {
        public bool Run(ReadOnlySpan<bool> row) => row.Contains(true);
    }
}
