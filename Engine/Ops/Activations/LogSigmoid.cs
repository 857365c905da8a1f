using System.Numerics;
using System.Numerics.Tensors;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>ln(1 / (1 + e^-x)), elementwise, integers as float32, without overflow; the derivative is the sigmoid of -x.</summary>
    public Tensor LogSigmoid() => Apply.Unary(new LogSigmoidOp(), this);
}

internal readonly record struct LogSigmoidOp : IUnaryOp
{
    public string Name => "LogSigmoid";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => -SoftplusOp.Value(-x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TensorPrimitives.Negate(x, y);
        Elementary.Map<T, Exponentials.Softplus<T>>(y, y);
        TensorPrimitives.Negate(y, y);
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy * (-x).Sigmoid();
}
