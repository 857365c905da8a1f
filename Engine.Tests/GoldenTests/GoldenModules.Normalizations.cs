using PyDeepTensorNet.Nn;

namespace PyDeepTensorNet.Tests.GoldenTests;

/// <summary>Normalizations and lookups.</summary>
internal static partial class GoldenModules
{
    private const string RunningParameters = "num_features, eps, momentum, affine, track_running_stats";

    private static Dictionary<string, (string Parameters, Func<GoldenCall, ModuleBase> Create)> Normalizations => new()
    {
        ["BatchNorm1d"] = (RunningParameters, c => new BatchNorm1d(c.Int("num_features"), c.Number("eps", 1e-5), c.NumberUnlessNull("momentum", 0.1), c.Flag("affine", true), c.Flag("track_running_stats", true))),
        ["BatchNorm2d"] = (RunningParameters, c => new BatchNorm2d(c.Int("num_features"), c.Number("eps", 1e-5), c.NumberUnlessNull("momentum", 0.1), c.Flag("affine", true), c.Flag("track_running_stats", true))),
        ["BatchNorm3d"] = (RunningParameters, c => new BatchNorm3d(c.Int("num_features"), c.Number("eps", 1e-5), c.NumberUnlessNull("momentum", 0.1), c.Flag("affine", true), c.Flag("track_running_stats", true))),
        ["InstanceNorm1d"] = (RunningParameters, c => new InstanceNorm1d(c.Int("num_features"), c.Number("eps", 1e-5), c.Number("momentum", 0.1), c.Flag("affine"), c.Flag("track_running_stats"))),
        ["InstanceNorm2d"] = (RunningParameters, c => new InstanceNorm2d(c.Int("num_features"), c.Number("eps", 1e-5), c.Number("momentum", 0.1), c.Flag("affine"), c.Flag("track_running_stats"))),
        ["InstanceNorm3d"] = (RunningParameters, c => new InstanceNorm3d(c.Int("num_features"), c.Number("eps", 1e-5), c.Number("momentum", 0.1), c.Flag("affine"), c.Flag("track_running_stats"))),
        ["LayerNorm"] = ("normalized_shape, eps, elementwise_affine", c => new LayerNorm(c.Ints("normalized_shape"), c.Number("eps", 1e-5), c.Flag("elementwise_affine", true))),
        ["GroupNorm"] = ("num_groups, num_channels, eps, affine", c => new GroupNorm(c.Int("num_groups"), c.Int("num_channels"), c.Number("eps", 1e-5), c.Flag("affine", true))),
        ["LocalResponseNorm"] = ("size, alpha, beta, k", c => new LocalResponseNorm(c.Int("size"), c.Number("alpha", 1e-4), c.Number("beta", 0.75), c.Number("k", 1))),
        ["PixelShuffle"] = ("upscale_factor", c => new PixelShuffle(c.Int("upscale_factor"))),
        ["PixelUnshuffle"] = ("downscale_factor", c => new PixelUnshuffle(c.Int("downscale_factor"))),
        ["Bilinear"] = ("in1_features, in2_features, out_features, bias", c => new Bilinear(c.Int("in1_features"), c.Int("in2_features"), c.Int("out_features"), c.Flag("bias", true))),
        ["EmbeddingBag"] = ("num_embeddings, embedding_dim, max_norm, norm_type, scale_grad_by_freq, mode", Bag),
        ["Embedding"] = ("num_embeddings, embedding_dim, padding_idx", c => new Embedding(c.Int("num_embeddings"), c.Int("embedding_dim"), c.IntOrNull("padding_idx"))),
    };

    private static EmbeddingBag Bag(GoldenCall c)
    {
        // The norm of a limit that is not set, and a switch that is off.
        _ = c.Number("norm_type", 2);
        if (c.Flag("scale_grad_by_freq")) throw new NotOfferedException("scale_grad_by_freq");
        return new(c.Int("num_embeddings"), c.Int("embedding_dim"), Enum.Parse<BagMode>(c.Text("mode", "mean"), ignoreCase: true));
    }
}
