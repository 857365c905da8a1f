namespace PyDeepTensorNet.Tests.Catalog;

/// <summary>Tests of the tests: every check finds the fault it is for, and names the op.</summary>
[TestClass]
public sealed class FaultyOpTests
{
    private static readonly Dictionary<string, Action<ElementwiseCase>> s_checks = new()
    {
        ["scalar, double"] = ForwardChecks.MatchesScalar<double>,
        ["scalar, float"] = ForwardChecks.MatchesScalar<float>,
        ["special values"] = ForwardChecks.MatchesScalarAtSpecialValues<double>,
        ["NaN"] = ForwardChecks.SpreadsNaN<float>,
        ["every length"] = ForwardChecks.SameBitsAtEveryLength<float>,
        ["aliasing"] = ForwardChecks.SameBitsOntoAnOperand<double>,
        ["integers"] = ForwardChecks.MatchesIntegers<long>,
        ["layouts"] = op => LayoutChecks.Same(op.Label, op.Apply, Smooth(op, [3, 4, 5])),
        ["derivative"] = op => DerivativeChecks.Gradient(op.Label, op.Apply, Smooth(op, [12])),
        ["second derivative"] = op => DerivativeChecks.SecondGradient(op.Label, op.Apply, Smooth(op, [12])),
        ["residuals"] = op => DerivativeChecks.Residuals(op.Label, op.Apply, Smooth(op, [5])),
    };

    [TestMethod]
    [DataRow(Fault.Value, "scalar, double")]
    [DataRow(Fault.Value, "scalar, float")]
    [DataRow(Fault.NaN, "NaN")]
    [DataRow(Fault.NaN, "special values")]
    [DataRow(Fault.SignedZero, "special values")]
    [DataRow(Fault.Place, "every length")]
    [DataRow(Fault.Aliasing, "aliasing")]
    [DataRow(Fault.Aliasing, "layouts")]
    [DataRow(Fault.Integers, "integers")]
    [DataRow(Fault.Vjp, "derivative")]
    [DataRow(Fault.SecondVjp, "second derivative")]
    [DataRow(Fault.SinglePrecisionVjp, "derivative")]
    [DataRow(Fault.UnnamedResidual, "residuals")]
    [DataRow(Fault.UnreadResidual, "residuals")]
    public void Check_FaultyOp_FailsAndNamesIt(Fault fault, string check)
    {
        var failure = Assert.ThrowsExactly<AssertFailedException>(() => s_checks[check](OpCatalog.NewCase(new FaultyOp(fault))));
        StringAssert.Contains(failure.Message, $"Faulty(Fault = {fault})", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Check_OpWithoutFault_Passes()
    {
        foreach (Action<ElementwiseCase> check in s_checks.Values) check(OpCatalog.NewCase(new FaultyOp(Fault.None)));
    }

    private static Tensor[] Smooth(ElementwiseCase op, Shape shape) => new Draws(op).Smooth(shape);
}
