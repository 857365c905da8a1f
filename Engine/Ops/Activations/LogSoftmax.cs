using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// x - ln(sum of e^x) along one axis: the logarithm of <see cref="Softmax"/>, exact where that is almost 0 or 1; integers as float32. d = dx - sum of e^y dx.
    /// </summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    public Tensor LogSoftmax(int dim) => Apply.Transform(new LogSoftmaxOp(Shape.Axis("LogSoftmax", dim)), DType.IsFloating() ? this : To(DType.Float32));
}

internal readonly record struct LogSoftmaxOp(int Axis) : ITransformOp
{
    public string Name => "LogSoftmax";

    public Residuals Residuals => Residuals.Output;

    public Tensor Forward(Tensor x) => x.DType == DType.Float32 ? Run<float>(x) : Run<double>(x);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => Apply.Nary(new LogSoftmaxGradOp(Axis), y, dy);

    private Tensor Run<T>(Tensor x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor y = Tensor.Empty(x.Shape, x.DType);
        Kernels.Softmax.Log(x.Contiguous().Span<T>(), y.Span<T>(), x.Shape.SizeAt(Axis), x.Shape.CountAfter(Axis));
        return y;
    }
}

/// <summary>dy - e^y times the sum of dy along one axis: the derivative of <see cref="LogSoftmaxOp"/> at its result y.</summary>
internal readonly record struct LogSoftmaxGradOp(int Axis) : INaryOp
{
    public string Name => "LogSoftmaxGrad";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0].DType == DType.Float32 ? Run<float>(inputs) : Run<double>(inputs);

    public void Vjp(Pullback pull)
    {
        Tensor g = pull.Dy, weighted = g * pull.Input(0).Exp();
        if (pull.Needs(0)) pull.Add(0, -(weighted * pull.Input(1).Sum(Axis, keepDim: true)));
        if (pull.Needs(1)) pull.Add(1, g - weighted.Sum(Axis, keepDim: true));
    }

    private Tensor Run<T>(ReadOnlySpan<Tensor> inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape shape = inputs[0].Shape;
        Tensor dx = Tensor.Empty(shape, inputs[0].DType);
        Kernels.Softmax.LogBackward(inputs[0].Contiguous().Span<T>(), inputs[1].Contiguous().Span<T>(), dx.Span<T>(), shape.SizeAt(Axis), shape.CountAfter(Axis));
        return dx;
    }
}
