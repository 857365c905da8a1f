using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>Running sums along an axis: y[i] = x[0] + ... + x[i], summed in double; int32 and bool become int64. Its gradient is the running sum of the cotangent from the end.</summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    public Tensor CumSum(int dim) => Apply.Transform(new CumSumOp(Shape.Axis("CumSum", dim), Reverse: false), this);
}

internal readonly record struct CumSumOp(int Axis, bool Reverse) : ITransformOp
{
    public string Name => "CumSum";

    public Residuals Residuals => Residuals.None;

    public Tensor Forward(Tensor x) => x.DType switch
    {
        DType.Float32 => Run<float, double>(x),
        DType.Float64 => Run<double, double>(x),
        DType.Int64 => Run<long, long>(x),
        _ => Run<long, long>(x.To(DType.Int64)),
    };

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => Apply.Transform(new CumSumOp(Axis, !Reverse), dy);

    private Tensor Run<T, TCarry>(Tensor x) where T : unmanaged, INumber<T> where TCarry : unmanaged, INumber<TCarry>
    {
        Tensor y = Tensor.Empty(x.Shape, x.DType);
        Kernels.Scans.Sum<T, TCarry>(x.Contiguous().Span<T>(), y.Span<T>(), x.Shape.SizeAt(Axis), x.Shape.CountAfter(Axis), Reverse);
        return y;
    }
}
