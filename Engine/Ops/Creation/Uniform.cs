using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Restarts <see cref="Generator.Default"/>, which random functions use where no generator is given, with a seed.</summary>
    public static void ManualSeed(ulong seed) => Generator.Default.ManualSeed(seed);

    /// <summary>Independent values uniform in [0, 1), float32.</summary>
    public static Tensor Rand(params ReadOnlySpan<int> shape) => Rand(Shape.Create(shape), DType.Float32);

    /// <summary>Independent values uniform in [0, 1): multiples of 2^-24 (float32) or 2^-53 (float64).</summary>
    /// <exception cref="DTypeException">The dtype is not floating.</exception>
    public static Tensor Rand(Shape shape, DType dtype = DType.Float32, Generator? generator = null) => Uniform(nameof(Rand), shape, 0, 1, dtype, generator);

    /// <summary>Values uniform in [0, 1), in the shape and dtype of <paramref name="other"/>.</summary>
    /// <exception cref="DTypeException">The dtype is not floating.</exception>
    public static Tensor RandLike(Tensor other, Generator? generator = null) => Uniform(nameof(RandLike), other.Shape, 0, 1, other.DType, generator);

    /// <summary>Independent values uniform in [low, high); all <paramref name="low"/> where both are the same.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="low"/> exceeds <paramref name="high"/>, or one is not finite.</exception>
    /// <exception cref="DTypeException">The dtype is not floating.</exception>
    public static Tensor Uniform(Shape shape, double low = 0, double high = 1, DType dtype = DType.Float32, Generator? generator = null)
    {
        if (!(low <= high) || !double.IsFinite(high - low)) throw new ArgumentOutOfRangeException(nameof(low), $"Uniform: from {low} to {high} is no interval; low must not exceed high, and both must be finite");
        return Uniform(nameof(Uniform), shape, low, high, dtype, generator);
    }

    private static Tensor Uniform(string op, Shape shape, double low, double high, DType dtype, Generator? generator) =>
        Apply.Draw(new UniformOp(op, low, high), EmptyFloating(op, shape, dtype), generator);

    private static Tensor EmptyFloating(string op, Shape shape, DType dtype) =>
        dtype.IsFloating() ? New(shape, dtype) : throw new DTypeException($"{op}: {dtype.Name()} does not hold its values; take DType.Float32 or DType.Float64, or RandInt for integers and Bernoulli for truth values");
}

internal readonly record struct UniformOp(string Name, double Low, double High) : IDrawOp
{
    public void Fill(Philox.Source source, Tensor y)
    {
        if (y.DType == DType.Float32) Philox.Uniform(source, 0, y.Span<float>(), Low, High);
        else Philox.Uniform(source, 0, y.Span<double>(), Low, High);
    }
}
