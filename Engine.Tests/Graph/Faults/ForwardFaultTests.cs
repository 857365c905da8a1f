using System.Text.Json;

namespace PyDeepTensorNet.Tests.Graph;

/// <summary>Gradients that are right as numbers, and lose their cotangent on the way: differences see nothing, forward mode against reverse mode does.</summary>
[TestClass]
public sealed class ForwardFaultTests
{
    private static readonly PlantedFault[] s_faults =
    [
        new("cotangent detached", "Sine5", t => Apply.Unary(new PlantedUnary("Sine5", Math.Sin, (x, y, dy) => dy.Detach() * x.Cos()), t.Exp()).Square()),
        new("cotangent rebuilt from an array", "Exp5", t => Apply.Unary(new PlantedUnary("Exp5", Math.Exp, (x, y, dy) => (Tensor)dy.ToArray<double>() * y), t)),
        new("derivative of another sign by the cotangent", "Tanh5", t => Apply.Unary(new PlantedUnary("Tanh5", Math.Tanh, (x, y, dy) => Apply.Nary(new PlantedOp("Slope5", i => i[0] * (1 - i[1].Square()), (i, _, d) => [-d * (1 - i[1].Square()), -2 * d * i[0] * i[1]]), dy, y)), t.Sin())),
        new("one operand's cotangent detached", "MatMul6", (a, b) => Apply.Nary(new PlantedOp("MatMul6", i => i[0].MatMul(i[1]), (i, y, dy) => [dy.MatMul(i[1].T), i[0].T.MatMul(dy.Detach())]), a, b).Sin().Sum()),
        new("user's cotangent detached", "Cube6", t => CustomFunction.Apply("Cube6", t * 2, x => x * x * x, (x, y, dy) => dy.Detach() * 3 * x * x)),
    ];

    public static IEnumerable<object[]> Faults => FaultCheck.Names(s_faults);

    [TestMethod]
    [DynamicData(nameof(Faults))]
    public void GradCheck_WrongByTheCotangent_IsReportedWithOpAndLine(string fault) => FaultCheck.Found(s_faults, fault, (function, at) => GradCheck.Run(function, at), forward: true);

    [TestMethod]
    public void GradCheck_WrongByTheCotangent_SaysSoInTextAndJson()
    {
        Tensor x = new[] { 1.0 };
        static Tensor Wrong(Tensor t) => CustomFunction.Apply("Triple", t, x => x * 3, (x, y, dy) => dy.Detach() * 3);
        GradCheckReport report = GradCheck.Run(Wrong, x);
        Assert.AreEqual(Verdict.Pass, report.Tensors[0].Verdict);
        Assert.AreEqual((0.0, Verdict.Fail), (report.ForwardMode!.Forward, report.ForwardMode.Verdict));
        StringAssert.Contains(report.ToString(), FormattableString.Invariant($"\n  forward mode differs from reverse mode: (J u) v is 0, u (J^T v) is {report.ForwardMode.Reverse:g9}; a vjp has the right value, and is not differentiable as it should be by its cotangent\n  first fault at Triple #1, "), StringComparison.Ordinal);
        StringAssert.Contains(report.ToString(), FormattableString.Invariant($": alone, along a random direction its derivative is 0 forward and {report.ForwardMode.Reverse:g6} backward"), StringComparison.Ordinal);
        JsonElement forward = JsonDocument.Parse(report.ToJson()).RootElement.GetProperty("forwardMode");
        Assert.AreEqual(("Fail", 0.0, report.ForwardMode.Reverse, 1e-12), (forward.GetProperty("verdict").GetString(), forward.GetProperty("forward").GetDouble(), forward.GetProperty("reverse").GetDouble(), forward.GetProperty("tolerance").GetDouble()));
        GradCheckReport without = GradCheck.Run(Wrong, x, new() { ForwardTolerance = null });
        Assert.IsTrue(without.Passed);
        Assert.IsNull(without.ForwardMode);
        Assert.IsFalse(JsonDocument.Parse(without.ToJson()).RootElement.TryGetProperty("forwardMode", out _));
    }

    /// <summary>A derivative that is computed on arrays is right, and there is nothing to compare it with.</summary>
    [TestMethod]
    public void GradCheck_OfAFunctionThatIsDifferentiableOnce_DoesNotCompare()
    {
        GradCheckReport report = GradCheck.Run(t => CustomFunction.Apply("Cube", t, x => x * x * x, (x, y, dy) => dy.ToArray<double>().Zip(x.ToArray<double>(), (d, v) => 3 * d * v * v).ToArray()), new[] { 1.0, 2 });
        report.ThrowIfFailed();
        Assert.AreEqual(Verdict.Inconclusive, report.ForwardMode?.Verdict);
        StringAssert.Contains(report.ToString(), "\n  forward mode not compared: Cube: its vjp gave a cotangent that no recorded operation made of its arguments, so that it cannot be differentiated again;", StringComparison.Ordinal);
        Assert.EndsWith("\n  forward mode not compared: the derivatives on the tape are not finite", GradCheck.Run(t => t.Sqrt(), new[] { 0.0, 4 }).ToString());
        Assert.AreEqual("NaN", JsonDocument.Parse(report.ToJson()).RootElement.GetProperty("forwardMode").GetProperty("forward").GetString());
    }

    /// <summary>Terms that cancel leave rounding alone, which is measured by the terms; constants and inputs handed through have derivatives too.</summary>
    [TestMethod]
    public void GradCheck_OfRightFunctions_Agrees()
    {
        Tensor x = PlantedFault.Numbers(4);
        Func<Tensor, Tensor>[] functions = [t => t.Softmax(0).Sum(), t => (t * 300).Exp().Log().Sum(), t => t, _ => Tensor.Ones([2], DType.Float64), t => (t - t.Clone()).Sum() * 1e6, t => t[..0]];
        foreach (Func<Tensor, Tensor> function in functions) Assert.AreEqual(Verdict.Pass, GradCheck.Run(function, x).ForwardMode?.Verdict);
        GradCheckReport report = GradCheck.Run(t => (t[0] * t[1]).Sin(), [x, x]);
        Assert.IsLessThan(1e-14, report.ForwardMode!.Error);
        Assert.AreEqual(report.ForwardMode.Reverse, report.ForwardMode.Forward, 1e-13);
        Assert.IsGreaterThan(1e-3, Math.Abs(report.ForwardMode.Forward));
    }
}
