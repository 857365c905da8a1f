namespace PyDeepTensorNet.Tests.Graph;

/// <summary>What is asked of a report on a planted fault; one that only forward mode sees leaves every tensor right.</summary>
internal static class FaultCheck
{
    public static IEnumerable<object[]> Names(PlantedFault[] faults) => faults.Select(fault => new object[] { Name(fault) });

    public static void Found(PlantedFault[] faults, string name, Func<Func<IReadOnlyList<Tensor>, Tensor>, Tensor[], GradCheckReport> check, bool forward = false)
    {
        PlantedFault fault = faults.Single(planted => Name(planted) == name);
        GradCheckReport report = check(fault.Function, fault.At);
        Assert.IsFalse(report.Passed, report.ToString());
        Assert.AreEqual(!forward, report.Tensors.Any(tensor => tensor.Verdict == Verdict.Fail), report.ToString());
        if (forward) Assert.AreEqual(Verdict.Fail, report.ForwardMode?.Verdict, report.ToString());
        Assert.AreEqual((fault.Op, fault.Line), (report.Culprit?.Op, report.Culprit?.Site?.Line), report.ToString());
        StringAssert.Contains(Assert.ThrowsExactly<GradCheckException>(report.ThrowIfFailed).Message, $"first fault at {fault.Op} #", StringComparison.Ordinal);
    }

    private static string Name(PlantedFault fault) => $"{fault.Op}: {fault.Text}";
}
