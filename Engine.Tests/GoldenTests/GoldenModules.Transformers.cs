using PyDeepTensorNet.Nn;

namespace PyDeepTensorNet.Tests.GoldenTests;

/// <summary>Attention and what is built of it.</summary>
internal static partial class GoldenModules
{
    private const string LayerParameters = "d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first";

    private static Dictionary<string, (string Parameters, Func<GoldenCall, ModuleBase> Create)> Transformers => new()
    {
        ["MultiheadAttention"] = ("embed_dim, num_heads, dropout, bias, add_bias_kv, add_zero_attn, kdim, vdim, batch_first", c => new MultiheadAttention(
            c.Int("embed_dim"), c.Int("num_heads"), c.Number("dropout", 0), c.Flag("bias", true), c.Flag("add_bias_kv"), c.Flag("add_zero_attn"), c.Flag("batch_first"))),
        ["TransformerEncoderLayer"] = (LayerParameters, EncoderLayer),
        ["TransformerDecoderLayer"] = (LayerParameters, c => new TransformerDecoderLayer(
            c.Int("d_model"), c.Int("nhead"), c.Int("dim_feedforward", 2048), c.Number("dropout", 0.1), Activation(c), c.Number("layer_norm_eps", 1e-5), c.Flag("batch_first"), c.Flag("norm_first"))),
        ["TransformerEncoder"] = ("encoder_layer, num_layers, norm", c => new TransformerEncoder(Enumerable.Range(0, c.Int("num_layers")).Select(_ => (TransformerEncoderLayer)c.Module("encoder_layer")))),
        ["Transformer"] = ("d_model, nhead, num_encoder_layers, num_decoder_layers, dim_feedforward, dropout, activation, custom_encoder, custom_decoder, layer_norm_eps, batch_first, norm_first", c => new Transformer(
            c.Int("d_model"), c.Int("nhead"), c.Int("num_encoder_layers", 6), c.Int("num_decoder_layers", 6), c.Int("dim_feedforward", 2048), c.Number("dropout", 0.1), Activation(c),
            c.Number("layer_norm_eps", 1e-5), c.Flag("batch_first"), c.Flag("norm_first"))),
    };

    private static TransformerEncoderLayer EncoderLayer(GoldenCall c) => new(
        c.Int("d_model"), c.Int("nhead"), c.Int("dim_feedforward", 2048), c.Number("dropout", 0.1), Activation(c), c.Number("layer_norm_eps", 1e-5), c.Flag("batch_first"), c.Flag("norm_first"));

    private static Func<Tensor, Tensor>? Activation(GoldenCall c) => c.Text("activation", "relu") switch
    {
        "relu" => null,
        "gelu" => x => x.Gelu(),
        var other => throw new NotOfferedException($"activation {other}"),
    };

    private static Tensor?[]? OfTransformer(ModuleBase module, GoldenCall c) => module switch
    {
        MultiheadAttention attention => Both(attention.Forward(
            c.Tensor("#0"), c.Tensor("#1"), c.Tensor("#2"), c.TensorOrNull("key_padding_mask"), c.TensorOrNull("attn_mask"), c.Flag("need_weights", true), c.Flag("average_attn_weights", true))),
        TransformerEncoderLayer layer => [layer.Forward(c.Tensor("#0"), c.TensorOrNull("src_mask"), c.TensorOrNull("src_key_padding_mask"))],
        TransformerEncoder encoder => [encoder.Forward(c.Tensor("#0"))],
        TransformerDecoderLayer layer => [layer.Forward(
            c.Tensor("#0"), c.Tensor("#1"), c.TensorOrNull("tgt_mask"), c.TensorOrNull("memory_mask"), c.TensorOrNull("tgt_key_padding_mask"), c.TensorOrNull("memory_key_padding_mask"))],
        Transformer transformer => [transformer.Forward(
            c.Tensor("#0"), c.Tensor("#1"), c.TensorOrNull("src_mask"), c.TensorOrNull("tgt_mask"), null, c.TensorOrNull("src_key_padding_mask"), c.TensorOrNull("tgt_key_padding_mask"))],
        _ => null,
    };

    private static Tensor?[] Both((Tensor Output, Tensor? Weights) result) => [result.Output, result.Weights];
}
