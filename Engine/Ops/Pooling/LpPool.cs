namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>(sum of x^p)^(1/p) over each window of the last axis: p = 1 is the sum, a large p tends to the largest. NaN where a fraction meets a negative sum.</summary>
    /// <param name="p">The power.</param>
    /// <param name="kernelSize">Elements of a window.</param>
    /// <param name="stride">Elements between windows; the window's size by default.</param>
    /// <param name="ceilMode">Whether a last window may reach beyond the end.</param>
    /// <exception cref="ShapeException">The axes or sizes do not fit, or the input is empty.</exception>
    /// <exception cref="DTypeException">The input is not floating.</exception>
    public Tensor LpPool1d(double p, Sizes kernelSize, Sizes stride = default, bool ceilMode = false) => LpPool("LpPool1d", 1, p, kernelSize, stride, ceilMode);

    /// <summary>(sum of x^p)^(1/p) over each window of the last two axes.</summary>
    /// <inheritdoc cref="LpPool1d"/>
    public Tensor LpPool2d(double p, Sizes kernelSize, Sizes stride = default, bool ceilMode = false) => LpPool("LpPool2d", 2, p, kernelSize, stride, ceilMode);

    private Tensor LpPool(string op, int axes, double p, Sizes kernelSize, Sizes stride, bool ceilMode)
    {
        int count = 1;
        foreach (int size in kernelSize.For(op, "kernel size", axes, 1, 1)) count *= size;
        // Cut windows count as whole ones, as in PyTorch: their average times the whole count.
        Tensor sums = Pow(p).AvgPool(op, axes, kernelSize, stride, default, ceilMode, true, null) * count;
        return sums.Pow(1 / p);
    }
}
