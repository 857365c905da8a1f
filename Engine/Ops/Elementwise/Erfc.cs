using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>1 - erf(x), with all digits where that is small, elementwise, integers as float32; d erfc(x) = -2 / sqrt(pi) e^(-x^2) dx.</summary>
    public Tensor Erfc() => Apply.Unary(new ErfcOp(), this);
}

internal readonly record struct ErfcOp : IUnaryOp
{
    public string Name => "Erfc";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => Elementary.Of<double, ErrorFunctions.Erfc>(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.MapInDouble<T, ErrorFunctions.Erfc>(x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy * ((-x.Square()).Exp() * -ErfOp.TwoOverRootPi);
}
