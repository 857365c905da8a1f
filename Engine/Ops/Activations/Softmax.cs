using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// e^x / sum of e^x along one axis, with the largest taken out first, so that nothing overflows; integers as float32. d = y (dx - sum of y dx).
    /// </summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    public Tensor Softmax(int dim) => Apply.Transform(new SoftmaxOp(Shape.Axis("Softmax", dim)), DType.IsFloating() ? this : To(DType.Float32));
}

internal readonly record struct SoftmaxOp(int Axis) : ITransformOp
{
    public string Name => "Softmax";

    public Residuals Residuals => Residuals.Output;

    public Tensor Forward(Tensor x) => x.DType == DType.Float32 ? Run<float>(x) : Run<double>(x);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => Apply.Nary(new SoftmaxGradOp(Axis), y, dy);

    private Tensor Run<T>(Tensor x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor y = Tensor.Empty(x.Shape, x.DType);
        Kernels.Softmax.Forward(x.Contiguous().Span<T>(), y.Span<T>(), x.Shape.SizeAt(Axis), x.Shape.CountAfter(Axis));
        return y;
    }
}

/// <summary>y (dy - sum of y dy) along one axis: the derivative of <see cref="SoftmaxOp"/> at its result y.</summary>
internal readonly record struct SoftmaxGradOp(int Axis) : INaryOp
{
    public string Name => "SoftmaxGrad";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0].DType == DType.Float32 ? Run<float>(inputs) : Run<double>(inputs);

    public void Vjp(Pullback pull)
    {
        Tensor y = pull.Input(0), dy = pull.Input(1), g = pull.Dy;
        if (pull.Needs(0)) pull.Add(0, g * (dy - (y * dy).Sum(Axis, keepDim: true)) - dy * (y * g).Sum(Axis, keepDim: true));
        if (pull.Needs(1)) pull.Add(1, Apply.Nary(this, y, g));
    }

    private Tensor Run<T>(ReadOnlySpan<Tensor> inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape shape = inputs[0].Shape;
        Tensor dx = Tensor.Empty(shape, inputs[0].DType);
        Kernels.Softmax.Backward(inputs[0].Contiguous().Span<T>(), inputs[1].Contiguous().Span<T>(), dx.Span<T>(), shape.SizeAt(Axis), shape.CountAfter(Axis));
        return dx;
    }
}
