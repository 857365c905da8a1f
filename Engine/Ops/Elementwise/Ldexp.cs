using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>a 2^b, elementwise with broadcasting, integers as float32; d = 2^b da + ln(2) y db.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public Tensor Ldexp(Tensor exponent) => Apply.Binary(new LdexpOp(), this, exponent);
}

internal readonly record struct LdexpOp : IBinaryOp
{
    public string Name => "Ldexp";

    public Residuals Residuals => Residuals.Second | Residuals.Output;

    public Domain DomainA => Domain.Reals;

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => a * Math.Pow(2, b);

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = a[i] * T.Exp2(b[i]);
    }

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => dy.Ldexp(b);

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => dy * y * Math.Log(2);
}
