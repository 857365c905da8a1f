using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The number next to a in the direction of b, elementwise with broadcasting, b itself where they are equal, integers as float32; the derivatives are 1 and 0.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public Tensor Nextafter(Tensor other) => Apply.Binary(new NextafterOp(), this, other);
}

internal readonly record struct NextafterOp : IBinaryOp
{
    public string Name => "Nextafter";

    public Residuals Residuals => Residuals.None;

    public Domain DomainA => Domain.Reals with { Kinks = [0], OfDifference = true };

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => Next(a, b);

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = Next(a[i], b[i]);
    }

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => dy;

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Tensor.ZerosLike(dy);

    // The sum is NaN where either is, and b where they are equal but for the sign of zero.
    private static T Next<T>(T a, T b) where T : IBinaryFloatingPointIeee754<T> => a < b ? T.BitIncrement(a) : a > b ? T.BitDecrement(a) : a == b ? b : a + b;
}
