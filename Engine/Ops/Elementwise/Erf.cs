using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x, elementwise, integers as float32; d erf(x) = 2 / sqrt(pi) e^(-x^2) dx.</summary>
    public Tensor Erf() => Apply.Unary(new ErfOp(), this);
}

internal readonly record struct ErfOp : IUnaryOp
{
    public const double TwoOverRootPi = 1.1283791670955126;

    public string Name => "Erf";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => Elementary.Of<double, ErrorFunctions.Erf<double>>(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.Map<T, ErrorFunctions.Erf<T>>(x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy * ((-x.Square()).Exp() * TwoOverRootPi);
}
