namespace PyDeepTensorNet.Tests.Catalog;

/// <summary>Every elementwise op on tensors: layouts, broadcasting, derivatives, what it keeps for them.</summary>
[TestClass]
public sealed class ElementwiseTensorTests
{
    public static IEnumerable<object[]> Ops => OpCatalog.Elementwise.Keys.Select(op => new object[] { op });

    public static IEnumerable<object[]> DTypesOfOps => OpCatalog.Elementwise.SelectMany(op => new[] { DType.Float32, DType.Float64, DType.Int32, DType.Int64 }
        .Where(dtype => dtype.IsFloating() || ForwardChecks.TakesIntegers(op.Value)).Select(dtype => new object[] { op.Key, dtype }));

    public static IEnumerable<object[]> Casting => OpCatalog.Elementwise.Where(op => op.Value.Op is not (IIntegerUnaryOp or IIntegerBinaryOp)).Select(op => new object[] { op.Key });

    [TestMethod]
    [DynamicData(nameof(DTypesOfOps))]
    public void Apply_StridedOrBroadcast_SameBitsAsContiguous(string op, DType dtype)
    {
        LayoutChecks.SameBitsBroadcast(OpCatalog.Elementwise[op], dtype);
        LayoutChecks.Same(op, OpCatalog.Elementwise[op].Apply, Whole(op, 3, 4, 5).Select(x => x.To(dtype)).ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(Casting))]
    public void Apply_Integers_CastsThemToFloat32(string op) => LayoutChecks.CastsIntegers(OpCatalog.Elementwise[op]);

    [TestMethod]
    [DynamicData(nameof(Ops))]
    public void Vjp_InDomain_MatchesDifferences(string op) => DerivativeChecks.Gradient(op, OpCatalog.Elementwise[op].Apply, Crossed(op));

    [TestMethod]
    [DynamicData(nameof(Ops))]
    public void Vjp_DifferentiatedAgain_MatchesDifferences(string op) => DerivativeChecks.SecondGradient(op, OpCatalog.Elementwise[op].Apply, Crossed(op));

    [TestMethod]
    [DynamicData(nameof(Ops))]
    public void Vjp_Residuals_AreWhatItReads(string op) => DerivativeChecks.Residuals(op, OpCatalog.Elementwise[op].Apply, Whole(op, 5));

    /// <summary>Operands of one shape.</summary>
    private static Tensor[] Whole(string op, params int[] shape) => new Draws(OpCatalog.Elementwise[op]).Smooth([.. Enumerable.Repeat(new Shape(shape), OpCatalog.Elementwise[op].Arity)]);

    /// <summary>Operands that broadcast to twelve combinations.</summary>
    private static Tensor[] Crossed(string op) => new Draws(OpCatalog.Elementwise[op]).Smooth(OpCatalog.Elementwise[op].Arity switch
    {
        1 => [[12]],
        2 => [[4, 1], [3]],
        _ => [[2, 1, 1], [3, 1], [2]],
    });
}
