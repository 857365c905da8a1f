using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>x where it exceeds the threshold, the value elsewhere, elementwise, integers as float32; the derivative is 1 and 0.</summary>
    public Tensor Threshold(double threshold, double value) => Apply.Unary(new ThresholdOp(threshold, value), this);
}

internal readonly record struct ThresholdOp(double Threshold, double Value) : IUnaryOp
{
    public string Name => "Threshold";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals with { Kinks = [Threshold] };

    public double Scalar(double x) => x <= Threshold ? Value : x;

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T threshold = T.CreateChecked(Threshold), value = T.CreateChecked(Value);
        for (int i = 0; i < y.Length; i++) y[i] = x[i] <= threshold ? value : x[i];
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Apply.Binary(new PassAboveOp(Threshold), x, dy);
}
