namespace PyDeepTensorNet.Nn;

/// <summary>Cross-correlation of [batch, channels, depth, height, width] with learned filters; see <see cref="Tensor.Conv3d"/>.</summary>
public sealed class Conv3d : Convolution
{
    /// <summary>A layer of random weights.</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the result: the number of filters.</param>
    /// <param name="kernelSize">The size of a window.</param>
    /// <param name="stride">Elements between windows; 1 by default.</param>
    /// <param name="padding">Elements around the input; none by default.</param>
    /// <param name="dilation">Elements between the taps of a window; 1 by default.</param>
    /// <param name="groups">Groups of channels that are convolved on their own.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="paddingMode">What is put around the input: zeros, or elements of its own.</param>
    /// <param name="dtype">float32 or float64.</param>
    /// <param name="generator">Where the random numbers come from; that of <see cref="Tensor.ManualSeed"/> where null.</param>
    /// <exception cref="ShapeException">The groups do not divide the channels, or a size is not positive.</exception>
    public Conv3d(int inChannels, int outChannels, Sizes kernelSize, Sizes stride = default, Padding padding = default, Sizes dilation = default, int groups = 1, bool bias = true, PadMode paddingMode = PadMode.Constant, DType dtype = DType.Float32, Generator? generator = null)
        : base("Conv3d", 3, inChannels, outChannels, false, kernelSize, stride, dilation, groups, bias, paddingMode, dtype, generator) => Padding = padding;

    /// <summary>Elements around the input.</summary>
    public Padding Padding { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Enter().Leave(x.Conv3d(Weight, Bias, Stride, Padding, Dilation, Groups, PaddingMode));

    /// <inheritdoc/>
    protected override string Settings() => $"{base.Settings()}, padding={Padding}";
}
