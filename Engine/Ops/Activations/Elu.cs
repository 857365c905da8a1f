using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>x above 0, alpha (e^x - 1) elsewhere, elementwise, integers as float32, the exponential linear unit; the derivative is 1 above 0, and alpha e^x at 0 and below.</summary>
    public Tensor Elu(double alpha = 1) => Apply.Unary(new EluOp("Elu", alpha, 1, 1), this);
}

/// <summary>x above 0, alpha (e^(rate x) - 1) elsewhere, times the scale.</summary>
internal readonly record struct EluOp(string Name, double Alpha, double Scale, double Rate) : IUnaryOp
{
    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals with { Kinks = [0] };

    public double Scalar(double x) => Scale * (x > 0 ? x : Alpha * Elementary.Expm1(Rate * x));

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Elementary.Map(new Exponentials.Elu<T>(T.CreateChecked(Scale), T.CreateChecked(Scale * Alpha), T.CreateChecked(Rate)), x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Apply.Binary(new EluGradOp(Alpha, Scale, Rate), x, dy);
}

/// <summary>b scale where a is above 0, b scale alpha rate e^(rate a) elsewhere: the derivative of <see cref="EluOp"/>.</summary>
internal readonly record struct EluGradOp(double Alpha, double Scale, double Rate) : IBinaryOp
{
    public string Name => "EluGrad";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Domain DomainA => Domain.Reals with { Kinks = [0] };

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => b * (a > 0 ? Scale : Scale * Alpha * Rate * Math.Exp(Rate * a));

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Elementary.Map(new Exponentials.EluGrad<T>(T.CreateChecked(Scale), T.CreateChecked(Scale * Alpha * Rate), T.CreateChecked(Rate)), a, b, y);

    // Clamped, so that the branch that is not taken stays finite.
    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => Tensor.Where(a > 0, 0, dy * b * ((a.ClampMax(0) * Rate).Exp() * (Scale * Alpha * Rate * Rate)));

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Binary(this, a, dy);
}
