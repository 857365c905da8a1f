namespace PyDeepTensorNet.Nn;

/// <summary>Channels spread over finer pixels; see <see cref="Tensor.PixelShuffle"/>.</summary>
/// <param name="upscaleFactor">How many times finer.</param>
public sealed class PixelShuffle(int upscaleFactor) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.PixelShuffle(upscaleFactor);

    /// <inheritdoc/>
    protected override string Settings() => $"upscale_factor={upscaleFactor}";
}

/// <summary>Pixels gathered into channels of coarser ones; see <see cref="Tensor.PixelUnshuffle"/>.</summary>
/// <param name="downscaleFactor">How many times coarser.</param>
public sealed class PixelUnshuffle(int downscaleFactor) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.PixelUnshuffle(downscaleFactor);

    /// <inheritdoc/>
    protected override string Settings() => $"downscale_factor={downscaleFactor}";
}
