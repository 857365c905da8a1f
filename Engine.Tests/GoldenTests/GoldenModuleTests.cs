namespace PyDeepTensorNet.Tests.GoldenTests;

/// <summary>Modules, optimisers and initialisers against PyTorch's; what the engine does not offer has no test, and the summary counts it.</summary>
[TestClass]
public sealed class GoldenModuleTests
{
    public static IEnumerable<object[]> Modules => GoldenSuite.Modules.Names.SelectMany(name => GoldenSuite.Modules.Precisions, (name, precision) => new object[] { name, precision });

    public static IEnumerable<object[]> Training => GoldenSuite.Training.Names.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Modules))]
    public void Module_RecordedCalls_MatchPyTorch(string module, DType precision) => GoldenSuite.Modules.Check(module, precision);

    [TestMethod]
    [DynamicData(nameof(Training))]
    public void Training_RecordedRuns_MatchPyTorch(string name) => GoldenSuite.Training.Check(name, DType.Float64);

    [TestMethod]
    public void Suites_OfTheProject_CoverWhatTheEngineOffers()
    {
        if (GoldenRun.SelectedFolder != GoldenRun.DefaultFolder) Assert.Inconclusive("another folder");
        CollectionAssert.IsSubsetOf(new[] { "SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Dropout", "kaiming_uniform_" }, GoldenSuite.Training.Names.ToArray());
        CollectionAssert.IsSubsetOf(new[] { "Linear", "Sequential", "PReLU", "CrossEntropyLoss", "BatchNorm2d", "LayerNorm", "Embedding" }, GoldenSuite.Modules.Names.ToArray());
    }
}
