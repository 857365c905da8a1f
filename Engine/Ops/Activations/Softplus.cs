using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// ln(1 + e^(beta x)) / beta, elementwise, integers as float32, without overflow, and x itself where beta x exceeds the threshold; the derivative is the sigmoid of beta x, there 1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="beta"/> is 0.</exception>
    public Tensor Softplus(double beta = 1, double threshold = 20)
    {
        if (beta == 0) throw new ArgumentOutOfRangeException(nameof(beta), "Softplus: beta is 0, and the logarithm is divided by it; choose another, 1 is usual");
        return Apply.Unary(new SoftplusOp(beta, threshold), this);
    }
}

internal readonly record struct SoftplusOp(double Beta, double Threshold) : IUnaryOp
{
    public string Name => "Softplus";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals with { Kinks = [Threshold / Beta] };

    public double Scalar(double x) => Beta * x > Threshold ? x : Value(Beta * x) / Beta;

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Elementary.Map(new Exponentials.SoftplusUpTo<T>(T.CreateChecked(Beta), T.CreateChecked(Threshold)), x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Apply.Binary(new SoftplusGradOp(Beta, Threshold), x, dy);

    /// <summary>ln(1 + e^z).</summary>
    public static T Value<T>(T z) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Max(z, T.Zero) + Elementary.Log1p(T.Exp(-T.Abs(z)));
}

/// <summary>b times the sigmoid of beta a, and b where beta a exceeds the threshold: the derivative of <see cref="SoftplusOp"/>.</summary>
internal readonly record struct SoftplusGradOp(double Beta, double Threshold) : IBinaryOp
{
    public string Name => "SoftplusGrad";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Domain DomainA => Domain.Reals with { Kinks = [Threshold / Beta] };

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => Beta * a > Threshold ? b : b / (1 + Math.Exp(-Beta * a));

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Elementary.Map(new Exponentials.SoftplusUpToGrad<T>(T.CreateChecked(Beta), T.CreateChecked(Threshold)), a, b, y);

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy)
    {
        Tensor z = a * Beta, s = z.Sigmoid();
        return Tensor.Where(z > Threshold, 0, dy * b * (s * (1 - s) * Beta));
    }

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Binary(this, a, dy);
}
