using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The number whose error function is x, elementwise, integers as float32; infinite at -1 and 1, NaN beyond; dy = sqrt(pi) / 2 e^(y^2) dx.</summary>
    public Tensor Erfinv() => Apply.Unary(new ErfinvOp(), this);
}

internal readonly record struct ErfinvOp : IUnaryOp
{
    public string Name => "Erfinv";

    public Residuals Residuals => Residuals.Output;

    public Domain Domain => new(-0.95, 0.95);

    public double Scalar(double x) => ErrorFunctions.Erfinv(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Apply.InDouble(this, x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy * (y.Square().Exp() * (1 / ErfOp.TwoOverRootPi));
}
