using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Independent standard normal values (mean 0, standard deviation 1), float32.</summary>
    public static Tensor Randn(params ReadOnlySpan<int> shape) => Randn(Shape.Create(shape), DType.Float32);

    /// <summary>Independent standard normal values, by the Box-Muller transform.</summary>
    /// <exception cref="DTypeException">The dtype is not floating.</exception>
    public static Tensor Randn(Shape shape, DType dtype = DType.Float32, Generator? generator = null) => Normal(nameof(Randn), shape, 0, 1, dtype, generator);

    /// <summary>Standard normal values in the shape and dtype of <paramref name="other"/>.</summary>
    /// <exception cref="DTypeException">The dtype is not floating.</exception>
    public static Tensor RandnLike(Tensor other, Generator? generator = null) => Normal(nameof(RandnLike), other.Shape, 0, 1, other.DType, generator);

    /// <summary>Independent normal values of a mean and a standard deviation.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="std"/> is negative or not finite, or <paramref name="mean"/> is not finite.</exception>
    /// <exception cref="DTypeException">The dtype is not floating.</exception>
    public static Tensor Normal(Shape shape, double mean = 0, double std = 1, DType dtype = DType.Float32, Generator? generator = null)
    {
        if (!double.IsFinite(mean)) throw new ArgumentOutOfRangeException(nameof(mean), $"Normal: mean {mean} is not finite");
        if (!(std >= 0) || !double.IsFinite(std)) throw new ArgumentOutOfRangeException(nameof(std), $"Normal: standard deviation {std} must be 0 or more, and finite");
        return Normal(nameof(Normal), shape, mean, std, dtype, generator);
    }

    private static Tensor Normal(string op, Shape shape, double mean, double std, DType dtype, Generator? generator) =>
        Apply.Draw(new NormalOp(op, mean, std), EmptyFloating(op, shape, dtype), generator);
}

internal readonly record struct NormalOp(string Name, double Mean, double Deviation) : IDrawOp
{
    public void Fill(Philox.Source source, Tensor y)
    {
        if (y.DType == DType.Float32) Philox.Normal(source, 0, y.Span<float>(), Mean, Deviation);
        else Philox.Normal(source, 0, y.Span<double>(), Mean, Deviation);
    }
}
