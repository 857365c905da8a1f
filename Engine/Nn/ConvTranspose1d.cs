namespace PyDeepTensorNet.Nn;

/// <summary>The transpose of a convolution of [batch, channels, width], which widens where that narrows; see <see cref="Tensor.ConvTranspose1d"/>.</summary>
public sealed class ConvTranspose1d : Convolution
{
    /// <summary>A layer of random weights.</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the result.</param>
    /// <param name="kernelSize">The size of a window.</param>
    /// <param name="stride">Elements between the places that neighbours add to; 1 by default.</param>
    /// <param name="padding">Elements that are cut off around the result.</param>
    /// <param name="outputPadding">Elements that the result is longer by at its ends.</param>
    /// <param name="groups">Groups of channels that are convolved on their own.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="dilation">Elements between the taps of a window; 1 by default.</param>
    /// <param name="paddingMode">Zeros: there is nothing else to cut off.</param>
    /// <param name="dtype">float32 or float64.</param>
    /// <param name="generator">Where the random numbers come from; that of <see cref="Tensor.ManualSeed"/> where null.</param>
    /// <exception cref="ShapeException">The groups do not divide the channels, a size is not positive, or the padding mode is not that of zeros.</exception>
    public ConvTranspose1d(int inChannels, int outChannels, Sizes kernelSize, Sizes stride = default, Sizes padding = default, Sizes outputPadding = default, int groups = 1, bool bias = true, Sizes dilation = default, PadMode paddingMode = PadMode.Constant, DType dtype = DType.Float32, Generator? generator = null)
        : base("ConvTranspose1d", 1, inChannels, outChannels, true, kernelSize, stride, dilation, groups, bias, paddingMode, dtype, generator) => (Padding, OutputPadding) = (padding, outputPadding);

    /// <summary>Elements that are cut off around the result.</summary>
    public Sizes Padding { get; }

    /// <summary>Elements that the result is longer by at its ends.</summary>
    public Sizes OutputPadding { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Enter().Leave(x.ConvTranspose1d(Weight, Bias, Stride, Padding, OutputPadding, Groups, Dilation));

    /// <inheritdoc/>
    protected override string Settings() => $"{base.Settings()}, padding={Padding}, output_padding={OutputPadding}";
}
