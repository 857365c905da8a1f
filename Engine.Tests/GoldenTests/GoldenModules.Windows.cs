using PyDeepTensorNet.Nn;
using static PyDeepTensorNet.Tests.GoldenTests.GoldenAdapter;

namespace PyDeepTensorNet.Tests.GoldenTests;

/// <summary>Convolutions, pools and borders.</summary>
internal static partial class GoldenModules
{
    private const string
        ConvParameters = "in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias, padding_mode",
        TransposeParameters = "in_channels, out_channels, kernel_size, stride, padding, output_padding, groups, bias, dilation, padding_mode",
        MaxPoolParameters = "kernel_size, stride, padding, dilation, return_indices, ceil_mode",
        AvgPoolParameters = "kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override";

    private static Dictionary<string, (string Parameters, Func<GoldenCall, ModuleBase> Create)> Windows => new()
    {
        ["Conv1d"] = (ConvParameters, c => new Conv1d(c.Int("in_channels"), c.Int("out_channels"), Spatial(c, "kernel_size"), Spatial(c, "stride"), Around(c), Spatial(c, "dilation"), c.Int("groups", 1), c.Flag("bias", true), Border(c))),
        ["Conv2d"] = (ConvParameters, c => new Conv2d(c.Int("in_channels"), c.Int("out_channels"), Spatial(c, "kernel_size"), Spatial(c, "stride"), Around(c), Spatial(c, "dilation"), c.Int("groups", 1), c.Flag("bias", true), Border(c))),
        ["Conv3d"] = (ConvParameters, c => new Conv3d(c.Int("in_channels"), c.Int("out_channels"), Spatial(c, "kernel_size"), Spatial(c, "stride"), Around(c), Spatial(c, "dilation"), c.Int("groups", 1), c.Flag("bias", true), Border(c))),
        ["ConvTranspose1d"] = (TransposeParameters, c => new ConvTranspose1d(c.Int("in_channels"), c.Int("out_channels"), Spatial(c, "kernel_size"), Spatial(c, "stride"), Spatial(c, "padding"), Spatial(c, "output_padding"), c.Int("groups", 1), c.Flag("bias", true), Spatial(c, "dilation"), Border(c))),
        ["ConvTranspose2d"] = (TransposeParameters, c => new ConvTranspose2d(c.Int("in_channels"), c.Int("out_channels"), Spatial(c, "kernel_size"), Spatial(c, "stride"), Spatial(c, "padding"), Spatial(c, "output_padding"), c.Int("groups", 1), c.Flag("bias", true), Spatial(c, "dilation"), Border(c))),
        ["ConvTranspose3d"] = (TransposeParameters, c => new ConvTranspose3d(c.Int("in_channels"), c.Int("out_channels"), Spatial(c, "kernel_size"), Spatial(c, "stride"), Spatial(c, "padding"), Spatial(c, "output_padding"), c.Int("groups", 1), c.Flag("bias", true), Spatial(c, "dilation"), Border(c))),

        ["MaxPool1d"] = (MaxPoolParameters, c => new MaxPool1d(Spatial(c, "kernel_size"), Spatial(c, "stride"), Spatial(c, "padding"), Spatial(c, "dilation"), c.Flag("ceil_mode"))),
        ["MaxPool2d"] = (MaxPoolParameters, c => new MaxPool2d(Spatial(c, "kernel_size"), Spatial(c, "stride"), Spatial(c, "padding"), Spatial(c, "dilation"), c.Flag("ceil_mode"))),
        ["MaxPool3d"] = (MaxPoolParameters, c => new MaxPool3d(Spatial(c, "kernel_size"), Spatial(c, "stride"), Spatial(c, "padding"), Spatial(c, "dilation"), c.Flag("ceil_mode"))),
        ["AvgPool1d"] = (AvgPoolParameters, c => new AvgPool1d(Spatial(c, "kernel_size"), Spatial(c, "stride"), Spatial(c, "padding"), c.Flag("ceil_mode"), c.Flag("count_include_pad", true))),
        ["AvgPool2d"] = (AvgPoolParameters, c => new AvgPool2d(Spatial(c, "kernel_size"), Spatial(c, "stride"), Spatial(c, "padding"), c.Flag("ceil_mode"), c.Flag("count_include_pad", true), c.IntOrNull("divisor_override"))),
        ["AvgPool3d"] = (AvgPoolParameters, c => new AvgPool3d(Spatial(c, "kernel_size"), Spatial(c, "stride"), Spatial(c, "padding"), c.Flag("ceil_mode"), c.Flag("count_include_pad", true), c.IntOrNull("divisor_override"))),
        ["AdaptiveAvgPool1d"] = ("output_size", c => new AdaptiveAvgPool1d(Spatial(c, "output_size"))),
        ["AdaptiveAvgPool2d"] = ("output_size", c => new AdaptiveAvgPool2d(Spatial(c, "output_size"))),
        ["AdaptiveAvgPool3d"] = ("output_size", c => new AdaptiveAvgPool3d(Spatial(c, "output_size"))),
        ["AdaptiveMaxPool1d"] = ("output_size", c => new AdaptiveMaxPool1d(Spatial(c, "output_size"))),
        ["AdaptiveMaxPool2d"] = ("output_size", c => new AdaptiveMaxPool2d(Spatial(c, "output_size"))),
        ["AdaptiveMaxPool3d"] = ("output_size", c => new AdaptiveMaxPool3d(Spatial(c, "output_size"))),
        ["LPPool1d"] = ("norm_type, kernel_size, stride, ceil_mode", c => new LPPool1d(c.Number("norm_type"), Spatial(c, "kernel_size"), Spatial(c, "stride"), c.Flag("ceil_mode"))),
        ["LPPool2d"] = ("norm_type, kernel_size, stride, ceil_mode", c => new LPPool2d(c.Number("norm_type"), Spatial(c, "kernel_size"), Spatial(c, "stride"), c.Flag("ceil_mode"))),

        ["ReflectionPad1d"] = ("padding", c => new ReflectionPad1d(c.Ints("padding"))),
        ["ReflectionPad2d"] = ("padding", c => new ReflectionPad2d(c.Ints("padding"))),
        ["ReflectionPad3d"] = ("padding", c => new ReflectionPad3d(c.Ints("padding"))),
        ["ReplicationPad1d"] = ("padding", c => new ReplicationPad1d(c.Ints("padding"))),
        ["ReplicationPad2d"] = ("padding", c => new ReplicationPad2d(c.Ints("padding"))),
        ["ReplicationPad3d"] = ("padding", c => new ReplicationPad3d(c.Ints("padding"))),
        ["ConstantPad1d"] = ("padding, value", c => new ConstantPad1d(c.Ints("padding"), c.Number("value"))),
        ["ConstantPad2d"] = ("padding, value", c => new ConstantPad2d(c.Ints("padding"), c.Number("value"))),
        ["ConstantPad3d"] = ("padding, value", c => new ConstantPad3d(c.Ints("padding"), c.Number("value"))),
        ["ZeroPad2d"] = ("padding", c => new ZeroPad2d(c.Ints("padding"))),
    };

    private static PadMode Border(GoldenCall c) => GoldenAdapter.Border(c.Text("padding_mode", "zeros"));
}
