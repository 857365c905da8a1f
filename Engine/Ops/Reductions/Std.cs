using System.Numerics.Tensors;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The standard deviation of all elements, the square root of <see cref="Var(double)"/>; its gradient is (x - mean) / ((n - correction) std), and 0 where all elements are equal.</summary>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor Std(double correction = 1) => Std([], correction);

    /// <summary>The standard deviation along one axis; see <see cref="Std(double)"/>.</summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor Std(int dim, double correction = 1, bool keepDim = false) => Std([dim], correction, keepDim);

    /// <summary>The standard deviation along the named axes, all if none is named; see <see cref="Std(double)"/>.</summary>
    /// <exception cref="ShapeException">An axis does not exist or is named twice.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor Std(ReadOnlySpan<int> dims, double correction = 1, bool keepDim = false)
    {
        CheckFloating("Std");
        return Apply.Transform(new StdOp(new(new("Std", Shape, dims, keepDim), correction)), this);
    }
}

internal readonly record struct StdOp(VarOp Var) : ITransformOp
{
    public string Name => "Std";

    public Residuals Residuals => Residuals.First | Residuals.Output;

    public Tensor Forward(Tensor x)
    {
        Tensor y = Var.Forward(x);
        if (y.DType == DType.Float32) TensorPrimitives.Sqrt(y.Span<float>(), y.Span<float>());
        else TensorPrimitives.Sqrt(y.Span<double>(), y.Span<double>());
        return y;
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => Var.Vjp(x, y, Tensor.Where(y.Eq(0), 0, dy / (y * 2)), shape);
}
