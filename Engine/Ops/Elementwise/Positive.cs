namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>This tensor itself: +x beside -x.</summary>
    /// <exception cref="DTypeException">The tensor is bool.</exception>
    public Tensor Positive() => DType == DType.Bool ? throw new DTypeException($"Positive: {Describe()} holds truth values, which have no sign; cast it with To(DType.Int64)") : this;

    /// <inheritdoc cref="Positive"/>
    public static Tensor operator +(Tensor x) => x.Positive();
}
