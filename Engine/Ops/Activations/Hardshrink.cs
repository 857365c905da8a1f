using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>0 in [-lambda, lambda] and x outside, elementwise, integers as float32; the derivative is 0 and 1.</summary>
    public Tensor Hardshrink(double lambda = 0.5) => Apply.Unary(new HardshrinkOp(lambda), this);
}

internal readonly record struct HardshrinkOp(double Bound) : IUnaryOp
{
    public string Name => "Hardshrink";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals with { Kinks = [-Bound, Bound] };

    public double Scalar(double x) => x >= -Bound && x <= Bound ? 0 : x;

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => new PassOutsideOp(Bound).Forward(x, x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Apply.Binary(new PassOutsideOp(Bound), x, dy);
}
