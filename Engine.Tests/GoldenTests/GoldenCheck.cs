namespace PyDeepTensorNet.Tests.GoldenTests;

internal enum GoldenVerdict
{
    Passed,
    Failed,

    /// <summary>The engine does not offer the operator or this form of it.</summary>
    Missing,

    /// <summary>The case says nothing about the engine in this precision.</summary>
    Skipped,
}

/// <param name="Verdict">How the case went.</param>
/// <param name="Detail">The differences, or what is missing.</param>
/// <param name="Convention">A derivative that differs where it is a convention and not a fact; no failure.</param>
internal sealed record GoldenResult(GoldenVerdict Verdict, string Detail = "", string? Convention = null);

/// <summary>Runs one case through the engine and compares everything the reference gives.</summary>
internal sealed class GoldenCheck
{
    private readonly GoldenCase _case;
    private readonly DType _precision;
    private readonly List<string> _differences = [], _conventions = [];

    /// <summary>
    /// A relative error that the reference is known to have: PyTorch's norms round their exponent to float32, so that with one like 2.1 they are no better than that, and it computes in float32 with
    /// inputs that are.
    /// </summary>
    private double _slack;

    /// <summary>The same for derivatives: those of celu and hardsigmoid have 1 / alpha and 1 / 6 rounded to float32.</summary>
    private double _derivativeSlack;

    private GoldenCheck(GoldenCase golden, DType precision) => (_case, _precision) = (golden, precision);

    public static GoldenResult Run(GoldenCase golden, DType precision)
    {
        if (GoldenAdapter.Find(golden.Op) is not { } op) return new(GoldenVerdict.Missing, "the operator");
        if (golden.Error is { } error) return GoldenRefusal.Run(golden, op, error.Message);
        if (precision == DType.Float32 && !MeansSomethingInFloat32(golden)) return new(GoldenVerdict.Skipped, "not representable in float32");
        var check = new GoldenCheck(golden, precision);
        try
        {
            check.Compare(op);
        }
        catch (NotOfferedException missing)
        {
            return new(GoldenVerdict.Missing, missing.Message);
        }
        catch (Exception exception)
        {
            check._differences.Add($"threw {exception.GetType().Name}: {exception.Message}");
        }
        string? convention = check._conventions.Count > 0 ? string.Join("; ", check._conventions) : null;
        return check._differences.Count == 0 ? new(GoldenVerdict.Passed, "", convention) : new(GoldenVerdict.Failed, string.Join("; ", check._differences), convention);
    }

    private static bool MeansSomethingInFloat32(GoldenCase golden)
    {
        // Rounded to float32 such a matrix has another determinant.
        if (golden.Id.Contains("det@singular", StringComparison.Ordinal)) return false;
        if (!golden.IsEdge) return true;
        return !golden.Flags.Contains("nonfinite") && golden.Inputs.All(input => input.Data.All(value => Math.Abs(value) < 1e10));
    }

    private void Compare(Func<GoldenCall, GoldenOutputs> op)
    {
        Tensor[] inputs = [.. _case.Inputs.Select(input => input.ToTensor(_precision))];
        using var tape = new Tape();
        GoldenCall call = _case.Call(inputs, _precision);
        bool exponentIsRounded = _case.Op.Contains("norm", StringComparison.Ordinal) && !call.IsText("p|ord") && call.NumberOrNull("p|ord") is { } p && p != (float)p;
        _slack = _case.Inputs.Any(input => input.DType == "f32") ? 2e-6 : exponentIsRounded ? 1e-7 : 0;
        _derivativeSlack = _case.Op is "nn.functional.celu" or "nn.functional.hardsigmoid" ? 1e-7 : _slack;
        Tensor[] outputs = op(call).Tensors;
        if (call.Unread.Any()) throw new NotOfferedException($"with {string.Join(", ", call.Unread)}");
        if (outputs.Length != _case.Outputs.Length)
        {
            _differences.Add($"{outputs.Length} outputs, expected {_case.Outputs.Length}");
            return;
        }
        for (int i = 0; i < outputs.Length; i++)
        {
            bool upToSign = _case.Post(i) == "abs";
            if (upToSign) outputs[i] = outputs[i].Abs();
            if (_case.Post(i) != "drop" && _case.Outputs[i] is { } expected) CompareOutput(i, upToSign ? expected with { Data = Array.ConvertAll(expected.Data, Math.Abs) } : expected, outputs[i]);
        }
        foreach ((int input, double[] values) in _case.Mutated) Note(_differences, $"t[{input}] after the call", Difference("out", -1, values, GoldenTensor.ValuesOf(inputs[input])));
        if (_case.Lists("v") is { } cotangents && _differences.Count == 0) CompareDerivatives(tape, inputs, outputs, cotangents);
    }

