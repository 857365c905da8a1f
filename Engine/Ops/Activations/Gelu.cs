using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

/// <summary>How <see cref="Tensor.Gelu"/> computes the normal distribution.</summary>
public enum GeluApproximation
{
    /// <summary>Exactly, by the error function.</summary>
    None,

    /// <summary>By the hyperbolic tangent of a polynomial, within 5e-4, as some pretrained networks were trained.</summary>
    Tanh,
}

public sealed partial class Tensor
{
    /// <summary>
    /// x times the normal distribution function at x, elementwise, integers as float32 (Hendrycks and Gimpel 2016); with P and p that function and its density the derivative is P(x) + x p(x).
    /// Approximately, x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="approximate"/> is neither <c>None</c> nor <c>Tanh</c>.</exception>
    public Tensor Gelu(GeluApproximation approximate = GeluApproximation.None) => approximate switch
    {
        GeluApproximation.None => Apply.Unary(new GeluOp(), this),
        GeluApproximation.Tanh => Apply.Unary(new GeluTanhOp(), this),
        _ => throw new ArgumentOutOfRangeException(nameof(approximate), $"Gelu: {(int)approximate} is no GeluApproximation; it is None or Tanh"),
    };
}

internal readonly record struct GeluOp : IUnaryOp
{
    public string Name => "Gelu";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals;

    // At negative infinity the limit, where the product would not be a number.
    public double Scalar(double x) => double.IsNegativeInfinity(x) ? -0.0 : x * Distribution(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.Map<T, Activations.Gelu<T>>(x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Apply.Binary(new GeluGradOp(), x, dy);

    /// <summary>The normal distribution function, with all digits in its lower tail.</summary>
    public static double Distribution(double x)
    {
        const double Root = 1.4142135623730951, RootRest = -9.667293313452913e-17;
        double z = -x / Root;
        if (!double.IsFinite(z)) return 0.5 * Elementary.Of<double, ErrorFunctions.Erfc>(z);
        // The slope of erfc takes off what z was rounded by.
        double rest = -(Math.FusedMultiplyAdd(z, Root, x) + z * RootRest) / Root;
        return 0.5 * (Elementary.Of<double, ErrorFunctions.Erfc>(z) - ErfOp.TwoOverRootPi * Math.Exp(-z * z) * rest);
    }
}

/// <summary>b (P(a) + a p(a)) with the normal distribution function P and its density p: the derivative of <see cref="GeluOp"/>.</summary>
internal readonly record struct GeluGradOp : IBinaryOp
{
    private const double RootOfInverseTwoPi = 0.3989422804014327;

    public string Name => "GeluGrad";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Domain DomainA => Domain.Reals;

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => b * (GeluOp.Distribution(a) + a * (RootOfInverseTwoPi * Math.Exp(-0.5 * a * a)));

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Elementary.Map<T, Activations.GeluGrad<T>>(a, b, y);

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy)
    {
        Tensor square = a.Square();
        return dy * b * ((square * -0.5).Exp() * (2 - square) * RootOfInverseTwoPi);
    }

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Binary(this, a, dy);
}
