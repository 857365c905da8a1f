using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The variance of all elements: the sum of squared distances from the mean over n - correction, so that correction 1 estimates from a sample and 0 describes a population. NaN or inf where
    /// n does not exceed the correction. Its gradient is 2 (x - mean) / (n - correction).
    /// </summary>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor Var(double correction = 1) => Var([], correction);

    /// <summary>The variance along one axis; see <see cref="Var(double)"/>.</summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor Var(int dim, double correction = 1, bool keepDim = false) => Var([dim], correction, keepDim);

    /// <summary>The variance along the named axes, all if none is named; see <see cref="Var(double)"/>.</summary>
    /// <exception cref="ShapeException">An axis does not exist or is named twice.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor Var(ReadOnlySpan<int> dims, double correction = 1, bool keepDim = false)
    {
        CheckFloating("Var");
        return Apply.Transform(new VarOp(new("Var", Shape, dims, keepDim), correction), this);
    }
}

internal readonly record struct VarOp(AxisReduction Axes, double Correction) : ITransformOp
{
    public string Name => "Var";

    public Residuals Residuals => Residuals.First;

    public Tensor Forward(Tensor x) => x.DType == DType.Float32 ? Axes.Run<float, float, Kernel<float>>(x, new(Divisor(x.Shape))) : Axes.Run<double, double, Kernel<double>>(x, new(Divisor(x.Shape)));

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => (x - x.Mean(Axes.Axes, keepDim: true)) * Axes.Restore(dy * (2 / Divisor(shape)), shape);

    private double Divisor(Shape shape) => Math.Max(0, Axes.Count(shape) - Correction);

    private readonly struct Kernel<T>(double divisor) : IRowKernel<T, T> where T : unmanaged, INumber<T>
    {
        public T Run(ReadOnlySpan<T> row) => T.CreateTruncating(Kernels.Sums.Moments(row).Squares / divisor);
    }
}
