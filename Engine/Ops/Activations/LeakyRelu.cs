using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>x above 0, slope x elsewhere, elementwise, integers as float32; the derivative is 1 above 0, and the slope at 0 and below.</summary>
    public Tensor LeakyRelu(double negativeSlope = 0.01) => Apply.Unary(new LeakyReluOp(negativeSlope), this);
}

internal readonly record struct LeakyReluOp(double Slope) : IUnaryOp
{
    public string Name => "LeakyRelu";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals with { Kinks = [0] };

    public double Scalar(double x) => x > 0 ? x : x * Slope;

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T slope = T.CreateChecked(Slope);
        for (int i = 0; i < y.Length; i++) y[i] = x[i] > T.Zero ? x[i] : x[i] * slope;
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Apply.Binary(new LeakyReluGradOp(Slope), x, dy);
}

/// <summary>b where a is above 0, slope b elsewhere: the derivative of <see cref="LeakyReluOp"/>.</summary>
internal readonly record struct LeakyReluGradOp(double Slope) : IBinaryOp
{
    public string Name => "LeakyReluGrad";

    public Residuals Residuals => Residuals.First;

    public Domain DomainA => Domain.Reals with { Kinks = [0] };

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => a > 0 ? b : b * Slope;

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T slope = T.CreateChecked(Slope);
        for (int i = 0; i < y.Length; i++) y[i] = a[i] > T.Zero ? b[i] : b[i] * slope;
    }

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => Tensor.ZerosLike(dy);

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Binary(this, a, dy);
}
