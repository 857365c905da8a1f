namespace PyDeepTensorNet.Tests.Catalog;

/// <summary>That the catalog leaves nothing out.</summary>
[TestClass]
public sealed class CompletenessTests
{
    public static IEnumerable<object[]> Ops => OpCatalog.Types.Select(type => new object[] { type.Name });

    [TestMethod]
    [DynamicData(nameof(Ops))]
    public void Op_OfTheEngine_HasSamples(string op)
    {
        Type type = OpCatalog.Types.Single(candidate => candidate.Name == op);
        bool elementwise = OpCatalog.FamilyOf(type) is not null || type.IsAssignableTo(typeof(ICompareOp));
        if (elementwise && !OpCatalog.Instances(type).Any()) Assert.Fail($"{op} has settings that are not only numbers and truth values: give {nameof(OpSettings)}.{nameof(OpSettings.Samples)} some");
        if (!elementwise && !OpSamples.All.Values.Any(sample => sample.Op == type)) Assert.Fail($"{op} is not elementwise, and has no sample: give {nameof(OpSamples)}.{nameof(OpSamples.All)} a call that ends in it");
    }

    [TestMethod]
    public void IntegerOps_OfTheEngine_AreAllTestedWithIntegers()
    {
        IEnumerable<Type> all = OpCatalog.Types.Where(type => type.IsAssignableTo(typeof(IIntegerUnaryOp)) || type.IsAssignableTo(typeof(IIntegerBinaryOp)));
        IEnumerable<Type> tested = OpCatalog.Elementwise.Values.Where(ForwardChecks.TakesIntegers).Select(op => op.Op.GetType());
        CollectionAssert.AreEquivalent(Array.Empty<Type>(), all.Except(tested).ToArray(), "without settings that keep integers whole");
    }

    [TestMethod]
    public void Instances_OfSettings_AreMadeOfNumbersAndTruthValuesOnly()
    {
        CollectionAssert.AreEqual(new object[] { new AddScalarOp(0.5), new AddScalarOp(2) }, OpCatalog.Instances(typeof(AddScalarOp)).ToArray());
        Assert.HasCount(1, OpCatalog.Instances(typeof(SigmoidOp)));
        Assert.IsEmpty(OpCatalog.Instances(typeof(PermuteOp)));
    }
}
