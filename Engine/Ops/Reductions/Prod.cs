using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The product of all elements as a 0-d tensor, 1 where there are none; int32 and bool become int64. The derivative by an element is the product of the others, without a division.</summary>
    public Tensor Prod() => Prod([]);

    /// <summary>The product along one axis.</summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    public Tensor Prod(int dim, bool keepDim = false) => Prod([dim], keepDim);

    /// <summary>The product along the named axes, all if none is named.</summary>
    /// <exception cref="ShapeException">An axis does not exist or is named twice.</exception>
    public Tensor Prod(ReadOnlySpan<int> dims, bool keepDim = false) => Apply.Transform(new ProdOp(new("Prod", Shape, dims, keepDim)), this);
}

internal readonly record struct ProdOp(AxisReduction Axes) : ITransformOp
{
    public string Name => "Prod";

    public Residuals Residuals => Residuals.First;

    public Tensor Forward(Tensor x) => x.DType switch
    {
        DType.Float32 => Axes.Run<float, float, Kernel<float>>(x, default),
        DType.Float64 => Axes.Run<double, double, Kernel<double>>(x, default),
        _ => Axes.Run<long, long, Kernel<long>>(x.To(DType.Int64), default),
    };

    // The product is the last of the running products.
    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape)
    {
        int count = Axes.Count(shape);
        if (count == 0) return Tensor.Zeros(shape, dy.DType);
        Tensor rows = Axes.ToRows(x);
        int axis = rows.Rank - 1;
        Tensor last = Apply.Embed(new SliceOp(axis, count - 1, 1, 1, Drop: true), dy.Reshape(rows.Shape.Dims[..axis]), rows.Shape);
        return Axes.FromRows(new CumProdOp(axis).Vjp(rows, rows.CumProd(axis), last, rows.Shape), shape);
    }

    private readonly struct Kernel<T> : IRowKernel<T, T> where T : unmanaged, INumber<T>
    {
        public T Run(ReadOnlySpan<T> row) => row.IsEmpty ? T.One : TensorPrimitives.Product(row);
    }
}
