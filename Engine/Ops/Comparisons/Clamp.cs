using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The values brought into [min, max], elementwise; a bound may be missing, and where min exceeds max the result is max. The derivative is 1 from bound to bound inclusive, 0 outside.
    /// </summary>
    /// <exception cref="ArgumentException">Both bounds are missing.</exception>
    public Tensor Clamp(double? min, double? max)
    {
        if (min is null && max is null) throw new ArgumentException("Clamp: neither min nor max is given; name one of the bounds");
        double low = min ?? double.NegativeInfinity, high = max ?? double.PositiveInfinity;
        return Apply.Unary(new ClampOp(low, high), FloatingFor("Clamp", min ?? 0).FloatingFor("Clamp", max ?? 0));
    }

    /// <summary>
    /// The values brought into [min, max], elementwise with broadcasting; a bound may be missing, and where min exceeds max the result is max. The cotangent goes to the value where it lies
    /// between the bounds or on one, else to the bound that replaced it.
    /// </summary>
    /// <exception cref="ArgumentException">Both bounds are missing.</exception>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="DTypeException">float32 meets float64, or all are bool.</exception>
    public Tensor Clamp(Tensor? min, Tensor? max)
    {
        if (min is null && max is null) throw new ArgumentException("Clamp: neither min nor max is given; name one of the bounds");
        Tensor y = min is null ? this : ClampMin(min);
        return max is null ? y : y.ClampMax(max);
    }

    /// <inheritdoc cref="Clamp(double?, double?)"/>
    public Tensor ClampMin(double min) => Clamp(min, null);

    /// <inheritdoc cref="Clamp(double?, double?)"/>
    public Tensor ClampMax(double max) => Clamp(null, max);
}

internal readonly record struct ClampOp(double Low, double High) : IIntegerUnaryOp
{
    public string Name => "Clamp";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals with { Kinks = [Low, High] };

    public double Scalar(double x) => Math.Min(Math.Max(x, Low), High);

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TensorPrimitives.Max(x, T.CreateChecked(Low), y);
        TensorPrimitives.Min(y, T.CreateChecked(High), y);
    }

    // A missing bound is infinite and saturates to the end of the integers.
    public void ForwardInteger<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryInteger<T>
    {
        TensorPrimitives.Max(x, T.CreateSaturating(Low), y);
        TensorPrimitives.Min(y, T.CreateSaturating(High), y);
    }

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Apply.Binary(new ClampGradOp(Low, High), x, dy);
}

/// <summary>b where a lies between the bounds or on one, 0 elsewhere: the derivative of <see cref="ClampOp"/>.</summary>
internal readonly record struct ClampGradOp(double Low, double High) : IBinaryOp
{
    public string Name => "ClampGrad";

    public Residuals Residuals => Residuals.First;

    public Domain DomainA => Domain.Reals with { Kinks = [Low, High] };

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => a >= Low && a <= High ? b : 0;

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T low = T.CreateChecked(Low), high = T.CreateChecked(High);
        for (int i = 0; i < y.Length; i++) y[i] = a[i] >= low && a[i] <= high ? b[i] : T.Zero;
    }

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => Tensor.ZerosLike(dy);

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Binary(this, a, dy);
}
