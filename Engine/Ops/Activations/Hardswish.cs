using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// x times (x + 3) / 6 brought into [0, 1], elementwise, integers as float32 (Howard et al. 2019); the derivative is 0 below -3, (x + 3/2) / 3 from -3 to 3, and 1 above.
    /// </summary>
    public Tensor Hardswish() => Apply.Unary(new HardswishOp(), this);
}

internal readonly record struct HardswishOp : IUnaryOp
{
    public string Name => "Hardswish";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals with { Kinks = [-3, 3] };

    public double Scalar(double x) => x * (Math.Min(Math.Max(x + 3, 0), 6) / 6);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T three = T.CreateChecked(3), six = three + three;
        for (int i = 0; i < y.Length; i++) y[i] = x[i] * (T.Min(T.Max(x[i] + three, T.Zero), six) / six);
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Apply.Binary(new HardswishGradOp(), x, dy);
}

/// <summary>0 where a is below -3, b (a + 3/2) / 3 from -3 to 3, b above: the derivative of <see cref="HardswishOp"/>.</summary>
internal readonly record struct HardswishGradOp : IBinaryOp
{
    public string Name => "HardswishGrad";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Domain DomainA => Domain.Reals with { Kinks = [-3, 3] };

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => a < -3 ? 0 : a > 3 ? b : b * ((a + 1.5) / 3);

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T three = T.CreateChecked(3), half = T.CreateChecked(1.5);
        for (int i = 0; i < y.Length; i++) y[i] = a[i] < -three ? T.Zero : a[i] > three ? b[i] : b[i] * ((a[i] + half) / three);
    }

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Binary(new PassInsideOp(-3, 3), a, dy * b) / 3;

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Binary(this, a, dy);
}
