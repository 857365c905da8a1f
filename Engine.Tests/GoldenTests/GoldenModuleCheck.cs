using System.Text.Json;
using PyDeepTensorNet.Nn;

namespace PyDeepTensorNet.Tests.GoldenTests;

/// <summary>Runs a recorded module: names of the state, outputs, gradients of inputs and parameters, and the state afterwards.</summary>
internal sealed class GoldenModuleCheck
{
    private readonly JsonElement _json;
    private readonly DType _precision;
    private readonly List<string> _differences = [];

    private GoldenModuleCheck(JsonElement json, DType precision) => (_json, _precision) = (json, precision);

    public static GoldenResult Run(GoldenSuite.Case golden, DType precision)
    {
        bool nonFinite = golden.Json.TryGetProperty("flags", out JsonElement flags) && flags.EnumerateArray().Any(flag => flag.GetString() == "nonfinite");
        if (precision == DType.Float32 && nonFinite) return new(GoldenVerdict.Skipped, "not finite, and so not representable in float32");
        var check = new GoldenModuleCheck(golden.Json, precision);
        check.Compare();
        return check._differences.Count == 0 ? new(GoldenVerdict.Passed) : new(GoldenVerdict.Failed, string.Join("; ", check._differences));
    }

    private void Compare()
    {
        ModuleBase module = GoldenModules.Create(_json, _precision);
        Dictionary<string, Tensor> state = Tensors("state");
        if (!module.StateDict().Keys.SequenceEqual(state.Keys)) _differences.Add($"the state is {string.Join(", ", module.StateDict().Keys)}, expected {string.Join(", ", state.Keys)}");
        module.LoadStateDict(state);
        if (_json.TryGetProperty("warm", out JsonElement warm))
        {
            foreach (JsonElement input in warm.EnumerateArray()) GoldenModules.Forward(module, [GoldenTensor.Parse(input).ToTensor(_precision)]);
        }
        if (!_json.GetProperty("train").GetBoolean()) module.Eval();

        GoldenTensor[] recorded = [.. _json.GetProperty("t").EnumerateArray().Select(GoldenTensor.Parse)];
        Tensor[] inputs = [.. recorded.Select(input => input.ToTensor(_precision))];
        var call = new GoldenCall(_json, inputs, _precision);
        using var tape = new Tape();
        Tensor?[] outputs = GoldenModules.Outputs(module, call);
        if (call.Unread.Any()) throw new NotOfferedException($"with {string.Join(", ", call.Unread)}");
        if (CompareOutputs(outputs) is not { } loss) return;
        int[] wanted = [.. Enumerable.Range(0, inputs.Length).Where(i => recorded[i].NeedsGradient)];
        IReadOnlyList<KeyValuePair<string, Tensor>> parameters = module.NamedParameters();
        Gradients gradients = tape.Gradient(loss, [.. wanted.Select(i => inputs[i]), .. parameters.Select(parameter => parameter.Value)], allowUnused: true);
        for (int k = 0; k < wanted.Length; k++) CompareGradient($"grad[{wanted[k]}]", _json.GetProperty("grad")[wanted[k]], gradients[k], Band("grad", wanted[k]));
        for (int k = 0; k < parameters.Count; k++)
        {
            string name = parameters[k].Key;
            CompareGradient($"grad of {name}", _json.GetProperty("pgrad").GetProperty(name), gradients[wanted.Length + k], Band("pgrad", name));
        }

        if (!_json.TryGetProperty("state_after", out _)) return;
        var after = module.StateDict();
        foreach ((string name, Tensor value) in Tensors("state_after")) Note($"{name} afterwards", GoldenTensor.ValuesOf(value), after[name], 0);
    }

    /// <summary>The outputs times their cotangents, summed; null where their shapes are not those expected.</summary>
    private Tensor? CompareOutputs(Tensor?[] outputs)
    {
        JsonElement[] recorded = [.. _json.GetProperty("out").EnumerateArray()];
        if (outputs.Length != recorded.Length) throw new NotOfferedException($"with {recorded.Length} outputs");
        Tensor? loss = null;
        for (int i = 0; i < outputs.Length; i++)
        {
            if (recorded[i].ValueKind == JsonValueKind.Null && outputs[i] is null) continue;
            GoldenTensor expected = GoldenTensor.Parse(recorded[i]);
            if (outputs[i] is not { } output || !output.Shape.SequenceEqual(expected.Shape))
            {
                _differences.Add($"output {i} has shape {outputs[i]?.Shape}, expected {(Shape)expected.Shape}");
                return null;
            }
            Note(outputs.Length == 1 ? "out" : $"out {i}", expected.Data, output, Band("out", i));
            Tensor seed = new GoldenTensor("f64", expected.Shape, GoldenTensor.Numbers(_json.GetProperty("v")[i]), false).ToTensor(_precision);
            loss = loss is null ? (output * seed).Sum() : loss + (output * seed).Sum();
        }
        return loss;
    }

    private Dictionary<string, Tensor> Tensors(string key) => _json.TryGetProperty(key, out JsonElement tensors) && tensors.ValueKind == JsonValueKind.Object
        ? tensors.EnumerateObject().ToDictionary(item => item.Name, item => GoldenTensor.Parse(item.Value).ToTensor(_precision))
        : [];

    // No gradient and a gradient of zeros are the same.
    private void CompareGradient(string what, JsonElement expected, Tensor? actual, double? band)
    {
        if (expected.ValueKind == JsonValueKind.Null && actual is null) return;
        double[] values = expected.ValueKind == JsonValueKind.Null ? new double[actual!.ElementCount] : GoldenTensor.Numbers(expected);
        Note(what, values, actual ?? Tensor.Zeros([values.Length], _precision), band);
    }

    /// <param name="what">What is compared.</param>
    /// <param name="expected">The reference.</param>
    /// <param name="actual">The engine's.</param>
    /// <param name="band">How far PyTorch's own float32 run lies from the reference; null where that is not to be had.</param>
    private void Note(string what, double[] expected, Tensor actual, double? band)
    {
        // PyTorch rounds 1 / alpha of CELU and 1 / 6 of Hardsigmoid to float32 in their derivatives.
        double slack = !what.StartsWith("out", StringComparison.Ordinal) && _json.GetProperty("module").GetString() is "CELU" or "Hardsigmoid" ? 1e-7 : 0;
        if (_precision == DType.Float32 && band is null) return;
        DType dtype = actual.DType.IsFloating() ? _precision : actual.DType;
        if (GoldenTolerance.Difference(expected, GoldenTensor.ValuesOf(actual), dtype, 0, band ?? 0, slack) is { } difference) _differences.Add($"{what}{difference}");
    }

    private double? Band(string part, object key)
    {
        if (!_json.TryGetProperty("e32", out JsonElement bands) || !bands.TryGetProperty(part, out JsonElement list)) return 0;
        JsonElement band = key is int i ? list[i] : list.GetProperty((string)key);
        return band.ValueKind == JsonValueKind.Null ? null : GoldenTensor.Number(band);
    }
}
