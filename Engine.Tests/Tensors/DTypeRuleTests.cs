namespace PyDeepTensorNet.Tests.Tensors;

/// <summary>What meets what: scalars never widen, floats of two precisions never mix, and no number changes on the way.</summary>
[TestClass]
public sealed class DTypeRuleTests
{
    private static readonly Tensor s_int32 = new[] { 7, 2 }, s_int64 = new[] { 7L, 2 }, s_bool = new[] { true, false }, s_float32 = new[] { 7f, 2 }, s_float64 = new[] { 7.0, 2 };

    [TestMethod]
    public void Numbers_TakeTheDTypeOfTheTensor()
    {
        foreach (Tensor x in new[] { s_int32, s_int64, s_float32, s_float64 })
        {
            foreach (Tensor y in new[] { x + 3, 3 + x, x - 3, 3 - x, x * 3L, x % 3, x.Maximum(3), x.Maximum(3L), x + (Tensor)3L, x.Pow(2), x.Clamp(0, 3), x.FloorDivide(3) }) Assert.AreEqual(x.DType, y.DType);
        }
        foreach (Tensor x in new[] { s_float32, s_float64 })
        {
            foreach (Tensor y in new[] { x + 0.5, x * 0.5f, x / 3, 1 / x, x + (Tensor)0.5, x + (Tensor)0.5f, x.Maximum(0.5), x.Pow(0.5) }) Assert.AreEqual(x.DType, y.DType);
        }
    }

    [TestMethod]
    public void Integers_BesideFractions_AreFloat32_AndTruthValuesBesideIntegersInt64()
    {
        foreach (Tensor x in new[] { s_int32, s_int64, s_bool })
        {
            foreach (Tensor y in new[] { x + 0.5, 0.5 * x, x + (Tensor)0.5, x.Maximum(0.5), x / 2, 2 / x, x + double.NaN, x + s_float32 }) Assert.AreEqual(DType.Float32, y.DType);
        }
        Assert.AreEqual(DType.Float64, (s_int64 + s_float64).DType);
        foreach (Tensor y in new[] { s_bool + 1, 1 - s_bool, s_bool * 3, s_bool.Maximum(3), s_bool + s_int64 }) Assert.AreEqual(DType.Int64, y.DType);
        CollectionAssert.AreEqual(new long[] { 2, 1 }, (s_bool + 1).ToArray<long>());
        Assert.AreEqual(DType.Int32, (s_bool + s_int32).DType);
        Assert.AreEqual(DType.Int64, (s_int32 + s_int64).DType);
    }

    [TestMethod]
    public void FloatsOfTwoPrecisions_Throw()
    {
        const string rest = "float32[2] and float64[2] differ in precision, and nothing is widened silently; cast one, say with To(DType.Float64)";
        Expect.Throws<DTypeException>($"Add: {rest}", () => _ = s_float32 + s_float64);
        Expect.Throws<DTypeException>($"Lt: {rest}", () => _ = s_float32 < s_float64);
        Expect.Throws<DTypeException>($"Where: {rest}", () => Tensor.Where(s_bool, s_float32, s_float64));
        Expect.Throws<DTypeException>($"MatMul: {rest}", () => s_float32.MatMul(s_float64));
        Expect.Throws<DTypeException>("Cat: float32[2] and float64[2] (tensor 1) differ in dtype; cast with To(DType.Float32)", () => Tensor.Cat([s_float32, s_float64]));
        Expect.Throws<DTypeException>("Linear: input float32, weight float64: all must be of one floating dtype; cast with To", () => s_float32.Linear(Tensor.Ones([3, 2], DType.Float64)));
    }

    [TestMethod]
    public void TruthValues_HaveNoArithmetic()
    {
        const string masks = "combine masks with LogicalAnd, LogicalOr, LogicalXor, or cast with To(DType.Int64)";
        Expect.Throws<DTypeException>($"Add: bool[2] and bool[2] hold truth values, which have no Add; {masks}", () => _ = s_bool + s_bool);
        Expect.Throws<DTypeException>("Neg: bool[2] holds truth values, which have no Neg; cast it with To(DType.Int64), or invert a mask with LogicalNot()", () => _ = -s_bool);
        Expect.Throws<DTypeException>("MatMul: bool[2] x bool[2]: truth values have no products; cast with To(DType.Float32)", () => s_bool.MatMul(s_bool));
        Expect.Throws<DTypeException>("Mean: int32[2] is not floating, and Mean is a fraction; cast it with To(DType.Float32)", () => s_int32.Mean());
        Expect.Throws<DTypeException>("Var: bool[2] is not floating, and Var is a fraction; cast it with To(DType.Float32)", () => s_bool.Var());
    }

