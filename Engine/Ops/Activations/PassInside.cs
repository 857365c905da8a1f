using System.Numerics;

namespace PyDeepTensorNet;

/// <summary>b where a lies between the bounds, 0 on them and outside: the derivative of <see cref="HardtanhOp"/> and its kin.</summary>
internal readonly record struct PassInsideOp(double Low, double High) : IBinaryOp
{
    public string Name => "PassInside";

    public Residuals Residuals => Residuals.First;

    public Domain DomainA => Domain.Reals with { Kinks = [Low, High] };

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => a <= Low || a >= High ? 0 : b;

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T low = T.CreateChecked(Low), high = T.CreateChecked(High);
        for (int i = 0; i < y.Length; i++) y[i] = a[i] <= low || a[i] >= high ? T.Zero : b[i];
    }

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => Tensor.ZerosLike(dy);

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Binary(this, a, dy);
}
