namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The number of elements that are not 0 (NaN is not), as a 0-d int64 tensor.</summary>
    public Tensor CountNonzero() => CountNonzero([]);

    /// <summary>The number of elements that are not 0 along one axis.</summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    public Tensor CountNonzero(int dim) => CountNonzero([dim]);

    /// <summary>The number of elements that are not 0 along the named axes, all if none is named.</summary>
    /// <exception cref="ShapeException">An axis does not exist or is named twice.</exception>
    public Tensor CountNonzero(params ReadOnlySpan<int> dims) => To(DType.Bool).Sum(dims);
}
