using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// x above 0, w x elsewhere, with learned slopes w: one, or one for each channel (axis 1). The derivative by x is 1 above 0 and w at 0 and below, that by w the sum of x where it is below 0.
    /// </summary>
    /// <exception cref="ShapeException">The weight holds neither one slope nor one for each channel.</exception>
    /// <exception cref="DTypeException">The dtypes differ or are not floating.</exception>
    public Tensor Prelu(Tensor weight)
    {
        if (!DType.IsFloating() || weight.DType != DType) throw new DTypeException($"Prelu: input {Describe()} and weight {weight.Describe()} must be of one floating dtype; cast with To");
        if (weight.ElementCount == 1 && weight.Rank <= 1) return Apply.Binary(new PreluOp(), this, weight.Reshape());
        if (weight.Rank != 1 || Rank < 2 || weight.Shape[0] != Shape[1]) throw new ShapeException($"Prelu: input {Shape} and weight {weight.Shape}: the weight holds one slope, or one for each channel, which are {(Rank < 2 ? "none: the input has no axis 1" : $"the {Shape[1]} places of axis 1")}");
        int[] dims = new int[Rank];
        Array.Fill(dims, 1);
        dims[1] = Shape[1];
        return Apply.Binary(new PreluOp(), this, weight.Reshape(dims));
    }
}

internal readonly record struct PreluOp : IBinaryOp
{
    public string Name => "Prelu";

    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Domain DomainA => Domain.Reals with { Kinks = [0] };

    public Domain DomainB => Domain.Reals;

    public double Scalar(double a, double b) => a > 0 ? a : a * b;

    public void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = a[i] > T.Zero ? a[i] : a[i] * b[i];
    }

    public Tensor VjpA(Tensor a, Tensor b, Tensor y, Tensor dy) => Tensor.Where(a > 0, dy, dy * b);

    public Tensor VjpB(Tensor a, Tensor b, Tensor y, Tensor dy) => Tensor.Where(a > 0, 0, dy * a);
}
