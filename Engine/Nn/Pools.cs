namespace PyDeepTensorNet.Nn;

/// <summary>The largest element of each window over the last axis; see <see cref="Tensor.MaxPool1d"/>.</summary>
/// <param name="kernelSize">Elements of a window.</param>
/// <param name="stride">Elements between windows; the window's size by default.</param>
/// <param name="padding">Elements around the input that never are the largest.</param>
/// <param name="dilation">Elements between the taps of a window.</param>
/// <param name="ceilMode">Whether a last window may reach beyond the end.</param>
public sealed class MaxPool1d(Sizes kernelSize, Sizes stride = default, Sizes padding = default, Sizes dilation = default, bool ceilMode = false) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.MaxPool1d(kernelSize, stride, padding, dilation, ceilMode);

    /// <inheritdoc/>
    protected override string Settings() => $"kernel_size={kernelSize}, stride={stride}, padding={padding}, dilation={dilation}, ceil_mode={ceilMode}";
}

/// <summary>The largest element of each window over the last two axes; see <see cref="Tensor.MaxPool2d"/>.</summary>
/// <param name="kernelSize">Elements of a window.</param>
/// <param name="stride">Elements between windows; the window's size by default.</param>
/// <param name="padding">Elements around the input that never are the largest.</param>
/// <param name="dilation">Elements between the taps of a window.</param>
/// <param name="ceilMode">Whether a last window may reach beyond the end.</param>
public sealed class MaxPool2d(Sizes kernelSize, Sizes stride = default, Sizes padding = default, Sizes dilation = default, bool ceilMode = false) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.MaxPool2d(kernelSize, stride, padding, dilation, ceilMode);

    /// <inheritdoc/>
    protected override string Settings() => $"kernel_size={kernelSize}, stride={stride}, padding={padding}, dilation={dilation}, ceil_mode={ceilMode}";
}

/// <summary>The largest element of each window over the last three axes; see <see cref="Tensor.MaxPool3d"/>.</summary>
/// <param name="kernelSize">Elements of a window.</param>
/// <param name="stride">Elements between windows; the window's size by default.</param>
/// <param name="padding">Elements around the input that never are the largest.</param>
/// <param name="dilation">Elements between the taps of a window.</param>
/// <param name="ceilMode">Whether a last window may reach beyond the end.</param>
public sealed class MaxPool3d(Sizes kernelSize, Sizes stride = default, Sizes padding = default, Sizes dilation = default, bool ceilMode = false) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.MaxPool3d(kernelSize, stride, padding, dilation, ceilMode);

    /// <inheritdoc/>
    protected override string Settings() => $"kernel_size={kernelSize}, stride={stride}, padding={padding}, dilation={dilation}, ceil_mode={ceilMode}";
}

/// <summary>The average of each window over the last axis; see <see cref="Tensor.AvgPool1d"/>.</summary>
/// <param name="kernelSize">Elements of a window.</param>
/// <param name="stride">Elements between windows; the window's size by default.</param>
/// <param name="padding">Zeros around the input.</param>
/// <param name="ceilMode">Whether a last window may reach beyond the end.</param>
/// <param name="countIncludePad">Whether the zeros of the padding count in the average.</param>
public sealed class AvgPool1d(Sizes kernelSize, Sizes stride = default, Sizes padding = default, bool ceilMode = false, bool countIncludePad = true) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.AvgPool1d(kernelSize, stride, padding, ceilMode, countIncludePad);

    /// <inheritdoc/>
    protected override string Settings() => $"kernel_size={kernelSize}, stride={stride}, padding={padding}";
}

/// <summary>The average of each window over the last two axes; see <see cref="Tensor.AvgPool2d"/>.</summary>
/// <param name="kernelSize">Elements of a window.</param>
/// <param name="stride">Elements between windows; the window's size by default.</param>
/// <param name="padding">Zeros around the input.</param>
/// <param name="ceilMode">Whether a last window may reach beyond the end.</param>
/// <param name="countIncludePad">Whether the zeros of the padding count in the average.</param>
/// <param name="divisorOverride">What sums are divided by instead of the count.</param>
public sealed class AvgPool2d(Sizes kernelSize, Sizes stride = default, Sizes padding = default, bool ceilMode = false, bool countIncludePad = true, int? divisorOverride = null) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.AvgPool2d(kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride);

    /// <inheritdoc/>
    protected override string Settings() => $"kernel_size={kernelSize}, stride={stride}, padding={padding}";
}

