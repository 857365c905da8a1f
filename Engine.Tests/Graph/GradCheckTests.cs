namespace PyDeepTensorNet.Tests.Graph;

[TestClass]
public sealed class GradCheckTests
{
    private static Tensor Named(string name, params double[] values)
    {
        Tensor tensor = values;
        tensor.Name = name;
        return tensor;
    }

    private static Verdict VerdictOf(Func<Tensor, Tensor> function, params double[] at) => GradCheck.Run(x => function(x).Sum(), at).Tensors[0].Verdict;

    [TestMethod]
    public void GoodFunctions_Pass()
    {
        Tensor x = Named("x", 1, 2, 3), w = Named("w", 0.5, -1, 2), matrix = Tensor.Randn([3, 3], DType.Float64, new Generator(1));
        GradCheck.Run(t => (t[0] * t[1]).Sigmoid().Sum(), [x, w]).ThrowIfFailed();
        GradCheck.Run(t => t.Square() * t, x).ThrowIfFailed();
        GradCheck.Run(t => t.MatMul(t.T).LogSumExp(1), matrix).ThrowIfFailed();
        GradCheck.Run(() => (x * w).Square().Sum(), [w]).ThrowIfFailed();
        GradCheck.Run(t => t.Square(), Tensor.Full([], 3, DType.Float64)).ThrowIfFailed();
        GradCheck.Run(t => t.Square().Sum(), Tensor.Zeros([0, 2], DType.Float64)).ThrowIfFailed();
        GradCheck.Run(t => t[0].IndexSelect(0, t[1]), [x, new[] { 0, 0, 2 }]).ThrowIfFailed();
        GradCheck.Run(t => (t * 1e6).Square().Sum(), x).ThrowIfFailed();
        GradCheck.Run(t => (t * 1e-6).Square().Sum(), x).ThrowIfFailed();
        GradCheck.Run(_ => Tensor.Ones([1], DType.Float64), x).ThrowIfFailed();
    }

    [TestMethod]
    public void GoodFunctions_PassASecondTime()
    {
        Tensor x = Named("x", 1, 2, 3), w = Named("w", 0.5, -1, 2);
        GradGradCheck.Run(t => t.Sigmoid(), x).ThrowIfFailed();
        GradGradCheck.Run(t => t[0].Square() * t[1].Sigmoid(), [x, w]).ThrowIfFailed();
        GradGradCheck.Run(() => (x * w).Square().Sum(), [w]).ThrowIfFailed();
        Assert.AreEqual("cotangent", GradGradCheck.Run(t => t.Sigmoid(), x).Tensors[1].Name);
    }

    [TestMethod]
    public void Report_OfAGoodFunction_IsATable()
    {
        GradCheckReport report = GradCheck.Run(t => (t[0] * 2.0 + t[1]).Sum(), [Named("weight", 1, 2), Tensor.Full([], 0.5, DType.Float64)], new GradCheckOptions { AbsoluteTolerance = 1e-6 });
        Assert.IsTrue(report.Passed);
        Assert.AreEqual(
            """
            GradCheck: 2 of 2 tensors pass (float64, tolerance 1e-06 + 1e-06 of the value)
              name     shape  checked  skipped  max abs error  max rel error  worst  tape  numeric  verdict
              weight   [2]          2        0        0.0e+00        0.0e+00  [0]       2        2  Pass
              input 1  []           1        0        0.0e+00        0.0e+00  []        2        2  Pass
              forward mode agrees with reverse mode to 1e-12
            """, Rounded(report));
    }

