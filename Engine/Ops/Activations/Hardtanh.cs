using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The values brought into [min, max], elementwise, integers as float32; where min exceeds max the result is max. The derivative is 1 between the bounds, and 0 on them and outside,
    /// where that of <see cref="Clamp(double?, double?)"/> is 1 on them.
    /// </summary>
    public Tensor Hardtanh(double min = -1, double max = 1) => Apply.Unary(new HardtanhOp("Hardtanh", min, max), this);
}

internal readonly record struct HardtanhOp(string Name, double Low, double High) : IUnaryOp
{
    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals with { Kinks = [Low, High] };

    public double Scalar(double x) => Math.Min(Math.Max(x, Low), High);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => new ClampOp(Low, High).Forward(x, y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Apply.Binary(new PassInsideOp(Low, High), x, dy);
}
