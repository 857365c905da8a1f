using System.Text.Json;
using PyDeepTensorNet.Nn;
using PyDeepTensorNet.Optim;

namespace PyDeepTensorNet.Tests.GoldenTests;

/// <summary>Runs recorded trajectories of optimisers, and the statistics of initialisers and dropout.</summary>
internal static class GoldenTraining
{
    private static readonly Dictionary<string, Func<GoldenCall, ParameterGroup[], Optimizer>> s_optimizers = new()
    {
        ["SGD"] = (c, groups) => new SGD(groups, c.Number("lr"), c.Number("momentum", 0), c.Number("dampening", 0), c.Number("weight_decay", 0), c.Flag("nesterov"), c.Flag("maximize")),
        ["Adam"] = (c, groups) => new Adam(groups, c.Number("lr", 1e-3), Beta(c, 0, 0.9), Beta(c, 1, 0.999), c.Number("eps", 1e-8), c.Number("weight_decay", 0), c.Flag("amsgrad"), c.Flag("maximize")),
        ["AdamW"] = (c, groups) => new AdamW(groups, c.Number("lr", 1e-3), Beta(c, 0, 0.9), Beta(c, 1, 0.999), c.Number("eps", 1e-8), c.Number("weight_decay", 1e-2), c.Flag("amsgrad"), c.Flag("maximize")),
        ["RMSprop"] = (c, groups) => new RMSprop(groups, c.Number("lr", 1e-2), c.Number("alpha", 0.99), c.Number("eps", 1e-8), c.Number("weight_decay", 0), c.Number("momentum", 0), c.Flag("centered"), c.Flag("maximize")),
        ["Adagrad"] = (c, groups) => new Adagrad(groups, c.Number("lr", 1e-2), c.Number("lr_decay", 0), c.Number("weight_decay", 0), c.Number("initial_accumulator_value", 0), c.Number("eps", 1e-10), c.Flag("maximize")),
    };

    private static readonly Dictionary<string, Action<GoldenCall, Tensor, Generator>> s_initialisers = new()
    {
        ["xavier_uniform_"] = (c, weight, random) => Init.XavierUniform_(weight, c.Number("gain", 1), random),
        ["xavier_normal_"] = (c, weight, random) => Init.XavierNormal_(weight, c.Number("gain", 1), random),
        ["kaiming_uniform_"] = (c, weight, random) => Init.KaimingUniform_(weight, c.Number("a", 0), FanOf(c), NonlinearityOf(c), random),
        ["kaiming_normal_"] = (c, weight, random) => Init.KaimingNormal_(weight, c.Number("a", 0), FanOf(c), NonlinearityOf(c), random),
    };

    /// <summary>The losses that the trajectories run down: tensors by name, parameters and data alike.</summary>
    private static readonly Dictionary<string, Func<Dictionary<string, Tensor>, Tensor>> s_problems = new()
    {
        ["quadratic"] = t => 0.5 * t["x"].Dot(t["A"].Mv(t["x"])) - t["b"].Dot(t["x"]),
        ["mlp"] = t => t["X"].Linear(t["w1"], t["b1"]).Tanh().Linear(t["w2"], t["b2"]).MseLoss(t["Y"]),
        ["mlp_ce"] = t => t["X"].Linear(t["w1"], t["b1"]).Sigmoid().Linear(t["w2"], t["b2"]).CrossEntropy(t["t"]),
        ["convnet"] = t => t["X"].Conv2d(t["k"], t["kb"]).Relu().MaxPool2d(2).Flatten(1).Linear(t["w"], t["b"]).CrossEntropy(t["t"]),
        ["rosenbrock"] = t => (1 - t["x"][0]).Square() + 100 * (t["x"][1] - t["x"][0].Square()).Square() + (t["y"][0] - t["x"][0]).Square(),
    };

