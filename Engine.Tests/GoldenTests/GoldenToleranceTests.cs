namespace PyDeepTensorNet.Tests.GoldenTests;

[TestClass]
public sealed class GoldenToleranceTests
{
    [TestMethod]
    public void Difference_WithinTheBand_IsNone() =>
        Assert.IsNull(GoldenTolerance.Difference([100, 1e-3], [100 + 5e-8, 1e-3 + 5e-8], DType.Float64, 0, 0));

    [TestMethod]
    [DataRow(1.0, 1 + 2e-9)]
    [DataRow(double.NaN, 0.0)]
    [DataRow(0.0, double.NaN)]
    [DataRow(double.PositiveInfinity, double.NegativeInfinity)]
    [DataRow(1.0, double.PositiveInfinity)]
    public void Difference_OutsideTheBand_NamesTheElement(double expected, double actual) =>
        StringAssert.StartsWith(GoldenTolerance.Difference([0, expected], [0, actual], DType.Float64, 0, 0), "[1] is ");

    [TestMethod]
    public void Difference_Integers_MustBeEqual() =>
        Assert.IsNotNull(GoldenTolerance.Difference([1e12], [1e12 + 1], DType.Int64, 0, 0));

    [TestMethod]
    public void Difference_OfAnotherLength_IsOne() =>
        Assert.IsNotNull(GoldenTolerance.Difference([1, 2], [1], DType.Float64, 0, 0));
}
