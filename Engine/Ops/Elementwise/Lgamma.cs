using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>ln |gamma(x)|, elementwise, integers as float32; infinite at 0 and at the negative integers; d lgamma(x) = digamma(x) dx.</summary>
    public Tensor Lgamma() => Apply.Unary(new LgammaOp(), this);
}

internal readonly record struct LgammaOp : IUnaryOp
{
    public string Name => "Lgamma";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Positive;

    public double Scalar(double x) => GammaFunctions.Lgamma(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Apply.InDouble(this, x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy * x.Digamma();
}
