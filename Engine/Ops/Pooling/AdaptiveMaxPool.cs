namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The largest element of each of <paramref name="outputSize"/> windows that divide the last axis of [batch, channels, width] (or without the batch) evenly: window o takes the elements from
    /// floor(o width / outputSize) to ceil((o + 1) width / outputSize). -1 keeps the size.
    /// </summary>
    /// <exception cref="ShapeException">The axes do not fit, or the input is empty.</exception>
    /// <exception cref="DTypeException">The input is not floating.</exception>
    public Tensor AdaptiveMaxPool1d(Sizes outputSize) => AdaptiveMaxPool1dWithIndices(outputSize).Values;

    /// <summary>The largest element of each window that divides the last two axes evenly; see <see cref="AdaptiveMaxPool1d"/>.</summary>
    /// <inheritdoc cref="AdaptiveMaxPool1d"/>
    public Tensor AdaptiveMaxPool2d(Sizes outputSize) => AdaptiveMaxPool2dWithIndices(outputSize).Values;

    /// <summary>The largest element of each window that divides the last three axes evenly; see <see cref="AdaptiveMaxPool1d"/>.</summary>
    /// <inheritdoc cref="AdaptiveMaxPool1d"/>
    public Tensor AdaptiveMaxPool3d(Sizes outputSize) => AdaptiveMaxPool3dWithIndices(outputSize).Values;

    /// <summary><see cref="AdaptiveMaxPool1d"/>, and where in its channel each largest element lies.</summary>
    /// <inheritdoc cref="AdaptiveMaxPool1d"/>
    public (Tensor Values, Tensor Indices) AdaptiveMaxPool1dWithIndices(Sizes outputSize) => MaxPool(PoolGeometry.Adaptive("AdaptiveMaxPool1d", 1, this, outputSize), "AdaptiveMaxPool1d", true);

    /// <summary><see cref="AdaptiveMaxPool2d"/>, and where in its channel's plane each largest element lies, counted row by row.</summary>
    /// <inheritdoc cref="AdaptiveMaxPool1d"/>
    public (Tensor Values, Tensor Indices) AdaptiveMaxPool2dWithIndices(Sizes outputSize) => MaxPool(PoolGeometry.Adaptive("AdaptiveMaxPool2d", 2, this, outputSize), "AdaptiveMaxPool2d", true);

    /// <summary><see cref="AdaptiveMaxPool3d"/>, and where in its channel's volume each largest element lies, counted row by row.</summary>
    /// <inheritdoc cref="AdaptiveMaxPool1d"/>
    public (Tensor Values, Tensor Indices) AdaptiveMaxPool3dWithIndices(Sizes outputSize) => MaxPool(PoolGeometry.Adaptive("AdaptiveMaxPool3d", 3, this, outputSize), "AdaptiveMaxPool3d", true);
}
