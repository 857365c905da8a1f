namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The mean of all elements that are not NaN, as a 0-d tensor, NaN where all are; NaN get no gradient.</summary>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor NanMean() => NanMean([]);

    /// <summary>The mean of the elements that are not NaN along one axis.</summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor NanMean(int dim, bool keepDim = false) => NanMean([dim], keepDim);

    /// <summary>The mean of the elements that are not NaN along the named axes, all if none is named.</summary>
    /// <exception cref="ShapeException">An axis does not exist or is named twice.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor NanMean(ReadOnlySpan<int> dims, bool keepDim = false)
    {
        CheckFloating("NanMean");
        return NanSum(dims, keepDim) / Eq(this).Sum(dims, keepDim).To(DType);
    }
}
