using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The base-2 logarithm of 2^a + 2^b without overflow, elementwise with broadcasting, integers as float32; d = 2^(a-y) da + 2^(b-y) db.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public Tensor Logaddexp2(Tensor other) => Apply.Binary(new Logaddexp2Op(), this, other);
}

internal readonly record struct Logaddexp2Op : IBinaryOp
{
    private static readonly double s_ln2 = Math.Log(2);

    public string Name => "Logaddexp2";

    public Residuals Residuals => Residuals.First | Residuals.Second | Residuals.Output;

    public Domain DomainA => Domain.Reals;

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => Sum(a, b);

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = Sum(a[i], b[i]);
    }

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Ternary(new ExpDifferenceOp(), a * s_ln2, y * s_ln2, dy);

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => VjpA(b, a, y, dy);

    private static T Sum<T>(T a, T b) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Equal infinities would make NaN of their difference.
        T distance = a == b ? T.Zero : T.Abs(a - b);
        return T.Max(a, b) + Elementary.Log1p(T.Exp2(-distance)) / T.CreateTruncating(s_ln2);
    }
}
