using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The step function: 0 where x is negative, 1 where it is positive, and an element of <paramref name="values"/> where it is 0, elementwise with broadcasting; NaN counts as negative. Integers stay
    /// integers. The derivative by x is 0, that by the values is 1 where x is 0.
    /// </summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64, or both are bool.</exception>
    public Tensor Heaviside(Tensor values) => Apply.Binary(new HeavisideOp(), this, values);
}

internal readonly record struct HeavisideOp : IIntegerBinaryOp
{
    public string Name => "Heaviside";

    public Residuals Residuals => Residuals.First;

    public Domain DomainA => Domain.Reals with { Kinks = [0] };

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => a == 0 ? b : a > 0 ? 1 : 0;

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Step(a, b, y);

    public void ForwardInteger<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryInteger<T> => Step(a, b, y);

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => Tensor.ZerosLike(dy);

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Tensor.Where(a.Eq(0), dy, 0);

    private static void Step<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : INumber<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = T.IsZero(a[i]) ? b[i] : a[i] > T.Zero ? T.One : T.Zero;
    }
}
