namespace PyDeepTensorNet.Tests.GoldenTests;

internal static partial class GoldenAdapter
{
    private static Dictionary<string, Func<GoldenCall, GoldenOutputs>> Attention => new()
    {
        ["nn.functional.scaled_dot_product_attention"] = c => Tensor.ScaledDotProductAttention(
            c.Tensor("query"), c.Tensor("key"), c.Tensor("value"), c.TensorOrNull("attn_mask"), c.Number("dropout_p", 0), c.Flag("is_causal"), c.NumberOrNull("scale")),
    };
}
