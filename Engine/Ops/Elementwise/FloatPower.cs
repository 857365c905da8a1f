namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>a^b in floating point: as <see cref="Pow(Tensor)"/>, but two integer operands make float64, in which their powers are exact up to 2^53.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public Tensor FloatPower(Tensor exponent) => DType.IsFloating() || exponent.DType.IsFloating() ? Pow(exponent) : To(DType.Float64).Pow(exponent.To(DType.Float64));

    /// <summary>a^c in floating point with a C# number: as <see cref="Pow(double)"/>, but integers become float64.</summary>
    public Tensor FloatPower(double exponent) => (DType.IsFloating() ? this : To(DType.Float64)).Pow(exponent);
}
