using CsCheck;

namespace PyDeepTensorNet.Tests.Properties;

/// <summary>Gradients of programs drawn at random.</summary>
[TestClass]
public sealed class GradientProperties
{
    [TestMethod]
    public void Gradient_RandomPrograms_MatchesDifferences()
    {
        (int compared, int undecided) = (0, 0);
        RandomProgram.Any.Sample(
            program =>
            {
                GradCheckReport report = GradCheck.Run(program.Run, program.Inputs);
                Assert.IsTrue(report.Deterministic);
                Assert.AreEqual(Verdict.Pass, report.ForwardMode?.Verdict, report.ToString());
                if (report.Tensors.Any(tensor => tensor.Verdict == Verdict.Fail)) Assert.Fail(report.ToString());
                compared += report.Tensors.Sum(tensor => tensor.Checked);
                undecided += report.Tensors.Sum(tensor => tensor.Skipped);
            },
            seed: "0N0XIzNsQ0O2", iter: 500, threads: 1);
        Assert.IsLessThan(compared / 100, undecided);
    }

    [TestMethod]
    public void SecondGradient_RandomPrograms_MatchesDifferences()
    {
        (int compared, int undecided) = (0, 0);
        RandomProgram.Any.Sample(
            program =>
            {
                GradCheckReport report = GradGradCheck.Run(program.Run, program.Inputs);
                if (report.Tensors.Any(tensor => tensor.Verdict == Verdict.Fail)) Assert.Fail(report.ToString());
                compared += report.Tensors.Sum(tensor => tensor.Checked);
                undecided += report.Tensors.Sum(tensor => tensor.Skipped);
            },
            seed: "0N0XIzNsQ0O2", iter: 60, threads: 1);
        Assert.IsLessThan(compared / 50, undecided);
    }

    [TestMethod]
    public void Gradient_RandomPrograms_IsLinearInTheCotangent() => RandomProgram.Any.Sample(
        program =>
        {
            Tensor[] inputs = program.Inputs;
            using var tape = new Tape();
            Tensor y = program.Run(inputs), v = Normal(y.Shape, 1), w = Normal(y.Shape, 2);
            Gradients ofV = Pull(v), ofW = Pull(w), ofBoth = Pull(v * 3 - w * 2);
            for (int i = 0; i < inputs.Length; i++)
            {
                Assert.AreEqual(ofV[i] is null, ofBoth[i] is null);
                if (ofBoth[i] is { } both) AssertNear(both, ofV[i]! * 3 - ofW[i]! * 2);
            }

            Gradients Pull(Tensor cotangent) => tape.Gradient(y, inputs, cotangent, allowUnused: true);
        },
        seed: "0N0XIzNsQ0O2", iter: 200, threads: 1);

    /// <summary>J^T v is linear in v, so that its own derivative by v, pulled back from u, is J u: forward mode out of reverse mode twice.</summary>
    [TestMethod]
    public void Gradient_RandomPrograms_IsTheTransposeOfTheTangent() => RandomProgram.Any.Sample(
        program =>
        {
            Tensor[] inputs = program.Inputs, directions = [.. inputs.Select((input, i) => Normal(input.Shape, 10 + (ulong)i))];
            using var tape = new Tape();
            Tensor y = program.Run(inputs), v = Normal(y.Shape, 1);
            Gradients gradients = tape.Gradient(y, inputs, v, createGraph: true, allowUnused: true);
            (double left, double right, double size) = (0, 0, 0);
            for (int i = 0; i < inputs.Length; i++)
            {
                if (gradients[i] is not { } gradient) continue;
                left += (directions[i] * gradient).Sum().Item();
                size += (directions[i] * gradient).Norm(1).Item();
                if (tape.Gradient(gradient, [v], directions[i], allowUnused: true)[0] is { } tangent) right += (tangent * v).Sum().Item();
            }
            Assert.AreEqual(left, right, 1e-12 * Math.Max(1, size));
        },
        seed: "0N0XIzNsQ0O2", iter: 200, threads: 1);

    [TestMethod]
    public void Gradient_OfNestedTapes_IsThatOfOne() => RandomProgram.Any.Sample(
        program =>
        {
            Tensor[] inputs = program.Inputs;
            using var outer = new Tape();
            Tensor y = program.Run(inputs);
            Tensor first = y.Square().Sum();
            Tensor[] plain = Arrays(outer.Gradient(first, inputs, allowUnused: true));
            Tensor[] nested;
            using (var inner = new Tape()) nested = Arrays(inner.Gradient(program.Run(inputs).Square().Sum(), inputs, allowUnused: true));
            for (int i = 0; i < plain.Length; i++) AssertNear(plain[i], nested[i]);

            Tensor[] Arrays(Gradients gradients) => [.. inputs.Select((input, i) => gradients[i] ?? Tensor.ZerosLike(input))];
        },
        seed: "0N0XIzNsQ0O2", iter: 100, threads: 1);

    private static Tensor Normal(Shape shape, ulong seed) => Tensor.Normal(shape, dtype: DType.Float64, generator: new Generator(seed));

    /// <summary>In parts of the largest element, or of the cotangents, which are of size 1: terms that cancel leave their rounding.</summary>
    private static void AssertNear(Tensor expected, Tensor actual)
    {
        double largest = expected.ToArray<double>().Select(Math.Abs).Append(1).Max();
        if (actual.Shape != expected.Shape || !actual.AllClose(expected, 0, 1e-12 * largest)) Assert.Fail($"gradient {actual}, expected {expected}");
    }
}
