namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// Columns [batch, channels * taps, windows] added up to images [batch, channels, height, width] where the windows overlap; PyTorch's <c>nn.functional.fold</c>, and the transpose of <see cref="Im2Col"/>.
    /// </summary>
    /// <exception cref="ShapeException">The columns are not those of windows over an image of <paramref name="outputSize"/>.</exception>
    public Tensor Col2Im(Sizes outputSize, Sizes kernelSize, Sizes dilation = default, Sizes padding = default, Sizes stride = default)
    {
        if (Rank == 2) return Unsqueeze(0).Col2Im(outputSize, kernelSize, dilation, padding, stride).Squeeze(0);
        int[] size = outputSize.For("Col2Im", "output size", 2, 1, 1), window = kernelSize.For("Col2Im", "kernel size", 2, 1, 1);
        int taps = window[0] * window[1];
        if (Rank != 3 || Shape[1] % taps != 0) throw new ShapeException($"Col2Im: {Shape}: columns are [batch, channels * {taps}, windows] for a window of {kernelSize}, or without the batch");
        ColumnsOp op = ColumnsOp.Of("Col2Im", [Shape[0], Shape[1] / taps, size[0], size[1]], kernelSize, dilation, padding, stride);
        if (op.Slides.Windows != Shape[2]) throw new ShapeException($"Col2Im: {Shape} holds {Shape[2]} windows, but {op.Slides.Windows} ({op.Slides.Height.Output} by {op.Slides.Width.Output}) fit images of {outputSize}; give the sizes that the columns were made with");
        return Apply.Embed(op, this, op.Images);
    }
}
