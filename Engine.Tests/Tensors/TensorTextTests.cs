using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace PyDeepTensorNet.Tests.Tensors;

[TestClass]
public sealed class TensorTextTests
{
    private static void AssertPrints(string expected, Tensor tensor) => Assert.AreEqual(expected, tensor.ToString());

    [TestMethod]
    public void ToString_OfFloats_AlignsFourDecimals() => AssertPrints(
        """
        [[ 1.0000, -2.5000],
         [ 0.1235, 10.0000]]
        """, new float[,] { { 1, -2.5f }, { 0.12346f, 10 } });

    [TestMethod]
    public void ToString_OfWholeFloats_EndsInAPoint() => AssertPrints("[   1., 2000.,   -0.]", new float[] { 1, 2000, -0f });

    [TestMethod]
    public void ToString_OfAWideRange_IsScientific()
    {
        AssertPrints("[1.0000e-05, 1.0000e+00] float64", new[] { 1e-5, 1 });
        AssertPrints("[5.0000e-01, 5.0100e+02]", new[] { 0.5f, 501 });
        AssertPrints("[ 1.0000e+08, -1.0000e+00,  0.0000e+00]", new float[] { 1e8f, -1, 0 });
        AssertPrints("[1.0000e-200] float64", new[] { 1e-200 });
    }

    [TestMethod]
    public void ToString_OfNotFiniteFloats_DoesNotChangeTheFormat()
    {
        AssertPrints("[0.5000,    nan,    inf,   -inf]", new[] { 0.5f, float.NaN, float.PositiveInfinity, float.NegativeInfinity });
        AssertPrints("[nan, inf]", new[] { float.NaN, float.PositiveInfinity });
    }

    [TestMethod]
    public void ToString_OfIntegersAndTruthValues_NamesTheDType()
    {
        AssertPrints("[  1, -20] int64", new long[] { 1, -20 });
        AssertPrints("[2147483647] int32", new[] { int.MaxValue });
        AssertPrints("[9223372036854775807] int64", new[] { long.MaxValue });
        AssertPrints("[ true, false] bool", new[] { true, false });
    }

    [TestMethod]
    public void ToString_OfZeroDimensions_IsTheNumber()
    {
        AssertPrints("3.5000", 3.5f);
        AssertPrints("7 int32", 7);
        AssertPrints("true bool", true);
    }

    [TestMethod]
    public void ToString_WithoutElements_GivesTheShape()
    {
        AssertPrints("[]", Tensor.Zeros(0));
        AssertPrints("[] int64", Tensor.Zeros([0], DType.Int64));
        AssertPrints("[] float32[2, 0, 3]", Tensor.Zeros(2, 0, 3));
    }

    [TestMethod]
    public void ToString_OfThreeAxes_SetsMatricesApart() => AssertPrints(
        """
        [[[ 0,  1,  2],
          [ 3,  4,  5]],

         [[ 6,  7,  8],
          [ 9, 10, 11]]] int64
        """, Tensor.Arange(12).Reshape(2, 2, 3));

    [TestMethod]
    public void ToString_OfAView_FollowsItsStrides() => AssertPrints(
        """
        [[1, 4],
         [2, 5]] int64
        """, Tensor.Arange(6).Reshape(2, 3).T[1..]);

    [TestMethod]
    public void ToString_OfALongRow_WrapsAtEightyColumns()
    {
        string[] lines = Tensor.Arange(100).ToString().Split('\n');
        Assert.AreEqual("[ 0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,", lines[0]);
        Assert.AreEqual(80, lines[0].Length);
        Assert.AreEqual(" 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99] int64", lines[^1]);
    }

    [TestMethod]
    public void ToString_OfMoreThanAThousandElements_ShowsTheEdges()
    {
        AssertPrints("[   0,    1,    2, ...,  998,  999, 1000] int64[1001]", Tensor.Arange(1001));
        AssertPrints(
            """
            [[   0,    1],
             [   2,    3],
             [   4,    5],
             ...,
             [1194, 1195],
             [1196, 1197],
             [1198, 1199]] int64[600, 2]
            """, Tensor.Arange(1200).Reshape(600, 2));
        Assert.DoesNotContain("...", Tensor.Arange(1000).ToString());
    }

    [TestMethod]
    public void ToString_WithPrecision_RoundsToIt()
    {
        Tensor x = new[] { 1.23456f, -2 };
        Assert.AreEqual("[ 1.23, -2.00]", x.ToString(2));
        Assert.AreEqual("[ 1., -2.]", x.ToString(0));
        Assert.AreEqual("[1e-09, 2e+00] float64", ((Tensor)new[] { 1e-9, 2 }).ToString(0));
        Assert.AreEqual("0.10000000000000001 float64", ((Tensor)0.1).ToString(17));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => x.ToString(-1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => x.ToString(18));
    }

    [TestMethod]
    public void ToString_UnderACultureWithOtherSigns_IsTheSame()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat = new() { NumberDecimalSeparator = ",", NegativeSign = "~" };
        CultureInfo.CurrentCulture = culture;
        try
        {
            AssertPrints("[-0.5000]", new[] { -0.5f });
            AssertPrints("[-5] int32", new[] { -5 });
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [TestMethod]
    public void DebuggerDisplay_ShowsShapeAndFewElements()
    {
        Assert.AreEqual("{DebuggerText,nq}", typeof(Tensor).GetCustomAttribute<DebuggerDisplayAttribute>()!.Value);
        Assert.AreEqual("float32[2, 2] [[0.5000, 0.5000], [0.5000, 0.5000]]", Tensor.Full([2, 2], 0.5).DebuggerText);
        Assert.AreEqual("float32[20, 20]", Tensor.Zeros(20, 20).DebuggerText);
    }
}