    /// <summary>Detach hides one factor of a square from the tape, which so gives half the derivative.</summary>
    [TestMethod]
    public void WrongFunctions_Fail_WithTheTableAsTheMessage()
    {
        Tensor x = Named("x", 1, 2, 3), w = Named("w", 0.5, -1, 2);
        Expect.Throws<GradCheckException>(
            """
            GradCheck: 0 of 1 tensors pass (float64, tolerance 1e-09 + 1e-06 of the value)
              name  shape  checked  skipped  max abs error  max rel error  worst  tape  numeric  verdict
              x     [3]          3        0        3.0e+00        5.0e-01  [2]       3        6  Fail
              forward mode agrees with reverse mode to 1e-12
              first fault at Mul #2, float64[3] x float64[3] -> float64[3] ((t.Detach() * t).Sum(), GradCheckTests.cs:68): its input float64[3] changes with x, and is a constant to the tape: detached, computed while the tape was paused, or made of numbers
            """, () => GradCheck.Run(t => (t.Detach() * t).Sum(), x).ThrowIfFailed());
        Expect.Throws<GradCheckException>(
            """
            GradGradCheck: 1 of 2 tensors pass (float64, tolerance 1e-09 + 1e-06 of the value)
              name       shape  checked  skipped  max abs error  max rel error  worst        tape     numeric  verdict
              x          [3]          3        0        1.3e+00        1.0e+00  [0]             0   1.2680245  Fail     no recorded path leads from it to the result; cut at Detach (t.Detach(), GradCheckTests.cs:76), whose result float64[3] is a constant to the tape
              cotangent  []           1        0        0.0e+00        0.0e+00  []     5.22077577  5.22077577  Pass
              first fault at Mul #2, float64[3] x float64[3] -> float64[3] ((t.Detach() * t).Sum(), GradCheckTests.cs:76): its input float64[3] changes with x, and is a constant to the tape: detached, computed while the tape was paused, or made of numbers
            """, () => GradGradCheck.Run(t => (t.Detach() * t).Sum(), x).ThrowIfFailed());
        GradCheckReport report = GradCheck.Run(t => (t[0] * t[1].Detach()).Sum(), [x, w]);
        Assert.IsFalse(report.Passed);
        Assert.AreEqual(Verdict.Pass, report.Tensors[0].Verdict);
        Assert.AreEqual(Verdict.Fail, report.Tensors[1].Verdict);
        StringAssert.StartsWith(report.Tensors[1].Note, "no recorded path leads from it to the result; cut at Detach (t[1].Detach(), GradCheckTests.cs:");
        CollectionAssert.AreEqual(new[] { 2 }, report.Tensors[1].WorstIndex.ToArray());
    }

    /// <summary>The value is x, the derivative off by a part in 10^5 is found, one in 10^8 is within what differences can tell.</summary>
    [TestMethod]
    public void SmallErrors_AreFound()
    {
        Assert.AreEqual(Verdict.Fail, VerdictOf(x => x * (1 + 1e-5) - x.Detach() * 1e-5, 1, 2));
        Assert.AreEqual(Verdict.Pass, VerdictOf(x => x * (1 + 1e-8) - x.Detach() * 1e-8, 1, 2));
        Assert.AreEqual(Verdict.Fail, VerdictOf(x => x.Sigmoid() + 0.001 * x.Detach().Sigmoid(), 1));
    }

    /// <summary>One wrong element of a thousand, and the place of it.</summary>
    [TestMethod]
    public void OneWrongElement_IsFoundAndNamed()
    {
        Tensor x = Tensor.Arange(0.0, 600, dtype: DType.Float64).Reshape(20, 30) / 600, mask = Tensor.Zeros([20, 30], DType.Bool);
        mask[7, 11] = true;
        TensorCheck check = GradCheck.Run(t => Tensor.Where(mask, t.Detach(), t).Sigmoid().Sum(), x).Tensors[0];
        Assert.AreEqual(Verdict.Fail, check.Verdict);
        CollectionAssert.AreEqual(new[] { 7, 11 }, check.WorstIndex.ToArray());
        Assert.AreEqual(0, check.TapeValue);
    }

