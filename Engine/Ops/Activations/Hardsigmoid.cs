using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>(x + 3) / 6 brought into [0, 1], elementwise, integers as float32; the derivative is 1/6 between -3 and 3, and 0 there and outside.</summary>
    public Tensor Hardsigmoid() => Apply.Unary(new HardsigmoidOp(), this);
}

internal readonly record struct HardsigmoidOp : IUnaryOp
{
    public string Name => "Hardsigmoid";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals with { Kinks = [-3, 3] };

    public double Scalar(double x) => Math.Min(Math.Max(x + 3, 0), 6) / 6;

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T three = T.CreateChecked(3), six = three + three;
        for (int i = 0; i < y.Length; i++) y[i] = T.Min(T.Max(x[i] + three, T.Zero), six) / six;
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Apply.Binary(new PassInsideOp(-3, 3), x, dy) / 6;
}
