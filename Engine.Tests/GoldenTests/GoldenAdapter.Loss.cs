namespace PyDeepTensorNet.Tests.GoldenTests;

internal static partial class GoldenAdapter
{
    private static Dictionary<string, Func<GoldenCall, GoldenOutputs>> Loss => new()
    {
        ["nn.functional.mse_loss"] = c => c.Input.MseLoss(c.Target, c.Reduction),
        ["nn.functional.l1_loss"] = c => c.Input.L1Loss(c.Target, c.Reduction),
        ["nn.functional.smooth_l1_loss"] = c => c.Input.SmoothL1Loss(c.Target, c.Reduction, c.Number("beta", 1)),
        ["nn.functional.huber_loss"] = c => c.Input.HuberLoss(c.Target, c.Reduction, c.Number("delta", 1)),
        ["nn.functional.binary_cross_entropy"] = c => c.Input.BinaryCrossEntropy(c.Target, c.TensorOrNull("weight"), c.Reduction),
        ["nn.functional.binary_cross_entropy_with_logits"] = c => c.Input.BinaryCrossEntropyWithLogits(c.Target, c.TensorOrNull("weight"), c.Reduction, c.TensorOrNull("pos_weight")),
        ["nn.functional.nll_loss"] = c => c.Input.NllLoss(c.Target, c.TensorOrNull("weight"), c.Int("ignore_index", -100), c.Reduction),
        ["nn.functional.cross_entropy"] = c => c.Input.CrossEntropy(c.Target, c.TensorOrNull("weight"), c.Int("ignore_index", -100), c.Reduction, c.Number("label_smoothing", 0)),
        ["nn.functional.kl_div"] = c => c.Input.KlDiv(c.Target, c.Reduction, c.Flag("log_target")),

        ["nn.functional.poisson_nll_loss"] = c => c.Input.PoissonNllLoss(c.Target, c.Flag("log_input", true), c.Flag("full"), c.Number("eps", 1e-8), c.Reduction),
        // What PyTorch broadcasts, the engine wants expanded.
        ["nn.functional.gaussian_nll_loss"] = c => Expanded([c.Input, c.Target], t => t[0].GaussianNllLoss(t[1], c.Tensor("var"), c.Flag("full"), c.Number("eps", 1e-6), c.Reduction)),
        ["nn.functional.hinge_embedding_loss"] = c => Expanded([c.Input, c.Target], t => t[0].HingeEmbeddingLoss(t[1], c.Number("margin", 1), c.Reduction)),
        ["nn.functional.margin_ranking_loss"] = c => Expanded([c.Tensor("input1"), c.Tensor("input2"), c.Target], t => t[0].MarginRankingLoss(t[1], t[2], c.Number("margin", 0), c.Reduction)),
        ["nn.functional.soft_margin_loss"] = c => c.Input.SoftMarginLoss(c.Target, c.Reduction),
        ["nn.functional.multilabel_soft_margin_loss"] = c => c.Input.MultilabelSoftMarginLoss(c.Target, c.TensorOrNull("weight"), c.Reduction),
        // PyTorch takes a number for one sample of one class, and a list of one class for one sample.
        ["nn.functional.multi_margin_loss"] = c => AtLeast1d(c.Input).MultiMarginLoss(c.Input.Rank < 2 ? c.Target.Reshape() : c.Target, c.Int("p", 1), c.Number("margin", 1), c.TensorOrNull("weight"), c.Reduction),
        ["nn.functional.multilabel_margin_loss"] = c => AtLeast1d(c.Input).MultilabelMarginLoss(AtLeast1d(c.Target), c.Reduction),
        ["nn.functional.cosine_embedding_loss"] = c => c.Tensor("input1").CosineEmbeddingLoss(c.Tensor("input2"), c.Target, c.Number("margin", 0), c.Reduction),
        ["nn.functional.cosine_similarity"] = c => c.Tensor("x1").CosineSimilarity(c.Tensor("x2"), c.Int("dim", 1), c.Number("eps", 1e-8)),
        ["nn.functional.pairwise_distance"] = c => c.Tensor("x1").PairwiseDistance(c.Tensor("x2"), c.Number("p", 2), c.Number("eps", 1e-6), c.Flag("keepdim")),
        ["nn.functional.ctc_loss"] = c => c.Tensor("log_probs").CtcLoss(c.Tensor("targets"), c.Tensor("input_lengths"), c.Tensor("target_lengths"), c.Int("blank", 0), c.Reduction, c.Flag("zero_infinity")),
        ["nn.functional.pdist"] = c => c.Input.Pdist(c.Number("p", 2)),
        ["nn.functional.triplet_margin_loss"] = c =>
            c.Tensor("anchor").TripletMarginLoss(c.Tensor("positive"), c.Tensor("negative"), c.Number("margin", 1), c.Number("p", 2), c.Number("eps", 1e-6), c.Flag("swap"), c.Reduction),
        ["nn.functional.triplet_margin_with_distance_loss"] = c =>
            c.Tensor("anchor").TripletMarginWithDistanceLoss(c.Tensor("positive"), c.Tensor("negative"), margin: c.Number("margin", 1), swap: c.Flag("swap"), reduction: c.Reduction),
    };

    private static Tensor AtLeast1d(Tensor tensor) => tensor.Rank == 0 ? tensor.Reshape(1) : tensor;

    private static Tensor Expanded(Tensor[] tensors, Func<Tensor[], Tensor> loss)
    {
        Shape common = tensors.Select(tensor => tensor.Shape).Aggregate((a, b) => Shape.Broadcast("loss", a, b));
        return loss([.. tensors.Select(tensor => tensor.Expand(common))]);
    }
}
