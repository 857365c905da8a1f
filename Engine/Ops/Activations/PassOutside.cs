using System.Numerics;

namespace PyDeepTensorNet;

/// <summary>b, and 0 where a lies in [-bound, bound]: the derivative of <see cref="HardshrinkOp"/> and <see cref="SoftshrinkOp"/>.</summary>
internal readonly record struct PassOutsideOp(double Bound) : IBinaryOp
{
    public string Name => "PassOutside";

    public Residuals Residuals => Residuals.First;

    public Domain DomainA => Domain.Reals with { Kinks = [-Bound, Bound] };

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => a >= -Bound && a <= Bound ? 0 : b;

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T bound = T.CreateChecked(Bound);
        for (int i = 0; i < y.Length; i++) y[i] = a[i] >= -bound && a[i] <= bound ? T.Zero : b[i];
    }

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => Tensor.ZerosLike(dy);

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Binary(this, a, dy);
}
