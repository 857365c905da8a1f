using System.Numerics;
using System.Numerics.Tensors;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The square root, elementwise, integers as float32; NaN below 0; d sqrt(x) = dx / (2 sqrt(x)), which is infinite at 0.</summary>
    public Tensor Sqrt() => Apply.Unary(new SqrtOp(), this);
}

internal readonly record struct SqrtOp : IUnaryOp
{
    public string Name => "Sqrt";

    public Residuals Residuals => Residuals.Output;

    public Domain Domain => Domain.Positive;

    public double Scalar(double x) => Math.Sqrt(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Sqrt(x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Apply.Binary(new SqrtGradOp(), y, dy);
}

/// <summary>b / (2 a), with a the root: the derivative of <see cref="SqrtOp"/> in one pass.</summary>
internal readonly record struct SqrtGradOp : IBinaryOp
{
    public string Name => "SqrtGrad";

    public Residuals Residuals => Residuals.First | Residuals.Output;

    public Domain DomainA => Domain.Positive;

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => b / (a + a);

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.Map<T, Slopes.Sqrt<T>>(a, b, y);

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => -(dy * y / a);

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Binary(this, a, dy);
}
