using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>ln(e^a + e^b) without overflow, elementwise with broadcasting, integers as float32; d = e^(a-y) da + e^(b-y) db.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public Tensor Logaddexp(Tensor other) => Apply.Binary(new LogaddexpOp(), this, other);
}

internal readonly record struct LogaddexpOp : IBinaryOp
{
    public string Name => "Logaddexp";

    public Residuals Residuals => Residuals.First | Residuals.Second | Residuals.Output;

    public Domain DomainA => Domain.Reals;

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => Math.Max(a, b) + Math.Log(1 + Math.Exp(a == b ? 0 : -Math.Abs(a - b)));

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
        {
            // Equal infinities would make NaN of their difference.
            T distance = a[i] == b[i] ? T.Zero : T.Abs(a[i] - b[i]), tail = T.Exp(-distance), sum = T.One + tail;
            // ln(1 + t) that keeps the digits which 1 + t rounds away.
            y[i] = T.Max(a[i], b[i]) + (sum == T.One ? tail : T.Log(sum) * (tail / (sum - T.One)));
        }
    }

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Ternary(new ExpDifferenceOp(), a, y, dy);

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Ternary(new ExpDifferenceOp(), b, y, dy);
}