    /// <summary>Steps that cross a kink are made smaller; on one, any slope between those to both sides is right, and one beyond them is wrong.</summary>
    [TestMethod]
    public void Kinks_AreAvoidedOrSkipped_NotWrong()
    {
        Assert.AreEqual(Verdict.Pass, VerdictOf(x => x.Maximum(0.0), -1, 1));
        Assert.AreEqual(Verdict.Pass, VerdictOf(x => x.ClampMin(0), 1e-6, -1e-6));
        Assert.AreEqual(Verdict.Pass, VerdictOf(x => x.Abs() + x.Maximum(1) + x.Square().Relu(), 2e-6, 1 - 1e-6));
        Assert.AreEqual(Verdict.Pass, VerdictOf(x => x.ClampMin(0), -1, 0, 1));
        Assert.AreEqual(Verdict.Pass, VerdictOf(x => x.Floor() * x, 5, 0.5, 7 + 1e-6));
        Assert.AreEqual(Verdict.Inconclusive, VerdictOf(x => x.Pow(0.5), 0, 4));
        Assert.AreEqual(Verdict.Fail, VerdictOf(x => x.ClampMin(0) * 3.0 - x.ClampMin(0).Detach() * 2.0, 0, 1));
        Assert.AreEqual(Verdict.Inconclusive, VerdictOf(x => x.ClampMin(0), 0));
    }

    /// <summary>No op tells of these: a difference that has no limit, or one on each side.</summary>
    [TestMethod]
    public void HiddenKinks_AreUndecided()
    {
        Assert.AreEqual(Verdict.Inconclusive, VerdictOf(x => x * Hidden(x, 1, -1), 0, 1));
        Assert.AreEqual(Verdict.Inconclusive, VerdictOf(x => x + Hidden(x, 1, 0), 0, 0.5));

        static Tensor Hidden(Tensor x, double above, double below) => x.ToArray<double>().Select(value => value >= 0 ? above : below).ToArray();
    }

    [TestMethod]
    public void SkippedEntries_AreReportedWithTheKink()
    {
        static string Note(Func<Tensor, Tensor> function, params double[] at) => GradCheck.Run(x => function(x).Sum(), at).Tensors[0].Note;
        Assert.AreEqual("1 skipped: on the kink of Clamp", Note(x => x.ClampMin(0), -1, 0, 1));
        Assert.AreEqual("1 skipped: 1.0e-12 from the kink of Maximum", Note(x => x.Maximum(1 - 1e-12), 1, 2));
        Assert.AreEqual("2 skipped: 1.0e-12 from the kink of AMax", Note(x => x.AMax(), 1, 1 - 1e-12, 0));
        Assert.AreEqual("2 skipped: Gather takes other elements", Note(x => x.Max(0).Values, 1, 1, 0));
        Assert.AreEqual("1 skipped: Where takes other elements", Note(x => Tensor.Where(x > 1, x * 2, x), 1, 0));
        Assert.AreEqual("1 skipped: control flow: Exp on one side, Sin on the other", Note(x => x[0].Item() > 1 ? x.Sin() : x.Exp(), 1, 0));
        Assert.AreEqual("1 skipped: control flow: Sum on one side, Sin on the other", Note(x => x[0].Item() > 1 ? x.Sin().Sin() : x.Sin(), 1, 0));
    }

    [TestMethod]
    public void Float32Inputs_AreReplayedInFloat64_AndTheDifferenceIsALine()
    {
        Tensor x = Tensor.Randn([2, 4], generator: new Generator(1)), w = Tensor.Randn([3, 4], generator: new Generator(2));
        float[] before = w.ToArray<float>();
        GradCheckReport report = GradCheck.Run(t => t[0].Linear(t[1]).Sigmoid().Sum(), [x, w]);
        report.ThrowIfFailed();
        Assert.IsInRange(1e-9, 1e-6, report.SinglePrecisionDifference!.Value);
        Assert.MatchesRegex(@"\n  float32 gradients differ from float64 ones by at most \d\.\de-0\d of a tensor's largest entry$", report.ToString());
        CollectionAssert.AreEqual(before, w.ToArray<float>());
        Assert.IsNull(GradCheck.Run(t => t.Square(), Named("x", 1)).SinglePrecisionDifference);
    }