    private void CompareOutput(int i, GoldenTensor expected, Tensor actual)
    {
        if (!actual.Shape.SequenceEqual(expected.Shape))
        {
            _differences.Add($"out[{i}] has shape {actual.Shape}, expected {(Shape)expected.Shape}");
            return;
        }
        bool sameKind = expected.IsFloating ? actual.DType.IsFloating() : expected.DType == "bool" ? actual.DType == DType.Bool : actual.DType.IsInteger();
        // From integers alone PyTorch makes float64 whatever the precision of the run.
        bool samePrecision = expected.DType != "f64" || actual.DType == _precision || !_case.Inputs.Any(input => input.IsFloating);
        if (!sameKind || !samePrecision) _differences.Add($"out[{i}] is {actual.DType.Name()}, expected {expected.DType}");
        else Note(_differences, $"out[{i}]", Difference("out", i, expected.Data, GoldenTensor.ValuesOf(actual), expected.DType));
    }

    // The cotangents are leaves, so that d<grad, u>/dv, the forward-mode derivative, comes out of the second sweep.
    private void CompareDerivatives(Tape tape, Tensor[] inputs, Tensor[] outputs, double[]?[] cotangents)
    {
        Tensor?[] seeds = [.. cotangents.Select((v, i) => v is null ? null : Like(outputs[i], v))];
        if (Inner(outputs, seeds) is not { } loss) return;
        int[] wanted = [.. Enumerable.Range(0, inputs.Length).Where(i => _case.Inputs[i].NeedsGradient)];
        Tensor[] leaves = [.. wanted.Select(i => inputs[i])];
        double[]?[]? directions = _case.Lists("u"), grad = _case.Lists("grad"), grad2 = _case.Lists("grad2"), jvp = _case.Lists("jvp");
        Gradients gradients = tape.Gradient(loss, leaves, createGraph: grad2 is not null, allowUnused: true);
        for (int k = 0; k < wanted.Length; k++) CompareDerivative("grad", wanted[k], grad?[wanted[k]], gradients[k]);

        if (grad2 is null || directions is null || Inner([.. wanted.Select((_, k) => gradients[k])], [.. wanted.Select(i => directions[i] is { } u ? Like(inputs[i], u) : null)]) is not { } slope) return;
        int[] seeded = [.. Enumerable.Range(0, seeds.Length).Where(i => seeds[i] is not null)];
        Gradients second = tape.Gradient(slope, [.. leaves, .. seeded.Select(i => seeds[i]!)], allowUnused: true);
        for (int k = 0; k < wanted.Length; k++) CompareDerivative("grad2", wanted[k], grad2[wanted[k]], second[k]);
        for (int k = 0; k < seeded.Length; k++)
        {
            if (jvp?[seeded[k]] is { } expected) CompareDerivative("jvp", seeded[k], expected, second[wanted.Length + k]);
        }
    }

    /// <summary>The sum of the inner products of the pairs that are there; null without any.</summary>
    private static Tensor? Inner(Tensor?[] values, Tensor?[] weights)
    {
        Tensor? sum = null;
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] is not { } value || weights[i] is not { } weight) continue;
            Tensor product = (value * weight).Sum();
            sum = sum is null ? product : sum + product;
        }
        return sum;
    }

    // No gradient and a gradient of zeros are the same.
    private void CompareDerivative(string part, int i, double[]? expected, Tensor? actual)
    {
        if (expected is null && actual is null) return;
        double[] values = actual is null ? new double[expected!.Length] : GoldenTensor.ValuesOf(actual);
        bool convention = _case.Flags.Any(flag => flag switch
        {
            "nonfinite" => true,
            "fd1" => true,
            "fd2" => part != "grad",
            "kink" => expected is not null && Array.Exists(expected, double.IsNaN),
            _ => false,
        });
        Note(convention ? _conventions : _differences, $"{part}[{i}]", Difference(part, i, expected ?? new double[values.Length], values));
    }

    private string? Difference(string part, int i, double[] expected, double[] actual, string dtype = "f64")
    {
        DType engine = GoldenTensor.EngineType(dtype);
        if (!engine.IsFloating()) return GoldenTolerance.Difference(expected, actual, engine, 0, 0);
        double?[]? e64 = _case.Bands("e64", part), e32 = _case.Bands("e32", part);
        double? band64 = i >= 0 ? e64?[i] : null, band32 = i >= 0 ? e32?[i] : null;
        DType precision = engine == DType.Float32 ? engine : _precision;
        if (precision == DType.Float32 && e32 is not null && i >= 0 && band32 is null) return null;
        return GoldenTolerance.Difference(expected, actual, precision, band64 ?? 0, band32 ?? 0, part == "out" ? _slack : _derivativeSlack);
    }

    private Tensor Like(Tensor tensor, double[] values) => new GoldenTensor("f64", tensor.Shape.ToArray(), values, false).ToTensor(_precision);

    private static void Note(List<string> list, string what, string? difference)
    {
        if (difference is not null) list.Add($"{what}{difference}");
    }
}
