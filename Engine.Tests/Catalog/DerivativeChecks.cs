using Residue = PyDeepTensorNet.Residuals;

namespace PyDeepTensorNet.Tests.Catalog;

/// <summary>What is asked of every recorded op's derivative, whatever its family: a call on tensors that records it. A check that fails names the op.</summary>
internal static class DerivativeChecks
{
    /// <summary>What gradients in float32 may differ from those in float64, in parts of a tensor's largest.</summary>
    private const double SinglePrecision = 2e-5;

    /// <summary>The gradient against central differences in float64, forward mode against it, and in float32 against float64.</summary>
    public static void Gradient(string label, Func<IReadOnlyList<Tensor>, Tensor> call, IReadOnlyList<Tensor> inputs)
    {
        GradCheckReport report = GradCheck.Run(call, [.. inputs.Select(input => input.DType == DType.Float64 ? input.To(DType.Float32) : input)]);
        if (!report.Passed || report.ForwardMode?.Verdict != Verdict.Pass) Assert.Fail($"{label}: {report}");
        if (report.SinglePrecisionDifference > SinglePrecision) Assert.Fail($"{label}: gradients in float32 are {report.SinglePrecisionDifference:E1} off those in float64, in parts of the largest");
    }

    /// <summary>The gradient of the gradient likewise, with respect to the inputs and the cotangent.</summary>
    public static void SecondGradient(string label, Func<IReadOnlyList<Tensor>, Tensor> call, IReadOnlyList<Tensor> inputs)
    {
        GradCheckReport report = GradGradCheck.Run(call, inputs);
        if (!report.Passed) Assert.Fail($"{label}: {report}");
    }

    /// <summary>
    /// The derivative reads what the residuals name and nothing else: the tape keeps just that, having everything changes nothing, and lacking any of it is noticed.
    /// </summary>
    public static void Residuals(string label, Func<IReadOnlyList<Tensor>, Tensor> call, IReadOnlyList<Tensor> inputs)
    {
        Residue named = default;
        long[][] withEverything = Bits(Residue.Inputs | Residue.Output, keep: true), asDeclared = [];
        try
        {
            asDeclared = Bits(Residue.None, keep: true);
        }
        catch (NullReferenceException)
        {
            Assert.Fail($"{label}: the derivative reads more than the residuals name, {named}");
        }
        if (!asDeclared.Zip(withEverything).All(pair => pair.First.SequenceEqual(pair.Second))) Assert.Fail($"{label}: the gradient is another one when inputs and output are there that the residuals do not name");
        foreach (Residue one in new[] { Residue.First, Residue.Second, Residue.Third, Residue.Output })
        {
            if ((named & one) == 0 || (one == Residue.Second && inputs.Count < 2) || (one == Residue.Third && inputs.Count < 3)) continue;
            try
            {
                Bits(one, keep: false);
            }
            catch (NullReferenceException)
            {
                continue;
            }
            Assert.Fail($"{label}: the residuals name {one}, which is kept for the backward sweep, and the derivative does not read it");
        }

        // The gradients when the tape has some values besides those named, or lacks them.
        long[][] Bits(Residue which, bool keep)
        {
            using var tape = new Tape();
            Tensor y = call(inputs);
            int node = Journal.OfThread.Find(y);
            if (node < 0 || Journal.OfThread[node].IsLeaf) Assert.Fail($"{label}: nothing was recorded");
            ref Entry entry = ref Journal.OfThread[node];
            named = entry.Rule!.Residuals;
            Residue saved = (entry.A is null ? 0 : Residue.First) | (entry.B is null ? 0 : Residue.Second) | (entry.C is null ? 0 : Residue.Third) | (entry.Output is null ? 0 : Residue.Output);
            if ((saved & ~named) != 0) Assert.Fail($"{label}: the tape keeps {saved}, the residuals name {named}");
            Tensor? second = inputs.Count > 1 ? inputs[1] : null, third = inputs.Count > 2 ? inputs[2] : null;
            if ((which & Residue.First) != 0) (entry.A, entry.VersionA) = (keep ? inputs[0] : null, inputs[0].Storage.Version);
            if ((which & Residue.Second) != 0 && second is not null) (entry.B, entry.VersionB) = (keep ? second : null, second.Storage.Version);
            if ((which & Residue.Third) != 0 && third is not null) (entry.C, entry.VersionC) = (keep ? third : null, third.Storage.Version);
            if ((which & Residue.Output) != 0) (entry.Output, entry.VersionOutput) = (keep ? y : null, y.Storage.Version);
            Tensor[] floating = [.. inputs.Where(input => input.DType.IsFloating())];
            Gradients gradients = tape.Gradient(y, floating, Tensor.FullLike(y, 0.75), allowUnused: true);
            return [.. floating.Select((_, i) => gradients[i] is { } gradient ? Layouts.Bits(gradient) : [])];
        }
    }
}
