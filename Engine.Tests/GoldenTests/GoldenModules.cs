using System.Text.Json;
using PyDeepTensorNet.Nn;

namespace PyDeepTensorNet.Tests.GoldenTests;

/// <summary>PyTorch's modules in the engine's words: their constructor's parameters in order, and the module made of them.</summary>
internal static partial class GoldenModules
{
    private static readonly Dictionary<string, (string Parameters, Func<GoldenCall, ModuleBase> Create)> s_modules = new([.. Plain, .. Windows, .. Normalizations, .. Transformers, .. Recurrent]);

    private static Dictionary<string, (string Parameters, Func<GoldenCall, ModuleBase> Create)> Plain => new()
    {
        ["Linear"] = ("in_features, out_features, bias", c => new Linear(c.Int("in_features"), c.Int("out_features"), c.Flag("bias", true))),
        ["Identity"] = ("", _ => new Identity()),
        ["Flatten"] = ("start_dim, end_dim", c => new Flatten(c.Int("start_dim", 1), c.Int("end_dim", -1))),
        ["Unflatten"] = ("dim, unflattened_size", c => new Unflatten(c.Int("dim"), c.Ints("unflattened_size"))),
        ["Dropout"] = ("p", c => new Dropout(c.Number("p", 0.5))),

        ["ReLU"] = ("inplace", _ => new ReLU()),
        ["ReLU6"] = ("inplace", _ => new ReLU6()),
        ["LeakyReLU"] = ("negative_slope", c => new LeakyReLU(c.Number("negative_slope", 0.01))),
        ["PReLU"] = ("num_parameters, init", c => new PReLU(c.Int("num_parameters", 1), c.Number("init", 0.25))),
        ["ELU"] = ("alpha", c => new ELU(c.Number("alpha", 1))),
        ["SELU"] = ("inplace", _ => new SELU()),
        ["CELU"] = ("alpha", c => new CELU(c.Number("alpha", 1))),
        ["GELU"] = ("approximate", c => new GELU(c.Text("approximate", "none") == "tanh" ? GeluApproximation.Tanh : GeluApproximation.None)),
        ["SiLU"] = ("inplace", _ => new SiLU()),
        ["Mish"] = ("inplace", _ => new Mish()),
        ["Sigmoid"] = ("", _ => new Sigmoid()),
        ["LogSigmoid"] = ("", _ => new LogSigmoid()),
        ["Softplus"] = ("beta, threshold", c => new Softplus(c.Number("beta", 1), c.Number("threshold", 20))),
        ["Tanh"] = ("", _ => new Tanh()),
        ["Tanhshrink"] = ("", _ => new Tanhshrink()),
        ["Softsign"] = ("", _ => new Softsign()),
        ["Softshrink"] = ("lambd", c => new Softshrink(c.Number("lambd", 0.5))),
        ["Hardshrink"] = ("lambd", c => new Hardshrink(c.Number("lambd", 0.5))),
        ["Hardtanh"] = ("min_val, max_val", c => new Hardtanh(c.Number("min_val", -1), c.Number("max_val", 1))),
        ["Hardsigmoid"] = ("inplace", _ => new Hardsigmoid()),
        ["Hardswish"] = ("inplace", _ => new Hardswish()),
        ["Threshold"] = ("threshold, value", c => new Threshold(c.Number("threshold"), c.Number("value"))),
        ["GLU"] = ("dim", c => new GLU(c.Int("dim", -1))),
        ["Softmax"] = ("dim", c => new Softmax(c.Int("dim"))),
        ["Softmax2d"] = ("", _ => new Softmax2d()),
        ["Softmin"] = ("dim", c => new Softmin(c.Int("dim"))),
        ["LogSoftmax"] = ("dim", c => new LogSoftmax(c.Int("dim"))),

        ["L1Loss"] = ("size_average, reduce, reduction", c => new L1Loss(c.Reduction)),
        ["MSELoss"] = ("size_average, reduce, reduction", c => new MSELoss(c.Reduction)),
        ["SmoothL1Loss"] = ("size_average, reduce, reduction, beta", c => new SmoothL1Loss(c.Reduction, c.Number("beta", 1))),
        ["HuberLoss"] = ("reduction, delta", c => new HuberLoss(c.Reduction, c.Number("delta", 1))),
        ["BCELoss"] = ("weight, size_average, reduce, reduction", c => new BCELoss(c.TensorOrNull("weight"), c.Reduction)),
        ["BCEWithLogitsLoss"] = ("weight, size_average, reduce, reduction, pos_weight", c => new BCEWithLogitsLoss(c.TensorOrNull("weight"), c.Reduction, c.TensorOrNull("pos_weight"))),
        ["NLLLoss"] = ("weight, size_average, ignore_index, reduce, reduction", c => new NLLLoss(c.TensorOrNull("weight"), c.Int("ignore_index", -100), c.Reduction)),
        ["CrossEntropyLoss"] = ("weight, size_average, ignore_index, reduce, reduction, label_smoothing", c =>
            new CrossEntropyLoss(c.TensorOrNull("weight"), c.Int("ignore_index", -100), c.Reduction, c.Number("label_smoothing", 0))),
        ["KLDivLoss"] = ("size_average, reduce, reduction, log_target", c => new KLDivLoss(c.Reduction, c.Flag("log_target"))),
        ["PoissonNLLLoss"] = ("log_input, full, size_average, eps, reduce, reduction", c => new PoissonNLLLoss(c.Flag("log_input", true), c.Flag("full"), c.Number("eps", 1e-8), c.Reduction)),
        ["GaussianNLLLoss"] = ("full, eps, reduction", c => new GaussianNLLLoss(c.Flag("full"), c.Number("eps", 1e-6), c.Reduction)),
        ["HingeEmbeddingLoss"] = ("margin, size_average, reduce, reduction", c => new HingeEmbeddingLoss(c.Number("margin", 1), c.Reduction)),
        ["SoftMarginLoss"] = ("size_average, reduce, reduction", c => new SoftMarginLoss(c.Reduction)),
        ["MultiMarginLoss"] = ("p, margin, weight, size_average, reduce, reduction", c => new MultiMarginLoss(c.Int("p", 1), c.Number("margin", 1), c.TensorOrNull("weight"), c.Reduction)),
        ["MultiLabelMarginLoss"] = ("size_average, reduce, reduction", c => new MultiLabelMarginLoss(c.Reduction)),
        ["MultiLabelSoftMarginLoss"] = ("weight, size_average, reduce, reduction", c => new MultiLabelSoftMarginLoss(c.TensorOrNull("weight"), c.Reduction)),
        ["CosineSimilarity"] = ("dim, eps", c => new CosineSimilarity(c.Int("dim", 1), c.Number("eps", 1e-8))),
        ["PairwiseDistance"] = ("p, eps, keepdim", c => new PairwiseDistance(c.Number("p", 2), c.Number("eps", 1e-6), c.Flag("keepdim"))),
        ["CosineEmbeddingLoss"] = ("margin, size_average, reduce, reduction", c => new CosineEmbeddingLoss(c.Number("margin", 0), c.Reduction)),
        ["MarginRankingLoss"] = ("margin, size_average, reduce, reduction", c => new MarginRankingLoss(c.Number("margin", 0), c.Reduction)),
        ["CTCLoss"] = ("blank, reduction, zero_infinity", c => new CTCLoss(c.Int("blank", 0), c.Reduction, c.Flag("zero_infinity"))),
        ["TripletMarginLoss"] = ("margin, p, eps, swap, size_average, reduce, reduction", c =>
            new TripletMarginLoss(c.Number("margin", 1), c.Number("p", 2), c.Number("eps", 1e-6), c.Flag("swap"), c.Reduction)),
        ["TripletMarginWithDistanceLoss"] = ("distance_function, margin, swap, reduction", c => new TripletMarginWithDistanceLoss(null, c.Number("margin", 1), c.Flag("swap"), c.Reduction)),
    };

