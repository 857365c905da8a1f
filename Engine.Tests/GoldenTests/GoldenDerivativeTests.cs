namespace PyDeepTensorNet.Tests.GoldenTests;

/// <summary>Derivatives as functions against PyTorch's recorded forward-mode and second derivatives, and against each other.</summary>
[TestClass]
public sealed class GoldenDerivativeTests
{
    private const int CasesOfAnOperator = 2;

    public static IEnumerable<object[]> Files => Directory.GetFiles(Path.Combine(GoldenRun.DefaultFolder, "ops"), "*.jsonl.gz")
        .Select(Path.GetFileName).Where(name => name is not ("errors.jsonl.gz" or "creation.jsonl.gz")).Order(StringComparer.Ordinal).Select(name => new object[] { name! });

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void JvpAndHvp_OfRecordedCalls_MatchPyTorch_AndEachOther(string file)
    {
        var compared = new Dictionary<string, int>();
        var faults = new List<string>();
        foreach (GoldenCase golden in GoldenCase.Read(Path.Combine(GoldenRun.DefaultFolder, "ops", file)))
        {
            int count = compared.GetValueOrDefault(golden.Op);
            if (count == CasesOfAnOperator || golden.IsEdge || golden.Flags.Length > 0 || golden.Mutated.Any() || golden.Lists("jvp") is null || golden.Lists("grad2") is null) continue;
            if (Call.Of(golden) is not { } call) continue;
            compared[golden.Op] = count + 1;
            faults.AddRange(call.Faults().Select(fault => $"{golden.Id}: {fault}"));
        }
        Assert.IsEmpty(faults, string.Join('\n', faults));
        Assert.IsNotEmpty(compared);
    }

    /// <summary>A recorded call as a function of those inputs that are differentiated, to all outputs that are, one after the other.</summary>
    private sealed class Call
    {
        private readonly GoldenCase _case;
        private readonly Func<GoldenCall, GoldenOutputs> _op;
        private readonly Tensor[] _inputs;
        private readonly int[] _wanted, _seeded;

        private Call(GoldenCase golden, Func<GoldenCall, GoldenOutputs> op, double[]?[] cotangents, double[]?[] directions)
        {
            (_case, _op) = (golden, op);
            _inputs = [.. golden.Inputs.Select(input => input.ToTensor(DType.Float64))];
            _wanted = [.. Enumerable.Range(0, _inputs.Length).Where(i => golden.Inputs[i].NeedsGradient && directions[i] is not null)];
            _seeded = [.. Enumerable.Range(0, cotangents.Length).Where(i => cotangents[i] is not null)];
        }

        /// <summary>Null where the engine does not offer the call.</summary>
        public static Call? Of(GoldenCase golden)
        {
            if (GoldenAdapter.Find(golden.Op) is not { } op || golden.Lists("v") is not { } cotangents || golden.Lists("u") is not { } directions) return null;
            var call = new Call(golden, op, cotangents, directions);
            if (call._wanted.Length == 0 || call._seeded.Length == 0 || golden.Inputs.Any(input => input.DType == "f32")) return null;
            try
            {
                GoldenCall arguments = golden.Call(call._inputs, DType.Float64);
                _ = op(arguments);
                return arguments.Unread.Any() ? null : call;
            }
            catch (NotOfferedException)
            {
                return null;
            }
        }

        public IEnumerable<string> Faults()
        {
            Tensor[] at = [.. _wanted.Select(i => _inputs[i])];
            double[]?[] directions = _case.Lists("u")!, cotangents = _case.Lists("v")!, jvp = _case.Lists("jvp")!, grad2 = _case.Lists("grad2")!;
            Tensor[] u = [.. _wanted.Select(i => Tensor.Wrap(directions[i]!, _inputs[i].Shape))];
            double[] weights = [.. _seeded.SelectMany(i => cotangents[i]!)];
            Tensor v = Tensor.Wrap(weights, Shape.Create([weights.Length]));

            (Tensor value, Tensor pushed) = Derivatives.Jvp(Function, at, u);
            double[] expected = [.. _seeded.SelectMany(i => jvp[i] ?? new double[cotangents[i]!.Length])];
            if (Difference("jvp", _seeded, expected, pushed) is { } wrongJvp) yield return $"jvp{wrongJvp}";

            IReadOnlyList<Tensor> second = Derivatives.Hvp(inputs => (Function(inputs) * v).Sum(), at, u);
            for (int k = 0; k < at.Length; k++)
            {
                if (Difference("grad2", [_wanted[k]], grad2[_wanted[k]] ?? new double[at[k].ElementCount], second[k]) is { } wrongHvp) yield return $"hvp[{_wanted[k]}]{wrongHvp}";
            }

            // <v, J u> both ways, and against the whole Jacobian where that is small.
            double forward = (v * pushed).Sum().Item<double>(), reverse = Derivatives.Vjp(Function, at, v).Vjp.Zip(u, (a, b) => (a * b).Sum().Item<double>()).Sum();
            double scale = Math.Max(1, (v * pushed).Abs().Sum().Item<double>());
            if (!(Math.Abs(forward - reverse) <= 1e-12 * scale * Math.Max(1, Condition(at)))) yield return $"<v, J u> is {forward:R} forward and {reverse:R} reverse";
            if (value.ElementCount > 8) yield break;
            Tensor product = Derivatives.Jacobian(Function, at).Zip(u, (jacobian, direction) => jacobian.Reshape([value.ElementCount, direction.ElementCount]).Mv(direction.Reshape([direction.ElementCount]))).Aggregate((a, b) => a + b);
            if (!product.ToArray<double>().Zip(pushed.ToArray<double>(), (a, b) => Math.Abs(a - b)).All(distance => distance <= 1e-10 * scale)) yield return $"J u is {pushed} by Jvp and {product} by Jacobian";
        }

        private static double Condition(Tensor[] at) => at.Sum(input => input.ElementCount);

        private Tensor Function(IReadOnlyList<Tensor> values)
        {
            Tensor[] inputs = [.. _inputs];
            for (int k = 0; k < values.Count; k++) inputs[_wanted[k]] = values[k];
            Tensor[] outputs = _op(_case.Call(inputs, DType.Float64)).Tensors;
            return Tensor.Cat([.. _seeded.Select(i => (_case.Post(i) == "abs" ? outputs[i].Abs() : outputs[i]).Reshape(-1))]);
        }

        private string? Difference(string part, int[] places, double[] expected, Tensor actual)
        {
            // PyTorch's norms round their exponent to float32.
            double slack = _case.Op.Contains("norm", StringComparison.Ordinal) ? 1e-7 : 0;
            double?[]? e64 = _case.Bands("e64", part), e32 = _case.Bands("e32", part);
            return GoldenTolerance.Difference(expected, actual.ToArray<double>(), DType.Float64, places.Max(i => e64?[i] ?? 0), places.Max(i => e32?[i] ?? 0), slack);
        }
    }
}
