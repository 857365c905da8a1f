using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The average of each window over the last axis of [batch, channels, width] (or without the batch): (width + 2 padding - size) / stride + 1 windows, rounded up with <paramref name="ceilMode"/>.
    /// </summary>
    /// <param name="kernelSize">Elements of a window.</param>
    /// <param name="stride">Elements between windows; the window's size by default.</param>
    /// <param name="padding">Zeros at both ends; at most half a window.</param>
    /// <param name="ceilMode">Whether a last window may reach beyond the end.</param>
    /// <param name="countIncludePad">Whether the zeros of the padding count in the average.</param>
    /// <exception cref="ShapeException">The axes or sizes do not fit, or the input is empty.</exception>
    /// <exception cref="DTypeException">The input is not floating.</exception>
    public Tensor AvgPool1d(Sizes kernelSize, Sizes stride = default, Sizes padding = default, bool ceilMode = false, bool countIncludePad = true) =>
        AvgPool("AvgPool1d", 1, kernelSize, stride, padding, ceilMode, countIncludePad, null);

    /// <summary>The average of each window over the last two axes; see <see cref="AvgPool1d"/>. <paramref name="divisorOverride"/> replaces the count that sums are divided by.</summary>
    /// <inheritdoc cref="AvgPool1d"/>
    public Tensor AvgPool2d(Sizes kernelSize, Sizes stride = default, Sizes padding = default, bool ceilMode = false, bool countIncludePad = true, int? divisorOverride = null) =>
        AvgPool("AvgPool2d", 2, kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride);

    /// <summary>The average of each window over the last three axes; see <see cref="AvgPool1d"/>. <paramref name="divisorOverride"/> replaces the count that sums are divided by.</summary>
    /// <inheritdoc cref="AvgPool1d"/>
    public Tensor AvgPool3d(Sizes kernelSize, Sizes stride = default, Sizes padding = default, bool ceilMode = false, bool countIncludePad = true, int? divisorOverride = null) =>
        AvgPool("AvgPool3d", 3, kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride);

    private Tensor AvgPool(string op, int axes, Sizes kernelSize, Sizes stride, Sizes padding, bool ceilMode, bool countIncludePad, int? divisor)
    {
        if (divisor == 0) throw new ArgumentException($"{op}: a divisor of 0 has no average; leave it out to divide by the window's count");
        return Apply.Transform(new AveragePoolOp(op, PoolGeometry.Sliding(op, axes, this, kernelSize, stride, padding, default, ceilMode, countIncludePad), divisor), this);
    }
}

/// <summary>Averages of windows; <see cref="SpreadPoolOp"/> is its transpose.</summary>
internal readonly record struct AveragePoolOp(string Name, PoolGeometry Geometry, int? Divisor) : ITransformOp
{
    public Residuals Residuals => Residuals.None;

    public Tensor Forward(Tensor x) => x.DType == DType.Float32 ? Run<float>(x) : Run<double>(x);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => Apply.Transform(new SpreadPoolOp(Geometry, Divisor), dy);

    private Tensor Run<T>(Tensor x) where T : unmanaged, INumber<T>
    {
        Tensor y = Tensor.Empty(Geometry.Output, x.DType);
        Geometry.Kernel.Average(x.Contiguous().Span<T>(), Divisor is { } divisor ? T.CreateChecked(divisor) : null, y.Span<T>());
        return y;
    }
}

/// <summary>Shares each number among the elements of its window; the transpose of <see cref="AveragePoolOp"/>.</summary>
internal readonly record struct SpreadPoolOp(PoolGeometry Geometry, int? Divisor) : ITransformOp
{
    public string Name => "AvgPoolInput";

    public Residuals Residuals => Residuals.None;

    public Tensor Forward(Tensor x) => x.DType == DType.Float32 ? Run<float>(x) : Run<double>(x);

    public Tensor Vjp(Tensor x, Tensor y, Tensor dy, Shape shape) => Apply.Transform(new AveragePoolOp("AvgPool", Geometry, Divisor), dy);

    private Tensor Run<T>(Tensor x) where T : unmanaged, INumber<T>
    {
        Tensor y = Tensor.Zeros(Geometry.Input, x.DType);
        Geometry.Kernel.Spread(x.Contiguous().Span<T>(), Divisor is { } divisor ? T.CreateChecked(divisor) : null, y.Span<T>());
        return y;
    }
}
