using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// x tanh(ln(1 + e^x)), elementwise, integers as float32 (Misra 2019); with t that hyperbolic tangent and s the sigmoid of x the derivative is t + x (1 - t^2) s.
    /// </summary>
    public Tensor Mish() => Apply.Unary(new MishOp(), this);
}

internal readonly record struct MishOp : IUnaryOp
{
    public string Name => "Mish";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => x * TanhSoftplus(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = x[i] * TanhSoftplus(x[i]);
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Apply.Binary(new MishGradOp(), x, dy);

    /// <summary>tanh(ln(1 + e^x)) = (e^2x + 2 e^x) / (e^2x + 2 e^x + 2), in the exponential that does not overflow.</summary>
    private static T TanhSoftplus<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T e = T.Exp(-T.Abs(x)), two = T.One + T.One, n = x > T.Zero ? T.One + two * e : e * (e + two);
        return n / (n + (x > T.Zero ? two * e * e : two));
    }
}

/// <summary>b (t + a (1 - t^2) s), with t = tanh(ln(1 + e^a)) and s the sigmoid of a: the derivative of <see cref="MishOp"/>.</summary>
internal readonly record struct MishGradOp : IBinaryOp
{
    public string Name => "MishGrad";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Domain DomainA => Domain.Reals;

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => b * Slope(a);

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = b[i] * Slope(a[i]);
    }

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy)
    {
        Tensor t = a.Softplus().Tanh(), s = a.Sigmoid();
        return dy * b * ((1 - t.Square()) * s * (2 + a * (1 - s - 2 * t * s)));
    }

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Binary(this, a, dy);

    // The sum vanishes near -1.19; float32 goes through double, so that digits are left there.
    private static T Slope<T>(T a) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float)) return T.CreateTruncating(Slope(double.CreateTruncating(a)));
        T e = T.Exp(-T.Abs(a)), two = T.One + T.One, rise = T.One + e;
        // In e the square of t's denominator divides 1 - t^2 = 4 (1 + e)^2, times e^2 for positive arguments; the sigmoid divides by 1 + e.
        bool positive = a > T.Zero;
        T n = positive ? T.One + two * e : e * (e + two), d = n + (positive ? two * e * e : two);
        return n / d + a * (two * two * rise * (positive ? e * e : e) / (d * d));
    }
}
