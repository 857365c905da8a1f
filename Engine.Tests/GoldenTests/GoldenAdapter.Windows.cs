namespace PyDeepTensorNet.Tests.GoldenTests;

/// <summary>Convolutions and pools.</summary>
internal static partial class GoldenAdapter
{
    private static Dictionary<string, Func<GoldenCall, GoldenOutputs>> Windows => new()
    {
        ["nn.functional.conv1d"] = c => c.Input.Conv1d(c.Tensor("weight"), c.TensorOrNull("bias"), Spatial(c, "stride"), Around(c), Spatial(c, "dilation"), c.Int("groups", 1)),
        ["nn.functional.conv2d"] = c => c.Input.Conv2d(c.Tensor("weight"), c.TensorOrNull("bias"), Spatial(c, "stride"), Around(c), Spatial(c, "dilation"), c.Int("groups", 1)),
        ["nn.functional.conv3d"] = c => c.Input.Conv3d(c.Tensor("weight"), c.TensorOrNull("bias"), Spatial(c, "stride"), Around(c), Spatial(c, "dilation"), c.Int("groups", 1)),
        ["nn.functional.conv_transpose1d"] = c => c.Input.ConvTranspose1d(c.Tensor("weight"), c.TensorOrNull("bias"), Spatial(c, "stride"), Spatial(c, "padding"), Spatial(c, "output_padding"), c.Int("groups", 1), Spatial(c, "dilation")),
        ["nn.functional.conv_transpose2d"] = c => c.Input.ConvTranspose2d(c.Tensor("weight"), c.TensorOrNull("bias"), Spatial(c, "stride"), Spatial(c, "padding"), Spatial(c, "output_padding"), c.Int("groups", 1), Spatial(c, "dilation")),
        ["nn.functional.conv_transpose3d"] = c => c.Input.ConvTranspose3d(c.Tensor("weight"), c.TensorOrNull("bias"), Spatial(c, "stride"), Spatial(c, "padding"), Spatial(c, "output_padding"), c.Int("groups", 1), Spatial(c, "dilation")),
        ["nn.functional.unfold"] = c => c.Input.Im2Col(Spatial(c, "kernel_size"), Spatial(c, "dilation"), Spatial(c, "padding"), Spatial(c, "stride")),
        ["nn.functional.fold"] = c => c.Input.Col2Im(Spatial(c, "output_size"), Spatial(c, "kernel_size"), Spatial(c, "dilation"), Spatial(c, "padding"), Spatial(c, "stride")),

        ["nn.functional.max_pool1d"] = c => MaxPool(c, x => x.MaxPool1d, x => x.MaxPool1dWithIndices),
        ["nn.functional.max_pool2d"] = c => MaxPool(c, x => x.MaxPool2d, x => x.MaxPool2dWithIndices),
        ["nn.functional.max_pool3d"] = c => MaxPool(c, x => x.MaxPool3d, x => x.MaxPool3dWithIndices),
        ["nn.functional.avg_pool1d"] = c => c.Input.AvgPool1d(Spatial(c, "kernel_size"), Spatial(c, "stride"), Spatial(c, "padding"), c.Flag("ceil_mode"), c.Flag("count_include_pad", true)),
        ["nn.functional.avg_pool2d"] = c => c.Input.AvgPool2d(Spatial(c, "kernel_size"), Spatial(c, "stride"), Spatial(c, "padding"), c.Flag("ceil_mode"), c.Flag("count_include_pad", true), c.IntOrNull("divisor_override")),
        ["nn.functional.avg_pool3d"] = c => c.Input.AvgPool3d(Spatial(c, "kernel_size"), Spatial(c, "stride"), Spatial(c, "padding"), c.Flag("ceil_mode"), c.Flag("count_include_pad", true), c.IntOrNull("divisor_override")),
        ["nn.functional.adaptive_avg_pool1d"] = c => c.Input.AdaptiveAvgPool1d(Spatial(c, "output_size")),
        ["nn.functional.adaptive_avg_pool2d"] = c => c.Input.AdaptiveAvgPool2d(Spatial(c, "output_size")),
        ["nn.functional.adaptive_avg_pool3d"] = c => c.Input.AdaptiveAvgPool3d(Spatial(c, "output_size")),
        ["nn.functional.adaptive_max_pool1d"] = c => c.Flag("return_indices") ? c.Input.AdaptiveMaxPool1dWithIndices(Spatial(c, "output_size")) : c.Input.AdaptiveMaxPool1d(Spatial(c, "output_size")),
        ["nn.functional.adaptive_max_pool2d"] = c => c.Flag("return_indices") ? c.Input.AdaptiveMaxPool2dWithIndices(Spatial(c, "output_size")) : c.Input.AdaptiveMaxPool2d(Spatial(c, "output_size")),
        ["nn.functional.adaptive_max_pool3d"] = c => c.Flag("return_indices") ? c.Input.AdaptiveMaxPool3dWithIndices(Spatial(c, "output_size")) : c.Input.AdaptiveMaxPool3d(Spatial(c, "output_size")),
        ["nn.functional.max_unpool1d"] = c => Unpool(c, 1, (x, indices, size) => x.MaxUnpool1d(indices, size)),
        ["nn.functional.max_unpool2d"] = c => Unpool(c, 2, (x, indices, size) => x.MaxUnpool2d(indices, size)),
        ["nn.functional.max_unpool3d"] = c => Unpool(c, 3, (x, indices, size) => x.MaxUnpool3d(indices, size)),
        ["nn.functional.lp_pool1d"] = c => c.Input.LpPool1d(c.Number("norm_type"), Spatial(c, "kernel_size"), Spatial(c, "stride"), c.Flag("ceil_mode")),
        ["nn.functional.lp_pool2d"] = c => c.Input.LpPool2d(c.Number("norm_type"), Spatial(c, "kernel_size"), Spatial(c, "stride"), c.Flag("ceil_mode")),
    };

    /// <summary>A number or a list; PyTorch's None in a list, which keeps a size, is -1 here, and an empty list is none.</summary>
    public static Sizes Spatial(GoldenCall c, string name) => c.IntsOrNull(name) is { Length: > 0 } sizes ? sizes : default(Sizes);

    public static Padding Around(GoldenCall c) => !c.IsText("padding") ? c.IntsOrNull("padding") ?? [0] : c.Text("padding", "") switch
    {
        "same" => Padding.Same,
        "valid" => Padding.Valid,
        var padding => throw new NotOfferedException($"padding {padding}"),
    };

    private delegate TResult Pool<TResult>(Sizes kernelSize, Sizes stride, Sizes padding, Sizes dilation, bool ceilMode);

    private static GoldenOutputs MaxPool(GoldenCall c, Func<Tensor, Pool<Tensor>> values, Func<Tensor, Pool<(Tensor, Tensor)>> both)
    {
        var (size, stride, padding, dilation, ceil) = (Spatial(c, "kernel_size"), Spatial(c, "stride"), Spatial(c, "padding"), Spatial(c, "dilation"), c.Flag("ceil_mode"));
        return c.Flag("return_indices") ? both(c.Input)(size, stride, padding, dilation, ceil) : values(c.Input)(size, stride, padding, dilation, ceil);
    }

    /// <summary>The output size makes the pool's own settings superfluous.</summary>
    private static Tensor Unpool(GoldenCall c, int axes, Func<Tensor, Tensor, Sizes, Tensor> unpool)
    {
        _ = (Spatial(c, "kernel_size"), Spatial(c, "stride"), Spatial(c, "padding"));
        return unpool(c.Input, c.Tensor("indices"), c.Ints("output_size")[^axes..]);
    }
}
