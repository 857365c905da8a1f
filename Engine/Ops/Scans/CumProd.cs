using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// Running products along an axis: y[i] = x[0] ... x[i], multiplied in double; int32 and bool become int64. The derivative divides by nothing, so zeros are exact.
    /// </summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    public Tensor CumProd(int dim) => Apply.Transform(new CumProdOp(Shape.Axis("CumProd", dim)), this);
}

internal readonly record struct CumProdOp(int Axis) : ITransformOp
{
    public string Name => "CumProd";

    public Residuals Residuals => Residuals.First | Residuals.Output;

    public Tensor Forward(Tensor x) => x.DType switch
    {
        DType.Float32 => Run<float, double>(x),
        DType.Float64 => Run<double, double>(x),
        DType.Int64 => Run<long, long>(x),
        _ => Run<long, long>(x.To(DType.Int64)),
    };

    // y[j] for j >= i is x[i] times the products before and after it: dx[i] = y[i-1] (dy[i] + x[i+1] (dy[i+1] + x[i+2] (...))).
    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => RecurrenceOp.Shift(y, Axis, 1) * Apply.Nary(new RecurrenceOp(Axis, Reverse: true), x, dy);

    private Tensor Run<T, TCarry>(Tensor x) where T : unmanaged, INumber<T> where TCarry : unmanaged, INumber<TCarry>
    {
        Tensor y = Tensor.Empty(x.Shape, x.DType);
        Kernels.Scans.Product<T, TCarry>(x.Contiguous().Span<T>(), y.Span<T>(), x.Shape.SizeAt(Axis), x.Shape.CountAfter(Axis));
        return y;
    }
}
