using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The largest element as a 0-d tensor, NaN where one is; equal ones share the gradient evenly.</summary>
    /// <exception cref="ShapeException">There are no elements.</exception>
    public Tensor AMax() => AMax([]);

    /// <summary>The largest elements along one axis.</summary>
    /// <exception cref="ShapeException">The axis does not exist or has no elements.</exception>
    public Tensor AMax(int dim, bool keepDim = false) => AMax([dim], keepDim);

    /// <summary>The largest elements along the named axes, all if none is named.</summary>
    /// <exception cref="ShapeException">An axis does not exist, is named twice or has no elements.</exception>
    public Tensor AMax(ReadOnlySpan<int> dims, bool keepDim = false) => AMax("AMax", dims, keepDim);

    private Tensor AMax(string op, ReadOnlySpan<int> dims, bool keepDim)
    {
        var axes = new AxisReduction(op, Shape, dims, keepDim);
        axes.CheckNotEmpty(op, Shape);
        return Apply.Transform(new AMaxOp(axes), this);
    }
}

internal readonly record struct AMaxOp(AxisReduction Axes) : ITransformOp, IKinkedOp
{
    public string Name => "AMax";

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

    public IEnumerable<double> Margins(IReadOnlyList<Tensor> inputs) => Axes.Leads(inputs[0]);

    private readonly struct Kernel<T> : IRowKernel<T, T> where T : unmanaged, INumber<T>
    {
        public T Run(ReadOnlySpan<T> row) => TensorPrimitives.Max(row);
    }
}
