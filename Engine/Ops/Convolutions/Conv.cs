using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// Cross-correlation over one axis: input [batch, in, width] (or without the batch) with weight [out, in / groups, size] gives
    /// y[n, k, o] = bias[k] + sum over c, t of weight[k, c, t] x[n, c, o stride + t dilation - padding], of width (width + 2 padding - dilation (size - 1) - 1) / stride + 1.
    /// </summary>
    /// <param name="weight">[out, in / groups, size].</param>
    /// <param name="bias">[out], or null.</param>
    /// <param name="stride">Elements between windows.</param>
    /// <param name="padding">Elements put at both ends, or <see cref="Padding.Same"/>.</param>
    /// <param name="dilation">Elements between the taps of a window.</param>
    /// <param name="groups">Channels are divided into so many groups, each convolved on its own; as many as channels is depthwise.</param>
    /// <param name="paddingMode">What is put there: zeros, or elements of the input as <see cref="Pad(PadMode, ReadOnlySpan{int})"/> takes them; PyTorch's <c>padding_mode</c>.</param>
    /// <exception cref="ShapeException">Ranks, channels, groups or sizes do not fit, the window is larger than the padded input, or the input has fewer elements than the padding mode takes from it.</exception>
    /// <exception cref="DTypeException">The dtypes are not one floating type.</exception>
    public Tensor Conv1d(Tensor weight, Tensor? bias = null, Sizes stride = default, Padding padding = default, Sizes dilation = default, int groups = 1, PadMode paddingMode = PadMode.Constant) =>
        Conv("Conv1d", 1, weight, bias, stride, padding, dilation, groups, paddingMode);

    /// <summary>Cross-correlation over two axes: input [batch, in, height, width], weight [out, in / groups, height, width]; see <see cref="Conv1d"/>.</summary>
    /// <inheritdoc cref="Conv1d"/>
    public Tensor Conv2d(Tensor weight, Tensor? bias = null, Sizes stride = default, Padding padding = default, Sizes dilation = default, int groups = 1, PadMode paddingMode = PadMode.Constant) =>
        Conv("Conv2d", 2, weight, bias, stride, padding, dilation, groups, paddingMode);

    /// <summary>Cross-correlation over three axes: input [batch, in, depth, height, width], weight [out, in / groups, depth, height, width]; see <see cref="Conv1d"/>.</summary>
    /// <inheritdoc cref="Conv1d"/>
    public Tensor Conv3d(Tensor weight, Tensor? bias = null, Sizes stride = default, Padding padding = default, Sizes dilation = default, int groups = 1, PadMode paddingMode = PadMode.Constant) =>
        Conv("Conv3d", 3, weight, bias, stride, padding, dilation, groups, paddingMode);

    private Tensor Conv(string op, int axes, Tensor weight, Tensor? bias, Sizes stride, Padding padding, Sizes dilation, int groups, PadMode paddingMode)
    {
        Tensor x = this;
        bool single = ConvGeometry.Batch(op, axes, ref x, weight, bias, weight.Rank == 0 ? 0 : weight.Shape[0]);
        var geometry = ConvGeometry.Of(op, x.Shape, weight.Shape, stride, padding, dilation, groups);
        if (paddingMode != PadMode.Constant)
        {
            x = x.Pad($"{op}: padding", paddingMode, padding.Pairs(op, ConvGeometry.Spans(op, weight.Shape, dilation), stride));
            geometry = ConvGeometry.Of(op, x.Shape, weight.Shape, stride, PyDeepTensorNet.Padding.Valid, dilation, groups);
        }
        var conv = new ConvOp(op, geometry);
        Tensor y = bias is null ? Apply.Nary(conv, x, weight) : Apply.Nary(conv, x, weight, bias);
        return single ? y.Squeeze(0) : y;
    }
}

/// <summary>A convolution of a batch; linear in images and in weights, with <see cref="ConvInputOp"/> and <see cref="ConvWeightOp"/> as its transposes.</summary>
internal readonly record struct ConvOp(string Name, ConvGeometry Geometry) : INaryOp, ICountedOp
{
    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0].DType == DType.Float32 ? Run<float>(inputs) : Run<double>(inputs);

    public double Flops(ReadOnlySpan<Tensor> inputs, Tensor output) => Geometry.Flops + (inputs.Length == 3 ? output.ElementCount : 0);

    public void Vjp(Pullback pull)
    {
        if (pull.Needs(0)) pull.Add(0, Apply.Nary(new ConvInputOp(Name + "Input", Geometry), pull.Dy, pull.Input(1)));
        if (pull.Needs(1)) pull.Add(1, Apply.Nary(new ConvWeightOp(Name + "Weight", Geometry), pull.Dy, pull.Input(0)));
        if (pull.HasInput(2) && pull.Needs(2)) pull.Add(2, pull.Dy.Flatten(2).Sum([0, 2]));
    }

    private Tensor Run<T>(ReadOnlySpan<Tensor> inputs) where T : unmanaged, INumber<T>
    {
        Tensor y = Tensor.Zeros(Geometry.Results, inputs[0].DType);
        Span<T> result = y.Span<T>();
        if (inputs.Length == 3)
        {
            ReadOnlySpan<T> bias = inputs[2].Contiguous().Span<T>();
            int windows = Geometry.Slides.Windows;
            for (int i = 0; i < Geometry.Results[0] * bias.Length; i++) result.Slice(i * windows, windows).Fill(bias[i % bias.Length]);
        }
        Geometry.Kernel.Forward<T>(inputs[0].Contiguous().Span<T>(), inputs[1].Contiguous().Span<T>(), result);
        return y;
    }
}
