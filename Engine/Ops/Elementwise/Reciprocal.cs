using System.Numerics;
using System.Numerics.Tensors;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>1 / x, elementwise, integers as float32; d(1 / x) = -dx / x^2.</summary>
    public Tensor Reciprocal() => Apply.Unary(new ReciprocalOp(), this);
}

internal readonly record struct ReciprocalOp : IUnaryOp
{
    public string Name => "Reciprocal";

    public Residuals Residuals => Residuals.Output;

    public Domain Domain => Domain.Positive;

    public double Scalar(double x) => 1 / x;

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => TensorPrimitives.Reciprocal(x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Apply.Binary(new ReciprocalGradOp(), y, dy);
}

/// <summary>-b a^2, with a the reciprocal: the derivative of <see cref="ReciprocalOp"/> in one pass.</summary>
internal readonly record struct ReciprocalGradOp : IBinaryOp
{
    public string Name => "ReciprocalGrad";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Domain DomainA => Domain.Positive;

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => -(b * a) * a;

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.Map<T, Slopes.Reciprocal<T>>(a, b, y);

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => dy * (a * b) * -2;

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Binary(this, a, dy);
}
