namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The average of each of <paramref name="outputSize"/> windows that divide the last axis of [batch, channels, width] (or without the batch) evenly: window o takes the elements from
    /// floor(o width / outputSize) to ceil((o + 1) width / outputSize). -1 keeps the size.
    /// </summary>
    /// <exception cref="ShapeException">The axes do not fit, or the input is empty.</exception>
    /// <exception cref="DTypeException">The input is not floating.</exception>
    public Tensor AdaptiveAvgPool1d(Sizes outputSize) => AdaptiveAvgPool("AdaptiveAvgPool1d", 1, outputSize);

    /// <summary>The average of each window that divides the last two axes evenly; see <see cref="AdaptiveAvgPool1d"/>.</summary>
    /// <inheritdoc cref="AdaptiveAvgPool1d"/>
    public Tensor AdaptiveAvgPool2d(Sizes outputSize) => AdaptiveAvgPool("AdaptiveAvgPool2d", 2, outputSize);

    /// <summary>The average of each window that divides the last three axes evenly; see <see cref="AdaptiveAvgPool1d"/>.</summary>
    /// <inheritdoc cref="AdaptiveAvgPool1d"/>
    public Tensor AdaptiveAvgPool3d(Sizes outputSize) => AdaptiveAvgPool("AdaptiveAvgPool3d", 3, outputSize);

    private Tensor AdaptiveAvgPool(string op, int axes, Sizes outputSize) => Apply.Transform(new AveragePoolOp(op, PoolGeometry.Adaptive(op, axes, this, outputSize), null), this);
}
