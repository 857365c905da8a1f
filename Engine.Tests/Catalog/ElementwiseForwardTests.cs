namespace PyDeepTensorNet.Tests.Catalog;

/// <summary>The forward of every elementwise op; run once more without SIMD, and with narrow registers, by <see cref="InstructionSetTests"/>.</summary>
[TestClass]
[TestCategory(InstructionSetTests.Category)]
public sealed class ElementwiseForwardTests
{
    public static IEnumerable<object[]> Floating => OpCatalog.Elementwise.Keys.SelectMany(op => new object[][] { [op, DType.Float32], [op, DType.Float64] });

    public static IEnumerable<object[]> Aliasing => Floating.Where(row => OpCatalog.Elementwise[(string)row[0]].Op is not ITernaryOp);

    public static IEnumerable<object[]> Comparable => Floating.Where(row => (DType)row[1] == DType.Float64 || !OpSettings.OtherInSingle.ContainsKey(OpCatalog.Elementwise[(string)row[0]].Op.GetType()));

    public static IEnumerable<object[]> SpreadingNaN => Floating.Where(row => !NaNs.IsException(OpCatalog.Elementwise[(string)row[0]].Op));

    public static IEnumerable<object[]> Integers => OpCatalog.Elementwise
        .Where(op => ForwardChecks.TakesIntegers(op.Value))
        .SelectMany(op => new object[][] { [op.Key, DType.Int32], [op.Key, DType.Int64] });

    [TestMethod]
    [DynamicData(nameof(Floating))]
    public void Forward_InDomain_MatchesScalar(string op, DType dtype)
    {
        if (dtype == DType.Float32) ForwardChecks.MatchesScalar<float>(OpCatalog.Elementwise[op]);
        else ForwardChecks.MatchesScalar<double>(OpCatalog.Elementwise[op]);
    }

    [TestMethod]
    [DynamicData(nameof(Comparable))]
    public void Forward_SpecialValues_MatchesScalar(string op, DType dtype)
    {
        if (dtype == DType.Float32) ForwardChecks.MatchesScalarAtSpecialValues<float>(OpCatalog.Elementwise[op]);
        else ForwardChecks.MatchesScalarAtSpecialValues<double>(OpCatalog.Elementwise[op]);
    }

    [TestMethod]
    [DynamicData(nameof(SpreadingNaN))]
    public void Forward_NaN_GivesNaN(string op, DType dtype)
    {
        if (dtype == DType.Float32) ForwardChecks.SpreadsNaN<float>(OpCatalog.Elementwise[op]);
        else ForwardChecks.SpreadsNaN<double>(OpCatalog.Elementwise[op]);
    }

    [TestMethod]
    [DynamicData(nameof(Floating))]
    public void Forward_EveryLength_SameBitsAtEveryPlace(string op, DType dtype)
    {
        if (dtype == DType.Float32) ForwardChecks.SameBitsAtEveryLength<float>(OpCatalog.Elementwise[op]);
        else ForwardChecks.SameBitsAtEveryLength<double>(OpCatalog.Elementwise[op]);
    }

    [TestMethod]
    [DynamicData(nameof(Aliasing))]
    public void Forward_OntoAnOperand_SameBits(string op, DType dtype)
    {
        if (dtype == DType.Float32) ForwardChecks.SameBitsOntoAnOperand<float>(OpCatalog.Elementwise[op]);
        else ForwardChecks.SameBitsOntoAnOperand<double>(OpCatalog.Elementwise[op]);
    }

    [TestMethod]
    [DynamicData(nameof(Integers))]
    public void ForwardInteger_SmallAndLarge_IsExact(string op, DType dtype)
    {
        if (dtype == DType.Int32) ForwardChecks.MatchesIntegers<int>(OpCatalog.Elementwise[op]);
        else ForwardChecks.MatchesIntegers<long>(OpCatalog.Elementwise[op]);
    }
}
