using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The logarithm to base 2, elementwise, integers as float32; -inf at 0, NaN below; dy = dx / (x ln 2).</summary>
    public Tensor Log2() => Apply.Unary(new Log2Op(), this);
}

internal readonly record struct Log2Op : IUnaryOp
{
    public string Name => "Log2";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Positive;

    public double Scalar(double x) => Math.Log2(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = Log2(x[i]);
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy / (x * Math.Log(2));

    // Two interfaces of a float have a Log2; this names the one of real numbers.
    private static T Log2<T>(T x) where T : ILogarithmicFunctions<T> => T.Log2(x);
}