    public static bool Offers(GoldenSuite.Case golden) => golden.File switch
    {
        "optim" => s_optimizers.ContainsKey(golden.Name),
        "stats" => s_initialisers.ContainsKey(golden.Name) || golden.Name == "Dropout",
        _ => false,
    };

    public static GoldenResult Run(GoldenSuite.Case golden, DType precision)
    {
        string? difference = golden.File == "optim" ? Trajectory(golden) : golden.Name == "Dropout" ? Dropped(golden.Json) : Spread(golden);
        return difference is null ? new(GoldenVerdict.Passed) : new(GoldenVerdict.Failed, difference);
    }

    private static string? Trajectory(GoldenSuite.Case golden)
    {
        JsonElement json = golden.Json;
        if (json.TryGetProperty("scheduler", out JsonElement scheduler) && scheduler.ValueKind != JsonValueKind.Null) throw new NotOfferedException($"with {scheduler.GetProperty("name").GetString()}");
        Dictionary<string, Tensor> tensors = Tensors(json, "init").Concat(Tensors(json, "data")).ToDictionary();
        Tensor[] parameters = [.. json.GetProperty("order").EnumerateArray().Select(name => tensors[name.GetString()!])];
        var call = Keywords(json.GetProperty("kw"));
        Optimizer optimizer = s_optimizers[golden.Name](call, Groups(json, tensors, parameters));
        if (call.Unread.Any()) throw new NotOfferedException($"with {string.Join(", ", call.Unread)}");
        Func<Dictionary<string, Tensor>, Tensor> problem = s_problems[json.GetProperty("problem").GetString()!];
        int step = 0;
        foreach (JsonElement expected in json.GetProperty("traj").EnumerateArray())
        {
            using (var tape = new Tape())
            {
                Tensor loss = problem(tensors);
                double recorded = json.GetProperty("loss_before_step")[step].GetDouble();
                if (!(Math.Abs(loss.Item() - recorded) <= 1e-9 * Math.Abs(recorded) + 1e-14)) return $"before step {step} the loss is {loss.Item():R}, expected {recorded:R}";
                Gradients gradients = tape.Gradient(loss, parameters);
                if (json.TryGetProperty("clip", out JsonElement clip) && clip.ValueKind == JsonValueKind.Object)
                {
                    gradients = Clipped(gradients, Keywords(clip), json, step, out string? difference);
                    if (difference is not null) return $"step {step}: {difference}";
                }
                optimizer.Step(gradients);
            }
            double[] reference = GoldenTensor.Numbers(expected), actual = [.. parameters.SelectMany(parameter => parameter.ToArray<double>())];
            double largest = reference.Max(Math.Abs);
            for (int i = 0; i < reference.Length; i++)
            {
                if (!(Math.Abs(actual[i] - reference[i]) <= 1e-10 * largest)) return $"after step {step} parameter {i} is {actual[i]:R}, expected {reference[i]:R}";
            }
            step++;
        }
        return null;
    }

    private static ParameterGroup[] Groups(JsonElement json, Dictionary<string, Tensor> tensors, Tensor[] parameters)
    {
        if (!json.TryGetProperty("groups", out JsonElement groups) || groups.ValueKind == JsonValueKind.Null) return [new(parameters)];
        return [.. groups.EnumerateArray().Select(group =>
        {
            GoldenCall call = Keywords(group);
            var result = new ParameterGroup([.. call.Names("params").Select(name => tensors[name])]) { LearningRate = call.NumberOrNull("lr"), WeightDecay = call.NumberOrNull("weight_decay") };
            return call.Unread.Any() ? throw new NotOfferedException($"a group with {string.Join(", ", call.Unread)}") : result;
        })];
    }

    private static Gradients Clipped(Gradients gradients, GoldenCall clip, JsonElement json, int step, out string? difference)
    {
        difference = null;
        double max = clip.Number("max");
        if (clip.Text("kind", "") == "value") return Clip.GradValue(gradients, max);
        double recorded = json.GetProperty("grad_norm_before_clip")[step].GetDouble();
        (Gradients clipped, Tensor before) = Clip.GradNorm(gradients, max, clip.Number("norm_type", 2));
        double norm = before.Item();
        if (!(Math.Abs(norm - recorded) <= 1e-9 * recorded)) difference = $"the norm is {norm:R} before clipping, expected {recorded:R}";
        return clipped;
    }

