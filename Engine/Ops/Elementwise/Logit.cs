using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// ln(x / (1 - x)), the inverse of the sigmoid, elementwise, integers as float32; infinite at 0 and 1, NaN outside; dy = dx / (x (1 - x)). With <paramref name="eps"/>, x is first brought into
    /// [eps, 1 - eps], and the derivative is 0 outside.
    /// </summary>
    /// <exception cref="ArgumentException">eps is not in [0, 0.5].</exception>
    public Tensor Logit(double? eps = null)
    {
        if (eps is { } margin && !(margin is >= 0 and <= 0.5)) throw new ArgumentException($"Logit: eps {margin} leaves no interval [eps, 1 - eps]; take one from 0 to 0.5, such as 1e-6");
        return Apply.Unary(new LogitOp(), eps is null ? this : Clamp(eps, 1 - eps));
    }
}

internal readonly record struct LogitOp : IUnaryOp
{
    public string Name => "Logit";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => new(0.02, 0.98);

    // Near 1/2 the quotient is near 1, and its rounding would be all that is left.
    public double Scalar(double x) => Math.Abs(x - 0.5) < 0.25 ? Elementary.Log1p((x - 0.5) * 2 / (1 - x)) : Math.Log(x / (1 - x));

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Apply.InDouble(this, x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Apply.Binary(new LogitGradOp(), x, dy);
}

/// <summary>b / (a (1 - a)), NaN for a outside [0, 1]: the derivative of <see cref="LogitOp"/>.</summary>
internal readonly record struct LogitGradOp : IBinaryOp
{
    public string Name => "LogitGrad";

    public Residuals Residuals => Residuals.First | Residuals.Output;

    public Domain DomainA => new(0.02, 0.98);

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => a is >= 0 and <= 1 ? b / (a * (1 - a)) : double.NaN;

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = a[i] >= T.Zero && a[i] <= T.One ? b[i] / (a[i] * (T.One - a[i])) : T.NaN;
    }

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => dy * y * ((2 * a - 1) / (a * (1 - a)));

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Binary(new LogitGradOp(), a, dy);
}
