namespace PyDeepTensorNet.Tests.Ops.Scans;

/// <summary>What the calls recorded from PyTorch do not say of differences, areas, slopes and running extremes: other dtypes, NaN and infinity, and the words of what they refuse.</summary>
[TestClass]
public sealed class DiffTests
{
    [TestMethod]
    public void Diff_OfIntegersAndMasks_KeepsTheirType()
    {
        AssertNumbers(((Tensor)new[] { 1, 4, 9, 16 }).Diff(2), [2], 2, 2);
        AssertNumbers(((Tensor)new[] { true, true, false }).Diff(), [2], 0, 1);
        Tensor x = Tensor.Arange(3);
        Assert.AreEqual(DType.Int64, x.Diff().DType);
        AssertNumbers(x.Diff(5), [0]);
        Expect.Throws<ShapeException>("Diff: -1 times along axis 0 of [3]; give 0 or more", () => x.Diff(-1));
        Expect.Throws<ShapeException>("Diff: the 0-d tensor float32[] has no axis to index; take its value with Item(), or add an axis with Unsqueeze(0)", () => Tensor.Zeros().Diff());
    }

    [TestMethod]
    public void Trapezoid_OfIntegersOrUnderOnePoint_IsFloating()
    {
        Tensor y = Tensor.Arange(4).Reshape(2, 2);
        AssertNumbers(y.Trapezoid(2), [2], 1, 5);
        AssertNumbers(y.Trapezoid(Tensor.From([0f, 10]), 0), [2], 10, 20);
        AssertNumbers(y.CumulativeTrapezoid(dim: 0), [1, 2], 1, 2);
        AssertNumbers(Tensor.Ones(1).Trapezoid(), [], 0);
        Expect.Throws<ShapeException>("Trapezoid: coordinates [3] for axis 0 of [2, 2]: give 2 along that axis, as a list or with the other axes", () => y.Trapezoid(Tensor.Zeros(3), 0));
    }

    [TestMethod]
    public void GradientByDifferences_OfAParabola_IsExactInsideAndAtTheEnds()
    {
        Tensor x = Tensor.From([0.0, 1, 3, 4, 8]), parabola = x * x;
        AssertNumbers(parabola.GradientByDifferences([x], edgeOrder: 2)[0], [5], 0, 2, 6, 8, 16);
        AssertNumbers(parabola.GradientByDifferences([x])[0], [5], 1, 2, 6, 8, 12);
        AssertNumbers(Tensor.Arange(4).Square().GradientByDifferences(0.5, [0], 2)[0], [4], 0, 4, 8, 12);
    }

    [TestMethod]
    public void GradientByDifferences_BadArguments_SayWhatFits()
    {
        Tensor x = Tensor.Ones(2, 3);
        Expect.Throws<ShapeException>("GradientByDifferences: axis 0 of [2, 3], size 2, is too short for ends of order 2; it needs 3 elements", () => x.GradientByDifferences(edgeOrder: 2));
        Expect.Throws<ShapeException>("GradientByDifferences: 1 distances for the 2 axes [0, 1] of [2, 3]; give one for each, or one number for all", () => x.GradientByDifferences([1.0]));
        Expect.Throws<ShapeException>("GradientByDifferences: [1, 1] names axis 1 of [2, 3] twice; name each axis once", () => x.GradientByDifferences(1, [1, 1]));
        Expect.Throws<ShapeException>("GradientByDifferences: coordinates [2] for axis 1 of [2, 3]; give a list of 3", () => x.GradientByDifferences([Tensor.Ones(2)], [1]));
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => x.GradientByDifferences(edgeOrder: 3)).Message, "GradientByDifferences: an end of order 3; 1 and 2 exist");
    }

    [TestMethod]
    public void CumMax_WithTiesAndNaN_TakesTheLatestAndStaysNaN()
    {
        Tensor x = Tensor.From([1.0, 3, 3, 2, double.NaN, 5]);
        (Tensor values, Tensor indices) = x.CumMax(0);
        AssertNumbers(values, [6], 1, 3, 3, 3, double.NaN, double.NaN);
        AssertNumbers(indices, [6], 0, 1, 2, 2, 4, 4);
        AssertNumbers((-x).CumMin(0).Indices, [6], 0, 1, 2, 2, 4, 4);
        AssertNumbers(((Tensor)new[] { false, true, false }).CumMax(0).Values, [3], 0, 1, 1);
    }

    [TestMethod]
    public void LogCumSumExp_OfExtremes_NeitherOverflowsNorTurnsIntoNaN()
    {
        double inf = double.PositiveInfinity;
        Tensor x = Tensor.From([-inf, -inf, 1000, 1000, -1000, inf, inf, 0]);
        using var tape = new Tape();
        Tensor y = x.LogCumSumExp(0), large = Tensor.From([2048.0, 0, 2048]);
        AssertNumbers(y, [8], -inf, -inf, 1000, 1000 + Math.Log(2), 1000 + Math.Log(2), inf, inf, inf);
        // Far apart, yet the gradient of the last is the softmax.
        Assert.IsTrue(tape.Gradient(large.LogCumSumExp(0)[2], large).AllClose(Tensor.From([0.5, 0, 0.5]), 0, 1e-12));
        Tensor finite = x[..5];
        Assert.IsTrue(tape.Gradient(finite.LogCumSumExp(0)[3], finite).AllClose(Tensor.From([0.0, 0, 0.5, 0.5, 0]), 0, 1e-12));
    }
}
