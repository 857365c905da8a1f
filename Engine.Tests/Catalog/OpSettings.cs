namespace PyDeepTensorNet.Tests.Catalog;

/// <summary>
/// What the catalog cannot know by itself of elementwise ops and comparisons. An op whose settings are numbers and truth values needs no entry, unless it behaves differently for some of them.
/// </summary>
internal static class OpSettings
{
    /// <summary>Samples of an op's settings; each stands for a way that the op can go.</summary>
    public static IReadOnlyDictionary<Type, object[]> Samples { get; } = SamplesOf(
        new PowScalarOp(0), new PowScalarOp(1), new PowScalarOp(2), new PowScalarOp(3), new PowScalarOp(-1), new PowScalarOp(5), new PowScalarOp(0.5), new PowScalarOp(-2.5),
        new ClampOp(-1, 2), new ClampOp(double.NegativeInfinity, 0.5), new ClampOp(-0.5, double.PositiveInfinity),
        new ClampGradOp(-1, 2),
        new RoundOp(0), new RoundOp(2),
        new AbsPowOp(0, true), new AbsPowOp(1, false), new AbsPowOp(1, true), new AbsPowOp(2, false), new AbsPowOp(2.5, true), new AbsPowOp(-0.5, false),
        new HardtanhOp("Hardtanh", -1, 1), new HardtanhOp("Relu6", 0, 6),
        new EluOp("Elu", 0.8, 1, 1), new EluOp("Selu", 1.6732632423543772, 1.0507009873554805, 1), new EluOp("Celu", 0.8, 1, 1.25),
        new EluGradOp(0.8, 1, 1), new EluGradOp(1.6732632423543772, 1.0507009873554805, 1), new EluGradOp(0.8, 1, 1.25),
        new SoftplusOp(1, 20), new SoftplusOp(3, 0.2), new SoftplusGradOp(1, 20), new SoftplusGradOp(3, 0.2),
        new PassAboveOp(0), new PassAboveOp(0.5),
        new AddcmulOp(1), new AddcmulOp(-0.5),
        new AddcdivOp(1), new AddcdivOp(-0.5),
        new PolygammaOp(0), new PolygammaOp(1), new PolygammaOp(2), new PolygammaOp(3),
        new SincOp(0), new SincOp(1), new SincOp(2), new SincOp(5),
        new NanToNumOp(0.5, 2, -3),
        new IsCloseOp(0.1, 0.25, false), new IsCloseOp(0.1, 0.25, true));

    /// <summary>Ops that are another function in float32 than in double, so that only ordinary values can be compared, each with the reason.</summary>
    public static IReadOnlyDictionary<Type, string> OtherInSingle { get; } = new Dictionary<Type, string>
    {
        [typeof(NextafterOp)] = "the number next to an infinity is the largest of its own type",
    };

    private static Dictionary<Type, object[]> SamplesOf(params object[] ops) => ops.GroupBy(op => op.GetType()).ToDictionary(group => group.Key, group => group.ToArray());
}