    public static bool Offers(string module) => module == "Sequential" || s_modules.ContainsKey(module);

    /// <summary>The module that a case describes, in the given precision.</summary>
    public static ModuleBase Create(JsonElement json, DType precision)
    {
        string name = json.TryGetProperty("module", out JsonElement module) ? module.GetString()! : "";
        if (name == "Sequential") return new Sequential([.. json.GetProperty("layers").EnumerateArray().Select(layer => (Module)Create(layer, precision))]);
        if (!s_modules.TryGetValue(name, out var offered)) throw new NotOfferedException(name);
        JsonElement constructor = json.GetProperty("ctor");
        Tensor[] tensors = constructor.TryGetProperty("t", out JsonElement list) ? [.. list.EnumerateArray().Select(tensor => GoldenTensor.Parse(tensor).ToTensor(precision))] : [];
        var call = new GoldenCall(constructor, tensors, precision, offered.Parameters.Split(", "));
        ModuleBase created = offered.Create(call);
        if (call.Unread.Any()) throw new NotOfferedException($"{name} with {string.Join(", ", call.Unread)}");
        return created.To(precision);
    }

    /// <summary>The results of a recorded call, in PyTorch's order.</summary>
    public static Tensor?[] Outputs(ModuleBase module, GoldenCall call) => OfTransformer(module, call) ?? OfRecurrence(module, call) ?? [Forward(module, call.All)];

    /// <summary>The module's value at the arguments.</summary>
    public static Tensor Forward(ModuleBase module, Tensor[] arguments) => (module, arguments) switch
    {
        (Module function, [var x]) => function.Forward(x),
        // PyTorch takes a list of one class for one sample.
        (MultiMarginLoss loss, [{ Rank: 1 } input, { Rank: 1 } target]) => loss.Forward(input, target.Reshape()),
        (Loss loss, [var input, var target]) => loss.Forward(input, target),
        (Bilinear bilinear, [var x1, var x2]) => bilinear.Forward(x1, x2),
        (EmbeddingBag bag, [var indices]) => bag.Forward(indices),
        (CosineSimilarity similarity, [var a, var b]) => similarity.Forward(a, b),
        (PairwiseDistance distance, [var a, var b]) => distance.Forward(a, b),
        (GaussianNLLLoss loss, [var input, var target, var variance]) => loss.Forward(input, target, variance),
        (CosineEmbeddingLoss loss, [var a, var b, var target]) => loss.Forward(a, b, target),
        (MarginRankingLoss loss, [var a, var b, var target]) => loss.Forward(a, b, target),
        (CTCLoss loss, [var logProbs, var targets, var inputLengths, var targetLengths]) => loss.Forward(logProbs, targets, inputLengths, targetLengths),
        (TripletMarginLoss loss, [var anchor, var positive, var negative]) => loss.Forward(anchor, positive, negative),
        (TripletMarginWithDistanceLoss loss, [var anchor, var positive, var negative]) => loss.Forward(anchor, positive, negative),
        _ => throw new NotOfferedException($"{module.GetType().Name} of {arguments.Length} arguments"),
    };
}
