using System.Numerics;

namespace PyDeepTensorNet;

/// <summary>b, and 0 where a is at the threshold or below: the derivative of <see cref="ReluOp"/> and <see cref="ThresholdOp"/>.</summary>
internal readonly record struct PassAboveOp(double Threshold) : IBinaryOp
{
    public string Name => "PassAbove";

    public Residuals Residuals => Residuals.First;

    public Domain DomainA => Domain.Reals with { Kinks = [Threshold] };

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => a <= Threshold ? 0 : b;

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T threshold = T.CreateChecked(Threshold);
        var thresholds = new Vector<T>(threshold);
        int i = 0;
        for (; i <= y.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            Vector.ConditionalSelect(Vector.LessThanOrEqual(new Vector<T>(a[i..]), thresholds), Vector<T>.Zero, new Vector<T>(b[i..])).CopyTo(y[i..]);
        }
        for (; i < y.Length; i++) y[i] = a[i] <= threshold ? T.Zero : b[i];
    }

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => Tensor.ZerosLike(dy);

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Apply.Binary(this, a, dy);
}