/// <summary>The average of each window over the last three axes; see <see cref="Tensor.AvgPool3d"/>.</summary>
/// <param name="kernelSize">Elements of a window.</param>
/// <param name="stride">Elements between windows; the window's size by default.</param>
/// <param name="padding">Zeros around the input.</param>
/// <param name="ceilMode">Whether a last window may reach beyond the end.</param>
/// <param name="countIncludePad">Whether the zeros of the padding count in the average.</param>
/// <param name="divisorOverride">What sums are divided by instead of the count.</param>
public sealed class AvgPool3d(Sizes kernelSize, Sizes stride = default, Sizes padding = default, bool ceilMode = false, bool countIncludePad = true, int? divisorOverride = null) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.AvgPool3d(kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride);

    /// <inheritdoc/>
    protected override string Settings() => $"kernel_size={kernelSize}, stride={stride}, padding={padding}";
}

/// <summary>The average of each window that divides the last axis evenly; see <see cref="Tensor.AdaptiveAvgPool1d"/>.</summary>
/// <param name="outputSize">The number of windows; -1 keeps a size.</param>
public sealed class AdaptiveAvgPool1d(Sizes outputSize) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.AdaptiveAvgPool1d(outputSize);

    /// <inheritdoc/>
    protected override string Settings() => $"output_size={outputSize}";
}

/// <summary>The average of each window that divides the last two axes evenly; see <see cref="Tensor.AdaptiveAvgPool2d"/>.</summary>
/// <param name="outputSize">The number of windows; -1 keeps a size.</param>
public sealed class AdaptiveAvgPool2d(Sizes outputSize) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.AdaptiveAvgPool2d(outputSize);

    /// <inheritdoc/>
    protected override string Settings() => $"output_size={outputSize}";
}

/// <summary>The average of each window that divides the last three axes evenly; see <see cref="Tensor.AdaptiveAvgPool3d"/>.</summary>
/// <param name="outputSize">The number of windows; -1 keeps a size.</param>
public sealed class AdaptiveAvgPool3d(Sizes outputSize) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.AdaptiveAvgPool3d(outputSize);

    /// <inheritdoc/>
    protected override string Settings() => $"output_size={outputSize}";
}

/// <summary>The largest element of each window that divides the last axis evenly; see <see cref="Tensor.AdaptiveMaxPool1d"/>.</summary>
/// <param name="outputSize">The number of windows; -1 keeps a size.</param>
public sealed class AdaptiveMaxPool1d(Sizes outputSize) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.AdaptiveMaxPool1d(outputSize);

    /// <inheritdoc/>
    protected override string Settings() => $"output_size={outputSize}";
}

/// <summary>The largest element of each window that divides the last two axes evenly; see <see cref="Tensor.AdaptiveMaxPool2d"/>.</summary>
/// <param name="outputSize">The number of windows; -1 keeps a size.</param>
public sealed class AdaptiveMaxPool2d(Sizes outputSize) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.AdaptiveMaxPool2d(outputSize);

    /// <inheritdoc/>
    protected override string Settings() => $"output_size={outputSize}";
}

/// <summary>The largest element of each window that divides the last three axes evenly; see <see cref="Tensor.AdaptiveMaxPool3d"/>.</summary>
/// <param name="outputSize">The number of windows; -1 keeps a size.</param>
public sealed class AdaptiveMaxPool3d(Sizes outputSize) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.AdaptiveMaxPool3d(outputSize);

    /// <inheritdoc/>
    protected override string Settings() => $"output_size={outputSize}";
}

/// <summary>(sum of x^p)^(1/p) over each window of the last axis; see <see cref="Tensor.LpPool1d"/>.</summary>
/// <param name="normType">The power p.</param>
/// <param name="kernelSize">Elements of a window.</param>
/// <param name="stride">Elements between windows; the window's size by default.</param>
/// <param name="ceilMode">Whether a last window may reach beyond the end.</param>
public sealed class LPPool1d(double normType, Sizes kernelSize, Sizes stride = default, bool ceilMode = false) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.LpPool1d(normType, kernelSize, stride, ceilMode);

    /// <inheritdoc/>
    protected override string Settings() => Invariant($"norm_type={normType}, kernel_size={kernelSize}, stride={stride}, ceil_mode={ceilMode}");
}

/// <summary>(sum of x^p)^(1/p) over each window of the last two axes; see <see cref="Tensor.LpPool2d"/>.</summary>
/// <param name="normType">The power p.</param>
/// <param name="kernelSize">Elements of a window.</param>
/// <param name="stride">Elements between windows; the window's size by default.</param>
/// <param name="ceilMode">Whether a last window may reach beyond the end.</param>
public sealed class LPPool2d(double normType, Sizes kernelSize, Sizes stride = default, bool ceilMode = false) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.LpPool2d(normType, kernelSize, stride, ceilMode);

    /// <inheritdoc/>
    protected override string Settings() => Invariant($"norm_type={normType}, kernel_size={kernelSize}, stride={stride}, ceil_mode={ceilMode}");
}
