namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The sum of all elements that are not NaN, as a 0-d tensor; NaN get no gradient.</summary>
    public Tensor NanSum() => NanSum([]);

    /// <summary>The sum of the elements that are not NaN along one axis.</summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    public Tensor NanSum(int dim, bool keepDim = false) => NanSum([dim], keepDim);

    /// <summary>The sum of the elements that are not NaN along the named axes, all if none is named.</summary>
    /// <exception cref="ShapeException">An axis does not exist or is named twice.</exception>
    public Tensor NanSum(ReadOnlySpan<int> dims, bool keepDim = false) => DType.IsFloating() ? Where(Ne(this), 0, this).Sum(dims, keepDim) : Sum(dims, keepDim);
}
