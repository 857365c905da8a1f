using System.Numerics;
using PyDeepTensorNet.Kernels;

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

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.MapInDouble<T, Activations.Mish>(x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Apply.Binary(new MishGradOp(), x, dy);

    /// <summary>tanh(ln(1 + e^x)) = (e^2x + 2 e^x) / (e^2x + 2 e^x + 2), in the exponential that does not overflow.</summary>
    public static double TanhSoftplus(double x)
    {
        double e = Math.Exp(-Math.Abs(x)), n = x > 0 ? 1 + 2 * e : e * (e + 2);
        return n / (n + (x > 0 ? 2 * e * e : 2));
    }
}

/// <summary>b (t + a (1 - t^2) s), with t = tanh(ln(1 + e^a)) and s the sigmoid of a: the derivative of <see cref="MishOp"/>.</summary>
internal readonly record struct MishGradOp : IBinaryOp
{
    public string Name => "MishGrad";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Domain DomainA => Domain.Reals;

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b)
    {
        double t = MishOp.TanhSoftplus(a), e = Math.Exp(-Math.Abs(a)), complement = a > 0 ? 4 * e * e : 4, denominator = a > 0 ? 1 + 2 * e + 2 * e * e : e * (e + 2) + 2;
        // 1 - t^2 in e, which the difference would lose; the sigmoid divides by 1 + e.
        return b * (t + a * (complement * (1 + e) * (a > 0 ? 1 : e) / (denominator * denominator)));
    }

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Elementary.MapInDouble<T, Activations.MishGrad>(a, b, y);

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy)
    {
        Tensor t = a.Softplus().Tanh(), s = a.Sigmoid();
        return dy * b * ((1 - t.Square()) * s * (2 + a * (1 - s - 2 * t * s)));
    }

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Binary(this, a, dy);
}
