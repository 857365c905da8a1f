namespace PyDeepTensorNet.Tests.GoldenTests;

internal static partial class GoldenAdapter
{
    private static Dictionary<string, Func<GoldenCall, GoldenOutputs>> Normalizations => new()
    {
        ["nn.functional.layer_norm"] = c => c.Input.LayerNorm(c.Ints("normalized_shape"), c.TensorOrNull("weight"), c.TensorOrNull("bias"), c.Number("eps", 1e-5)),
        // Where there is none the reference takes the epsilon of float64 in either precision.
        ["nn.functional.rms_norm"] = c => c.Input.RmsNorm(c.Ints("normalized_shape"), c.TensorOrNull("weight"), c.Number("eps", double.BitIncrement(1) - 1)),
        ["nn.functional.group_norm"] = c => c.Input.GroupNorm(c.Int("num_groups"), c.TensorOrNull("weight"), c.TensorOrNull("bias"), c.Number("eps", 1e-5)),
        ["nn.functional.batch_norm"] = c => c.Input.BatchNorm(
            c.TensorOrNull("running_mean"), c.TensorOrNull("running_var"), c.TensorOrNull("weight"), c.TensorOrNull("bias"), c.Flag("training"), c.Number("momentum", 0.1), c.Number("eps", 1e-5)),
        ["nn.functional.instance_norm"] = c => c.Input.InstanceNorm(
            c.TensorOrNull("running_mean"), c.TensorOrNull("running_var"), c.TensorOrNull("weight"), c.TensorOrNull("bias"), c.Flag("use_input_stats", true), c.Number("momentum", 0.1), c.Number("eps", 1e-5)),
        ["nn.functional.local_response_norm"] = c => c.Input.LocalResponseNorm(c.Int("size"), c.Number("alpha", 1e-4), c.Number("beta", 0.75), c.Number("k", 1)),
    };
}
