namespace PyDeepTensorNet.Tests.GoldenTests;

internal static partial class GoldenAdapter
{
    private static Dictionary<string, Func<GoldenCall, GoldenOutputs>> Activation => new()
    {
        ["softmax"] = c => c.Cast(c.Input).Softmax(c.Int("dim")),
        ["log_softmax"] = c => c.Cast(c.Input).LogSoftmax(c.Int("dim")),
        ["nn.functional.relu"] = c => c.Input.Relu(),
        ["nn.functional.relu6"] = c => c.Input.Relu6(),
        ["nn.functional.leaky_relu"] = c => c.Input.LeakyRelu(c.Number("negative_slope", 0.01)),
        ["nn.functional.prelu"] = c => c.Input.Prelu(c.Tensor("weight")),
        ["nn.functional.elu"] = c => c.Input.Elu(c.Number("alpha", 1)),
        ["nn.functional.selu"] = c => c.Input.Selu(),
        ["nn.functional.gelu"] = c => c.Input.Gelu(c.Text("approximate", "none") == "tanh" ? GeluApproximation.Tanh : GeluApproximation.None),
        ["nn.functional.silu"] = c => c.Input.Silu(),
        ["nn.functional.softplus"] = c => c.Input.Softplus(c.Number("beta", 1), c.Number("threshold", 20)),
        ["nn.functional.hardtanh"] = c => c.Input.Hardtanh(c.Number("min_val", -1), c.Number("max_val", 1)),
        ["nn.functional.logsigmoid"] = c => c.Input.LogSigmoid(),

        ["nn.functional.softmin"] = c => c.Input.Softmin(c.Int("dim")),
        ["nn.functional.celu"] = c => c.Input.Celu(c.Number("alpha", 1)),
        ["nn.functional.mish"] = c => c.Input.Mish(),
        ["nn.functional.hardswish"] = c => c.Input.Hardswish(),
        ["nn.functional.hardsigmoid"] = c => c.Input.Hardsigmoid(),
        ["nn.functional.hardshrink"] = c => c.Input.Hardshrink(c.Number("lambd", 0.5)),
        ["nn.functional.softshrink"] = c => c.Input.Softshrink(c.Number("lambd", 0.5)),
        ["nn.functional.tanhshrink"] = c => c.Input.Tanhshrink(),
        ["nn.functional.softsign"] = c => c.Input.Softsign(),
        ["nn.functional.threshold"] = c => c.Input.Threshold(c.Number("threshold"), c.Number("value")),
        ["nn.functional.glu"] = c => c.Input.Glu(c.Int("dim", -1)),
    };
}
