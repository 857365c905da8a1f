using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// ln of the running sums of e^x along an axis, with the largest element so far taken out, so that nothing overflows; integers as float32. Its gradient is e^x times the sum of the later
    /// cotangents, each times e^-y, as a recurrence whose factors do not exceed 1.
    /// </summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    public Tensor LogCumSumExp(int dim) => Apply.Transform(new LogCumSumExpOp(Shape.Axis("LogCumSumExp", dim)), Floating());
}

internal readonly record struct LogCumSumExpOp(int Axis) : ITransformOp
{
    public string Name => "LogCumSumExp";

    public Residuals Residuals => Residuals.First | Residuals.Output;

    public Tensor Forward(Tensor x) => x.DType == DType.Float32 ? Run<float>(x) : Run<double>(x);

    // r[i] = dy[i] + e^(y[i] - y[i+1]) r[i+1] is the sum over j >= i of dy[j] e^(y[i] - y[j]), and dx[i] = e^(x[i] - y[i]) r[i].
    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape)
    {
        Tensor links = Apply.Ternary(new ExpDifferenceOp(), RecurrenceOp.Shift(y, Axis, double.NegativeInfinity), y, 1);
        return Apply.Ternary(new ExpDifferenceOp(), x, y, Apply.Nary(new RecurrenceOp(Axis, Reverse: true), links, dy));
    }

    private Tensor Run<T>(Tensor x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor y = Tensor.Empty(x.Shape, x.DType);
        Kernels.Scans.LogSumExp<T>(x.Contiguous().Span<T>(), y.Span<T>(), x.Shape.SizeAt(Axis), x.Shape.CountAfter(Axis));
        return y;
    }
}