    /// <summary>Many fills together: their standard deviation within five standard errors, and their bound nearly reached.</summary>
    private static string? Spread(GoldenSuite.Case golden)
    {
        JsonElement json = golden.Json;
        double std = json.GetProperty("std").GetDouble(), bound = json.TryGetProperty("bound", out JsonElement limit) ? limit.GetDouble() : double.PositiveInfinity;
        Tensor weight = Tensor.Zeros([.. json.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())], DType.Float64);
        GoldenCall call = Keywords(json.GetProperty("kw"));
        var random = new Generator(29);
        var values = new List<double>();
        while (values.Count < 20000)
        {
            s_initialisers[golden.Name](call, weight, random);
            values.AddRange(weight.AsReadOnlySpan<double>());
        }
        if (call.Unread.Any()) throw new NotOfferedException($"with {string.Join(", ", call.Unread)}");
        double variance = values.Average(value => value * value), fourths = values.Average(value => value * value * value * value), largest = values.Max(Math.Abs);
        double error = Math.Sqrt((fourths - variance * variance) / values.Count);
        if (Math.Abs(variance - std * std) > 5 * error) return $"the variance is {variance:R}, expected {std * std:R} within {5 * error:G2}";
        return largest > bound || (double.IsFinite(bound) && largest < 0.99 * bound) ? $"the largest is {largest:R}, the bound {bound:R}" : null;
    }

    private static string? Dropped(JsonElement json)
    {
        double p = json.GetProperty("p").GetDouble(), kept = json.GetProperty("kept_value").GetDouble();
        if (json.GetProperty("unit").GetString() != "element") throw new NotOfferedException(json.GetProperty("unit").GetString()!);
        var module = new Dropout(p, new Generator(31));
        Tensor x = Tensor.Ones([.. json.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())], DType.Float64);
        using var tape = new Tape();
        Tensor y = module.Forward(x);
        double[] values = y.ToArray<double>();
        if (values.Any(value => value != 0 && Math.Abs(value - kept) > 1e-12)) return $"kept elements are not {kept:R}";
        double share = values.Count(value => value != 0) / (double)values.Length, tolerance = json.GetProperty("keep_tolerance_5sigma").GetDouble();
        if (Math.Abs(share - json.GetProperty("expected_keep").GetDouble()) > tolerance) return $"{share} of the elements are kept, expected {json.GetProperty("expected_keep").GetDouble()} within {tolerance:G2}";
        if (!tape.Gradient(y.Sum(), x).ToArray<double>().SequenceEqual(values)) return "the gradient is not the mask times the scale";
        return module.Eval().Forward(x).ToArray<double>().SequenceEqual(x.ToArray<double>()) ? null : "evaluation changes the elements";
    }

    private static double Beta(GoldenCall c, int i, double otherwise) => c.Has("betas") ? c.Numbers("betas")[i] : otherwise;

    private static Fan FanOf(GoldenCall c) => c.Text("mode", "fan_in") == "fan_out" ? Fan.Out : Fan.In;

    private static Nonlinearity NonlinearityOf(GoldenCall c) => Enum.Parse<Nonlinearity>(c.Text("nonlinearity", "leaky_relu").Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    private static IEnumerable<KeyValuePair<string, Tensor>> Tensors(JsonElement json, string key) => json.TryGetProperty(key, out JsonElement tensors) && tensors.ValueKind == JsonValueKind.Object
        ? tensors.EnumerateObject().Select(item => KeyValuePair.Create(item.Name, GoldenTensor.Parse(item.Value).ToTensor(DType.Float64)))
        : [];

    private static GoldenCall Keywords(JsonElement keywords) => new(keywords);
}