    [TestMethod]
    public void NumbersThatTheDTypeDoesNotHold_Throw()
    {
        Expect.Throws<DTypeException>("AddScalar: int32 does not hold 3000000000; cast with To(DType.Int64)", () => _ = s_int32 + 3e9);
        Expect.Throws<DTypeException>("Add: int32 does not hold 1099511627776; cast with To(DType.Int64)", () => _ = s_int32 + (Tensor)(1L << 40));
        Expect.Throws<DTypeException>("Remainder: int32 does not hold -3000000000; cast with To(DType.Int64)", () => _ = s_int32 % -3e9);
        Expect.Throws<DTypeException>("Full: int64 does not hold 2.5; cast with To(DType.Float32)", () => Tensor.Full([2], 2.5, DType.Int64));
        Expect.Throws<DTypeException>("Fill_: int32 does not hold NaN; cast with To(DType.Float32)", () => s_int32.Clone().Fill_(double.NaN));
        Expect.Throws<DTypeException>("MaskedFill: int64 does not hold 0.5; cast with To(DType.Float32)", () => s_int64.MaskedFill(s_bool, 0.5));
        Expect.Throws<DTypeException>("MaskedFill: bool does not hold 2; cast with To(DType.Int64)", () => s_bool.MaskedFill(s_bool, 2));
    }

    /// <summary>C# makes a double of 2^53 + 1, and with that 2^53: as a tensor it stays what it is.</summary>
    [TestMethod]
    public void IntegersBeyondTheDoubles_AreExactOrThrow()
    {
        const long odd = (1L << 53) + 1;
        Tensor one = new[] { 1L }, number = odd;
        Assert.AreEqual(odd + 1, (long)(one + number));
        Assert.AreEqual(odd, (long)(one * number));
        Assert.IsTrue((bool)number.Eq(number));
        Assert.IsFalse((bool)number.Eq((Tensor)(odd - 1)));
        Assert.AreEqual(odd - 1, (long)(one * (odd - 1)));
        Expect.Throws<DTypeException>("AddScalar: 9007199254740994 was passed as a double, which skips integers beyond 2^53; pass a tensor, which is exact: Tensor.From([9007199254740994L])", () => _ = one + (odd + 1));
        Expect.Throws<DTypeException>("Eq: 9007199254740994 was passed as a double, which skips integers beyond 2^53; pass a tensor, which is exact: Tensor.From([9007199254740994L])", () => one.Eq(odd + 1));
        Expect.Throws<DTypeException>("Full: 9007199254740994 was passed as a double, which skips integers beyond 2^53; pass a tensor, which is exact: Tensor.From([9007199254740994L])", () => Tensor.Full([1], odd + 1, DType.Int64));
    }

    /// <summary>In float32 16777217 would be rounded to 16777216 before it is compared.</summary>
    [TestMethod]
    public void Comparisons_OfIntegersWithFloats_RoundNeither()
    {
        Tensor large = new[] { (1 << 24) + 1 }, rounded = new[] { (float)(1 << 24) };
        Assert.IsFalse((bool)large.Eq(rounded));
        Assert.IsTrue((bool)(large > rounded));
        Assert.IsTrue((bool)(large > (1 << 24) + 0.5));
        Assert.IsFalse((bool)(large.To(DType.Int64) <= rounded));
        Assert.IsTrue((bool)(large < 1e10));
        Assert.IsTrue((bool)(large.To(DType.Int64) < double.PositiveInfinity));
        Assert.IsTrue((bool)(large > -1e300));
        Assert.IsFalse((bool)large.Eq(double.NaN));
        CollectionAssert.AreEqual(new[] { true, false }, s_bool.Eq(1).ToArray<bool>());
    }

    [TestMethod]
    public void Casts_SaturateAndTruncate()
    {
        Tensor x = new[] { double.NaN, 1e30, -1e30, 2.9, -2.9, -0.0 };
        CollectionAssert.AreEqual(new[] { 0, long.MaxValue, long.MinValue, 2, -2, 0 }, x.To(DType.Int64).ToArray<long>());
        CollectionAssert.AreEqual(new[] { 0, int.MaxValue, int.MinValue, 2, -2, 0 }, x.To(DType.Int32).ToArray<int>());
        CollectionAssert.AreEqual(new[] { true, true, true, true, true, false }, x.To(DType.Bool).ToArray<bool>());
        CollectionAssert.AreEqual(new[] { int.MaxValue }, ((Tensor)new[] { 1L << 40 }).To(DType.Int32).ToArray<int>());
        CollectionAssert.AreEqual(new[] { float.PositiveInfinity }, ((Tensor)new[] { 1e300 }).Float().ToArray<float>());
    }

    [TestMethod]
    public void IntegerDivision_HasInfinitiesAsAFraction_AndThrowsAsAnInteger()
    {
        Tensor zero = new[] { 0, 0 };
        CollectionAssert.AreEqual(new[] { float.PositiveInfinity, float.PositiveInfinity }, (s_int32 / zero).ToArray<float>());
        Assert.IsTrue(float.IsNaN((float)(zero / 0)[0]));
        const string because = "an integer divisor is 0, and integers have no infinity; cast with To(DType.Float32), or mask the zeros with Where";
        Expect.Throws<DivideByZeroException>($"FloorDivide: {because}", () => s_int32.FloorDivide(0));
        Expect.Throws<DivideByZeroException>($"Remainder: {because}", () => _ = s_int32 % zero);
        Expect.Throws<DivideByZeroException>($"Fmod: {because}", () => s_int32.Fmod(0));
        Assert.AreEqual(long.MinValue, (long)((Tensor)new[] { long.MinValue }).FloorDivide(-1));
    }
}
