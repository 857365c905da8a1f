using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The values with numbers in place of NaN and the infinities, elementwise; where none is given, the infinities become the largest and the smallest number of the dtype. Integers stay as they
    /// are. The derivative is 1 at numbers, 0 elsewhere.
    /// </summary>
    public Tensor NanToNum(double nan = 0, double? posinf = null, double? neginf = null) => Apply.Unary(new NanToNumOp(nan, posinf, neginf), this);
}

internal readonly record struct NanToNumOp(double Nan, double? PositiveInfinity, double? NegativeInfinity) : IIntegerUnaryOp
{
    public string Name => "NanToNum";

    public Residuals Residuals => Residuals.First;

    public Domain Domain => Domain.Reals;

    public double Scalar(double x) => double.IsNaN(x) ? Nan : double.IsPositiveInfinity(x) ? PositiveInfinity ?? double.MaxValue : double.IsNegativeInfinity(x) ? NegativeInfinity ?? double.MinValue : x;

    public void Forward<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T largest = T.BitDecrement(T.PositiveInfinity);
        T nan = T.CreateChecked(Nan), high = PositiveInfinity is { } above ? T.CreateChecked(above) : largest, low = NegativeInfinity is { } below ? T.CreateChecked(below) : -largest;
        for (int i = 0; i < y.Length; i++) y[i] = T.IsFinite(x[i]) ? x[i] : T.IsNaN(x[i]) ? nan : T.IsPositive(x[i]) ? high : low;
    }

    public void ForwardInteger<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryInteger<T> => x.CopyTo(y);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy) => Tensor.Where(x.IsFinite(), dy, 0);
}
