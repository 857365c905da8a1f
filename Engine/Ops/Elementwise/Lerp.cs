using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>a + weight (b - a), elementwise with broadcasting, exact at weight 0 and 1, integers as float32; the derivatives are 1 - weight and weight.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public Tensor Lerp(Tensor end, double weight) => Lerp(end, (Tensor)weight);

    /// <summary>a + weight (b - a), elementwise with broadcasting, exact at weight 0 and 1, integers as float32; the derivatives are 1 - weight, weight and b - a.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64.</exception>
    public Tensor Lerp(Tensor end, Tensor weight) => Apply.Ternary(new LerpOp(), this, end, weight);
}

internal readonly record struct LerpOp : ITernaryOp
{
    public string Name => "Lerp";

    public Residuals Residuals => Residuals.Inputs;

    public Domain DomainA => Domain.Reals;

    public Domain DomainB => Domain.Reals;

    public Domain DomainC => Domain.Reals;

    public double Scalar(double a, double b, double c) => Math.Abs(c) < 0.5 ? a + c * (b - a) : b - (1 - c) * (b - a);

    // Each half is exact at its own end.
    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T half = T.One / (T.One + T.One);
        for (int i = 0; i < y.Length; i++)
        {
            T difference = b[i] - a[i];
            y[i] = T.Abs(c[i]) < half ? a[i] + c[i] * difference : b[i] - (T.One - c[i]) * difference;
        }
    }

    public void Vjp(Pullback pull)
    {
        Tensor weight = pull.Input(2);
        if (pull.Needs(0)) pull.Add(0, pull.Dy * (1 - weight));
        if (pull.Needs(1)) pull.Add(1, pull.Dy * weight);
        if (pull.Needs(2)) pull.Add(2, pull.Dy * (pull.Input(1) - pull.Input(0)));
    }
}
