using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The tangent of radians, elementwise, integers as float32; dy = (1 + y^2) dx.</summary>
    public Tensor Tan() => Apply.Unary(new TanOp(), this);
}

internal readonly record struct TanOp : IUnaryOp
{
    public string Name => "Tan";

    public Residuals Residuals => Residuals.Output;

    public Domain Domain => new(-1.4, 1.4);

    public double Scalar(double x) => Math.Tan(x);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = T.Tan(x[i]);
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => dy * (1 + y.Square());
}
