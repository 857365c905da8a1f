using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The smallest element as a 0-d tensor, NaN where one is; equal ones share the gradient evenly.</summary>
    /// <exception cref="ShapeException">There are no elements.</exception>
    public Tensor AMin() => AMin([]);

    /// <summary>The smallest elements along one axis.</summary>
    /// <exception cref="ShapeException">The axis does not exist or has no elements.</exception>
    public Tensor AMin(int dim, bool keepDim = false) => AMin([dim], keepDim);

    /// <summary>The smallest elements along the named axes, all if none is named.</summary>
    /// <exception cref="ShapeException">An axis does not exist, is named twice or has no elements.</exception>
    public Tensor AMin(ReadOnlySpan<int> dims, bool keepDim = false) => AMin("AMin", dims, keepDim);

    private Tensor AMin(string op, ReadOnlySpan<int> dims, bool keepDim)
    {
        var axes = new AxisReduction(op, Shape, dims, keepDim);
        axes.CheckNotEmpty(op, Shape);
        return Apply.Transform(new AMinOp(axes), this);
    }
}

internal readonly record struct AMinOp(AxisReduction Axes) : ITransformOp, IKinkedOp
{
    public string Name => "AMin";

    public Residuals Residuals => Residuals.First | Residuals.Output;

    public Tensor Forward(Tensor x) => x.DType switch
    {
        DType.Float32 => Axes.Run<float, float, Kernel<float>>(x, default),
        DType.Float64 => Axes.Run<double, double, Kernel<double>>(x, default),
        DType.Int64 => Axes.Run<long, long, Kernel<long>>(x, default),
        DType.Int32 => Axes.Run<int, int, Kernel<int>>(x, default),
        _ => Forward(x.To(DType.Int32)).To(DType.Bool),
    };

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => Axes.ShareEvenly(x.Eq(Axes.Restore(y, shape)), dy);

    public IEnumerable<double> Margins(IReadOnlyList<Tensor> inputs) => Axes.Leads(-inputs[0]);

    private readonly struct Kernel<T> : IRowKernel<T, T> where T : unmanaged, INumber<T>
    {
        public T Run(ReadOnlySpan<T> row) => TensorPrimitives.Min(row);
    }
}
