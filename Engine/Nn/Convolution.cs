namespace PyDeepTensorNet.Nn;

/// <summary>What the convolution layers share: weight and bias, started uniform in (-1/sqrt(fan), 1/sqrt(fan)) as PyTorch does, with fan the elements that one output sums over.</summary>
public abstract class Convolution : Module
{
    private protected Convolution(string op, int axes, int inChannels, int outChannels, bool transposed, Sizes kernelSize, Sizes stride, Sizes dilation, int groups, bool bias, PadMode paddingMode, DType dtype, Generator? generator)
    {
        if (groups < 1 || inChannels % groups != 0 || outChannels % groups != 0) throw new ShapeException($"{op}: {groups} groups of {inChannels} input and {outChannels} output channels: groups must be positive and divide both");
        if (inChannels < 1 || outChannels < 1) throw new ShapeException($"{op}: {inChannels} input and {outChannels} output channels; there must be at least one of each");
        if (kernelSize.IsDefault) throw new ShapeException($"{op}: the kernel has no size; give one number, or one for each spatial axis");
        if (transposed && paddingMode != PadMode.Constant) throw new ShapeException($"{op}: padding mode {paddingMode}: the padding of a transposed convolution is what its result is cut by, so that there is nothing to fill in; leave the mode Constant, and for other borders Pad the input by n in mode {paddingMode} first and give {op} n times the stride more padding");
        int[] size = kernelSize.For(op, "kernel size", axes, 1, 1);
        (KernelSize, Stride, Dilation, Groups, PaddingMode) = (kernelSize, stride, dilation, groups, paddingMode);
        int[] weight = transposed ? [inChannels, outChannels / groups, .. size] : [outChannels, inChannels / groups, .. size];
        double fan = weight[1];
        foreach (int taps in size) fan *= taps;
        double bound = 1 / Math.Sqrt(fan);
        Weight = RegisterParameter("weight", Init.Uniform_(Tensor.Zeros(weight, dtype), -bound, bound, generator));
        if (bias) Bias = RegisterParameter("bias", Init.Uniform_(Tensor.Zeros([outChannels], dtype), -bound, bound, generator));
    }

    /// <summary>[out, in / groups, spatial axes]; [in, out / groups, spatial axes] of a transposed convolution.</summary>
    public Tensor Weight { get; }

    /// <summary>[out], or null.</summary>
    public Tensor? Bias { get; }

    /// <summary>The size of a window.</summary>
    public Sizes KernelSize { get; }

    /// <summary>Elements between windows.</summary>
    public Sizes Stride { get; }

    /// <summary>Elements between the taps of a window.</summary>
    public Sizes Dilation { get; }

    /// <summary>Groups of channels that are convolved on their own.</summary>
    public int Groups { get; }

    /// <summary>What is put around the input; zeros of a transposed convolution.</summary>
    public PadMode PaddingMode { get; }

    /// <inheritdoc/>
    protected override string Settings() => $"weight={Weight.Shape}, stride={Stride}, dilation={Dilation}, groups={Groups}, bias={Bias is not null}{(PaddingMode == PadMode.Constant ? "" : $", padding_mode={PaddingMode}")}";
}
