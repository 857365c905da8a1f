using System.Numerics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// The windows of images [batch, channels, height, width] as columns [batch, channels * taps, windows], so that a convolution becomes a matrix product; PyTorch's <c>nn.functional.unfold</c>.
    /// <see cref="Col2Im"/> is the transpose.
    /// </summary>
    /// <exception cref="ShapeException">The image has not three or four axes, or the window is larger than the padded image.</exception>
    public Tensor Im2Col(Sizes kernelSize, Sizes dilation = default, Sizes padding = default, Sizes stride = default)
    {
        if (Rank == 3) return Unsqueeze(0).Im2Col(kernelSize, dilation, padding, stride).Squeeze(0);
        if (Rank != 4) throw new ShapeException($"Im2Col: {Shape}: images are [batch, channels, height, width], or without the batch");
        return Apply.Part(ColumnsOp.Of("Im2Col", Shape, kernelSize, dilation, padding, stride), this);
    }
}

/// <summary>The windows of each image as columns.</summary>
internal readonly record struct ColumnsOp(Slides Slides, Shape Images) : IPartOp
{
    public string Name => "Im2Col";

    public Residuals Residuals => Residuals.None;

    public Stretch? Stretch => null;

    public Shape Columns => [Images[0], Images[1] * Slides.Taps, Slides.Windows];

    public static ColumnsOp Of(string op, Shape images, Sizes kernelSize, Sizes dilation, Sizes padding, Sizes stride)
    {
        int[] size = kernelSize.For(op, "kernel size", 2, 1, 1), dilations = dilation.For(op, "dilation", 2, 1, 1), before = padding.For(op, "padding", 2, 0, 0), strides = stride.For(op, "stride", 2, 1, 1);
        Slide Along(int i)
        {
            int room = images[i + 2] + 2 * before[i] - (size[i] - 1) * dilations[i] - 1;
            if (room < 0) throw new ShapeException($"{op}: a window of {kernelSize} with dilation {dilation} does not fit images {images} with padding {padding}: axis {i + 2} has {images[i + 2] + 2 * before[i]} elements with padding; pad more, or take a smaller window");
            return new(images[i + 2], room / strides[i] + 1, size[i], strides[i], before[i], dilations[i]);
        }
        return new(new(Slide.None, Along(0), Along(1)), images);
    }

    public Tensor Forward(Tensor x) => x.DType switch
    {
        DType.Float32 => Run<float>(x),
        DType.Float64 => Run<double>(x),
        DType.Int64 => Run<long>(x),
        DType.Int32 => Run<int>(x),
        _ => Run<bool>(x),
    };

    public void AddTo(Tensor x, Tensor part)
    {
        ColumnsOp op = this;
        switch (x.DType)
        {
            case DType.Float32: Run<float>(); break;
            case DType.Float64: Run<double>(); break;
            case DType.Int64: Run<long>(); break;
            default: Run<int>(); break;
        }

        // Batch and channels are one: each plane has its own rows.
        void Run<T>() where T : unmanaged, INumber<T> => Unroll.Add<T>(op.Slides, op.Images[0] * op.Images[1], part.Contiguous().Span<T>(), x.Span<T>());
    }

    private Tensor Run<T>(Tensor x) where T : unmanaged
    {
        Tensor columns = Tensor.Empty(Columns, x.DType);
        Unroll.Columns<T>(Slides, Images[0] * Images[1], x.Contiguous().Span<T>(), columns.Span<T>());
        return columns;
    }
}
