using System.Numerics;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The transpose of <see cref="Conv1d"/> in its input, as its gradient is: each element of input [batch, in, width] adds its multiple of weight [in, out / groups, size] to the result, of width
    /// (width - 1) stride - 2 padding + dilation (size - 1) + outputPadding + 1.
    /// </summary>
    /// <param name="weight">[in, out / groups, size].</param>
    /// <param name="bias">[out], or null.</param>
    /// <param name="stride">Elements between the places that neighbours add to.</param>
    /// <param name="padding">Elements that are cut off at both ends.</param>
    /// <param name="outputPadding">Elements that the result is longer by at its end; less than the stride or the dilation.</param>
    /// <param name="groups">Channels are divided into so many groups.</param>
    /// <param name="dilation">Elements between the taps of a window.</param>
    /// <exception cref="ShapeException">Ranks, channels, groups or sizes do not fit, or nothing would be left of the result.</exception>
    /// <exception cref="DTypeException">The dtypes are not one floating type.</exception>
    public Tensor ConvTranspose1d(Tensor weight, Tensor? bias = null, Sizes stride = default, Sizes padding = default, Sizes outputPadding = default, int groups = 1, Sizes dilation = default) =>
        ConvTranspose("ConvTranspose1d", 1, weight, bias, stride, padding, outputPadding, groups, dilation);

    /// <summary>The transpose of <see cref="Conv2d"/> in its input; see <see cref="ConvTranspose1d"/>.</summary>
    /// <inheritdoc cref="ConvTranspose1d"/>
    public Tensor ConvTranspose2d(Tensor weight, Tensor? bias = null, Sizes stride = default, Sizes padding = default, Sizes outputPadding = default, int groups = 1, Sizes dilation = default) =>
        ConvTranspose("ConvTranspose2d", 2, weight, bias, stride, padding, outputPadding, groups, dilation);

    /// <summary>The transpose of <see cref="Conv3d"/> in its input; see <see cref="ConvTranspose1d"/>.</summary>
    /// <inheritdoc cref="ConvTranspose1d"/>
    public Tensor ConvTranspose3d(Tensor weight, Tensor? bias = null, Sizes stride = default, Sizes padding = default, Sizes outputPadding = default, int groups = 1, Sizes dilation = default) =>
        ConvTranspose("ConvTranspose3d", 3, weight, bias, stride, padding, outputPadding, groups, dilation);

    private Tensor ConvTranspose(string op, int axes, Tensor weight, Tensor? bias, Sizes stride, Sizes padding, Sizes outputPadding, int groups, Sizes dilation)
    {
        Tensor x = this;
        bool single = ConvGeometry.Batch(op, axes, ref x, weight, bias, weight.Rank < 2 ? 0 : weight.Shape[1] * groups);
        Tensor y = Apply.Nary(new ConvInputOp(op, ConvGeometry.OfTranspose(op, x.Shape, weight.Shape, stride, padding, outputPadding, dilation, groups)), x, weight);
        if (bias is not null) y += bias.Reshape([-1, .. Enumerable.Repeat(1, axes)]);
        return single ? y.Squeeze(0) : y;
    }
}

/// <summary>The transpose of <see cref="ConvOp"/> in its images: results and weights to images.</summary>
internal readonly record struct ConvInputOp(string Name, ConvGeometry Geometry) : INaryOp, ICountedOp
{
    public Residuals Residuals => Residuals.First | Residuals.Second;

    public Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0].DType == DType.Float32 ? Run<float>(inputs) : Run<double>(inputs);

    public double Flops(ReadOnlySpan<Tensor> inputs, Tensor output) => Geometry.Flops;

    public void Vjp(Pullback pull)
    {
        if (pull.Needs(0)) pull.Add(0, Apply.Nary(new ConvOp("Conv", Geometry), pull.Dy, pull.Input(1)));
        if (pull.Needs(1)) pull.Add(1, Apply.Nary(new ConvWeightOp("ConvWeight", Geometry), pull.Input(0), pull.Dy));
    }

    private Tensor Run<T>(ReadOnlySpan<Tensor> inputs) where T : unmanaged, INumber<T>
    {
        Tensor images = Tensor.Zeros(Geometry.Images, inputs[0].DType);
        Geometry.Kernel.Input<T>(inputs[0].Contiguous().Span<T>(), inputs[1].Contiguous().Span<T>(), images.Span<T>());
        return images;
    }
}