    [TestMethod]
    public void RandomFunctions_AreNotCompared()
    {
        GradCheckReport report = GradCheck.Run(t => (t * Tensor.Rand([3], DType.Float64)).Sum(), Named("x", 1, 2, 3));
        Assert.IsFalse(report.Deterministic);
        Assert.IsFalse(report.Passed);
        Assert.AreEqual(
            """
            GradCheck: 0 of 1 tensors pass (float64, tolerance 1e-09 + 1e-06 of the value)
              not deterministic: two runs at the same values differ, so there is no derivative to compare with; fix the seed, or switch dropout off
              name  shape  checked  skipped  max abs error  max rel error  worst  tape  numeric  verdict
              x     [3]          0        3        0.0e+00        0.0e+00                        Inconclusive
            """, report.ToString());
    }

    [TestMethod]
    public void MaxEntries_SpreadsTheEntriesThatAreCompared()
    {
        TensorCheck check = GradCheck.Run(t => t.Square(), Tensor.Arange(0.0, 100, dtype: DType.Float64), new() { MaxEntries = 7 }).Tensors[0];
        Assert.AreEqual((7, 93, Verdict.Pass), (check.Checked, check.Skipped, check.Verdict));
    }

    [TestMethod]
    public void Parameters_AreLeftAsTheyWere()
    {
        Tensor w = Named("w", 0.1, 0.2, 0.3);
        GradCheck.Run(() => w.Sigmoid().Sum(), [w]).ThrowIfFailed();
        Expect.Values(w, 0.1, 0.2, 0.3);
        int calls = 0;
        Assert.ThrowsExactly<InvalidOperationException>(() => GradCheck.Run(() => ++calls == 5 ? throw new InvalidOperationException() : w.Sigmoid().Sum(), [w]));
        Expect.Values(w, 0.1, 0.2, 0.3);
    }

    [TestMethod]
    public void UnderAnOpenTape_NothingIsRecordedOnIt()
    {
        Tensor x = Named("x", 1, 2), w = Tensor.Ones(2);
        using var tape = new Tape();
        Tensor loss = x.Square().Sum();
        GradCheck.Run(t => t[0].Sigmoid() * t[1].To(DType.Float64), [x, w]).ThrowIfFailed();
        GradGradCheck.Run(t => t.Sigmoid(), x).ThrowIfFailed();
        Expect.Values(tape.Gradient((loss + x.Sum()), x), 3, 5);
        StringAssert.DoesNotMatch(tape.ToString(), new("Sigmoid"));
    }

    [TestMethod]
    public void WhatCannotBeChecked_Throws()
    {
        Tensor x = Named("x", 1);
        Expect.Throws<DTypeException>("GradCheck: the function's result is float32[1] though its inputs are float64; do not cast inside it, for differences in float32 say nothing", () => GradCheck.Run(t => t.Float(), x));
        Expect.Throws<DTypeException>("GradCheck: input 0 float32[1] is not float64, and differences in float32 say nothing; cast it, with what it is combined with, by To(DType.Float64), or pass a function of its inputs, which is replayed in float64", () => GradCheck.Run(() => x, [Tensor.Ones(1)]));
        Expect.Throws<ShapeException>("GradCheck: input 0 float64[3, 2] is a strided view, whose entries may share memory; pass the tensor it views, or Contiguous()", () => GradCheck.Run(() => x, [Tensor.Ones([2, 3], DType.Float64).T]));
    }

    /// <summary>Errors of differences that come from rounding alone are 0 here and a little more elsewhere.</summary>
    private static string Rounded(GradCheckReport report) => System.Text.RegularExpressions.Regex.Replace(report.ToString(), @"\d\.\de-1\d", "0.0e+00");
}
