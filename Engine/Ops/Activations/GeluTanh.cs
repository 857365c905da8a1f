using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

/// <summary>x s, with s = 1 / (1 + e^-z) and z = sqrt(8 / pi) (x + 0.044715 x^3): the same as with the hyperbolic tangent of z / 2, but with all digits in the lower tail.</summary>
internal readonly record struct GeluTanhOp : IUnaryOp
{
    public string Name => "GeluTanh";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => x / (1 + Math.Exp(-Polynomial(x)));

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementary.MapInDouble<T, Activations.GeluTanh>(x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Apply.Binary(new GeluTanhGradOp(), x, dy);

    public static double Polynomial(double x) => Activations.RootOfEightByPi * (x + Activations.Cubic * x * x * x);
}

/// <summary>b s (1 + a z' (1 - s)): the derivative of <see cref="GeluTanhOp"/>.</summary>
internal readonly record struct GeluTanhGradOp : IBinaryOp
{
    public string Name => "GeluTanhGrad";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Domain DomainA => Domain.Reals;

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b)
    {
        double z = GeluTanhOp.Polynomial(a), slope = Activations.RootOfEightByPi * (1 + 3 * Activations.Cubic * a * a);
        return b * ((1 + a * slope / (1 + Math.Exp(z))) / (1 + Math.Exp(-z)));
    }

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Elementary.MapInDouble<T, Activations.GeluTanhGrad>(a, b, y);

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy)
    {
        // The sigmoid's complement as a sigmoid of its own: where it is small it meets large factors.
        Tensor square = a.Square(), z = a * (square * Activations.Cubic + 1) * Activations.RootOfEightByPi, s = z.Sigmoid(), rest = (-z).Sigmoid();
        Tensor slope = (square * (3 * Activations.Cubic) + 1) * Activations.RootOfEightByPi, bend = square * (6 * Activations.Cubic * Activations.RootOfEightByPi);
        return dy * b * (s * rest * (2 * slope + bend + a * slope.Square() * (rest - s)));
    }

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Binary(this, a, dy);
}
