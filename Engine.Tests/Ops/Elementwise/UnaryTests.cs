namespace PyDeepTensorNet.Tests.Ops.Elementwise;

/// <summary>What the catalog cannot see: derivatives at awkward points, dtypes, messages.</summary>
[TestClass]
public sealed class UnaryTests
{
    private static Tensor Values(params double[] values) => Tensor.From(values, [values.Length]);

    private static void AssertIs(double[] expected, Tensor actual, double tolerance = 0)
    {
        double[] values = actual.To(DType.Float64).ToArray<double>();
        Assert.HasCount(expected.Length, values);
        for (int i = 0; i < values.Length; i++)
        {
            bool holds = expected[i].Equals(values[i]) && (double.IsNaN(values[i]) || double.IsNegative(expected[i]) == double.IsNegative(values[i]));
            if (!holds && !(Math.Abs(expected[i] - values[i]) <= tolerance)) Assert.Fail($"element {i} is {values[i]:R}, expected {expected[i]:R}");
        }
    }

    private static Tensor Derivative(Func<Tensor, Tensor> f, Tensor x)
    {
        using var tape = new Tape();
        return tape.Gradient(f(x).Sum(), x);
    }

    private static Tensor SecondDerivative(Func<Tensor, Tensor> f, Tensor x)
    {
        using var tape = new Tape();
        return tape.Gradient(tape.Gradient(f(x).Sum(), x, createGraph: true).Sum(), x);
    }

    [TestMethod]
    public void Derivatives_AtAwkwardPoints_FollowTheConvention()
    {
        AssertIs([double.PositiveInfinity, 0.25], Derivative(x => x.Sqrt(), Values(0, 4)));
        AssertIs([0, 1, -1], Derivative(x => x.Abs(), Values(0, 2, -2)));
        AssertIs([0, 0, 0], Derivative(x => x.Sign(), Values(0, 2, -2)));
        AssertIs([double.PositiveInfinity], Derivative(x => x.Log(), Values(0)));
        AssertIs([double.NegativeInfinity], Derivative(x => x.Rsqrt(), Values(0)));
        AssertIs([0, 0], Derivative(x => x.Tanh(), Values(400, -400)));
        AssertIs([0, 0], Derivative(x => x.Erf(), Values(400, -400)));
        AssertIs([0], Derivative(x => x.Sinc(), Values(0)));
        AssertIs([-Math.PI * Math.PI / 3], SecondDerivative(x => x.Sinc(), Values(0)), 1e-14);
        AssertIs([0], SecondDerivative(x => x.Abs(), Values(0)));
    }

    [TestMethod]
    public void SignsOfZero_AreKept()
    {
        Tensor zeros = Values(0, double.NegativeZero);
        foreach (Func<Tensor, Tensor> f in new Func<Tensor, Tensor>[] { x => x.Sqrt(), x => x.Sin(), x => x.Tanh(), x => x.Expm1(), x => x.Log1p(), x => x.Erf(), x => x.Erfinv(), x => x.NanToNum() })
        {
            AssertIs([0, double.NegativeZero], f(zeros));
            AssertIs([0, double.NegativeZero], f(zeros.To(DType.Float32)));
        }
        AssertIs([double.PositiveInfinity, double.NegativeInfinity], zeros.Reciprocal());
        AssertIs([0, 0], zeros.Abs());
        AssertIs([0, 0], zeros.Sign());
    }

    [TestMethod]
    public void Round_Halves_GoToTheEvenNeighbour()
    {
        Tensor x = Values(-2.5, -1.5, -0.5, -0.2, 0.5, 1.5, 2.5, double.PositiveInfinity, double.NaN);
        double[] expected = [-2, -2, -0.0, -0.0, 0, 2, 2, double.PositiveInfinity, double.NaN];
        AssertIs(expected, x.Round());
        AssertIs(expected, x.To(DType.Float32).Round());
        AssertIs([0, 0, 0], Derivative(t => t.Round(), Values(0.5, 0.2, -3)));
    }

    [TestMethod]
    public void Round_WithDecimals_KeepsWhatHasNone()
    {
        AssertIs([0.12, 0.38, -1e300, double.MaxValue, double.NegativeInfinity], Values(0.125, 0.375, -1e300, double.MaxValue, double.NegativeInfinity).Round(2));
        AssertIs([1200, -1400, 0], Values(1250, -1350, 49).Round(-2));
        CollectionAssert.AreEqual(new long[] { 1200, -1400, 0, 0 }, ((Tensor)new long[] { 1250, -1350, 50, -50 }).Round(-2).ToArray<long>());
        CollectionAssert.AreEqual(new[] { 7, -3 }, ((Tensor)new[] { 7, -3 }).Round(4).ToArray<int>());
        AssertIs([0, 0], Derivative(t => t.Round(-1), Values(3, 27)));
    }

    [TestMethod]
    public void Steps_OfFractions_KeepTheSignOfZero()
    {
        Tensor x = Values(-0.5, 0.5, double.NegativeZero, -1.5, 1.5);
        AssertIs([-1, 0, -0.0, -2, 1], x.Floor());
        AssertIs([-0.0, 1, -0.0, -1, 2], x.Ceil());
        AssertIs([-0.0, 0, -0.0, -1, 1], x.Trunc());
        AssertIs([1, 1, 1, 1, 1], Derivative(t => t.Frac(), x));
        foreach (Func<Tensor, Tensor> f in new Func<Tensor, Tensor>[] { t => t.Floor(), t => t.Ceil(), t => t.Trunc() }) AssertIs([0, 0, 0, 0, 0], Derivative(f, x));
    }

    [TestMethod]
    public void SmallArguments_KeepTheirDigits()
    {
        foreach (double x in new[] { 1e-4, 1e-9, 1e-20, 1e-38 })
        {
            Tensor single = Values(x, -x).To(DType.Float32), whole = Values(x, -x);
            double[] identity = single.To(DType.Float64).ToArray<double>();
            foreach (Func<Tensor, Tensor> f in new Func<Tensor, Tensor>[] { t => t.Tanh(), t => t.Expm1(), t => t.Log1p(), t => t.Sin() })
            {
                AssertIs(identity, f(single), x * x);
                AssertIs(whole.ToArray<double>(), f(whole), x * x);
            }
        }
    }

    [TestMethod]
    public void Abs_OfIntegers_StaysInteger()
    {
        Tensor x = new long[] { -3, 0, long.MinValue };
        CollectionAssert.AreEqual(new long[] { 3, 0, long.MinValue }, x.Abs().ToArray<long>());
        Throws<DTypeException>("Abs: bool[2] holds truth values, which have no Abs; cast it with To(DType.Int64), or invert a mask with LogicalNot()", () => ((Tensor)new[] { true, false }).Abs());
    }

    [TestMethod]
    public void Exp_OfMasks_CountsThemAsNumbers() => AssertIs([1, Math.E], ((Tensor)new[] { false, true }).Exp(), 1e-6);

    [TestMethod]
    public void Logit_WithAndWithoutMargin_DiffersOutsideOfIt()
    {
        Tensor x = Values(-0.5, 0, 0.1, 0.5, 0.8, 1, 1.5);
        AssertIs([double.NaN, double.NegativeInfinity, Math.Log(1.0 / 9), 0, Math.Log(4), double.PositiveInfinity, double.NaN], x.Logit(), 1e-15);
        AssertIs([double.NaN, double.PositiveInfinity, 1 / 0.09, 4, 6.25, double.PositiveInfinity, double.NaN], Derivative(t => t.Logit(), x), 1e-14);
        AssertIs([-Math.Log(4), -Math.Log(4), -Math.Log(4), 0, Math.Log(4), Math.Log(4), Math.Log(4)], x.Logit(0.2), 1e-14);
        AssertIs([0, 0, 0, 4, 6.25, 0, 0], Derivative(t => t.Logit(0.2), x), 1e-13);
        // The quotient of 1/2 + 2^-40 would round to 1 + 2^-38.
        AssertIs([4 * Math.ScaleB(1, -40)], Values(0.5 + Math.ScaleB(1, -40)).Logit(), 1e-27);
        Throws<ArgumentException>("Logit: eps 0.6 leaves no interval [eps, 1 - eps]; take one from 0 to 0.5, such as 1e-6", () => x.Logit(0.6));
        Throws<ArgumentException>("Logit: eps NaN leaves no interval [eps, 1 - eps]; take one from 0 to 0.5, such as 1e-6", () => x.Logit(double.NaN));
    }

    [TestMethod]
    public void NanToNum_WithoutValues_TakesTheLargestOfTheDType()
    {
        Tensor x = Values(double.NaN, double.PositiveInfinity, double.NegativeInfinity, 2);
        AssertIs([0, double.MaxValue, double.MinValue, 2], x.NanToNum());
        AssertIs([0, float.MaxValue, float.MinValue, 2], x.To(DType.Float32).NanToNum());
        AssertIs([-1, 5, -6, 2], x.NanToNum(-1, 5, -6));
        AssertIs([0, 0, 0, 1], Derivative(t => t.NanToNum(), x));
        Assert.AreEqual(DType.Int32, x.To(DType.Int32).NanToNum().DType);
    }

    [TestMethod]
    public void Fill_OfFloats_HasZeroGradient()
    {
        AssertIs([0, 0], Derivative(x => x.Fill(3), Values(1, double.NaN)));
        AssertIs([3, 3], Values(1, double.NaN).Fill(3));
        Assert.AreEqual(DType.Bool, ((Tensor)new[] { true, false }).Fill(0).DType);
    }

    [TestMethod]
    public void Positive_IsTheTensorItself()
    {
        Tensor x = Values(1);
        Assert.AreSame(x, +x);
        Throws<DTypeException>("Positive: bool[1] holds truth values, which have no sign; cast it with To(DType.Int64)", () => ((Tensor)new[] { true }).Positive());
    }

    [TestMethod]
    public void Degrees_OfIntegers_AreFloat32()
    {
        Tensor y = ((Tensor)new[] { 180, 90 }).Deg2Rad();
        Assert.AreEqual(DType.Float32, y.DType);
        AssertIs([Math.PI, Math.PI / 2], y, 1e-6);
        AssertIs([180, 90], y.Rad2Deg(), 1e-5);
    }

    [TestMethod]
    public void Polygamma_OfANegativeOrder_Throws() =>
        Throws<ArgumentException>("Polygamma: order -1 is negative; 0 is the digamma function, 1 its derivative, and so on", () => Values(1).Polygamma(-1));

    [TestMethod]
    public void Digamma_OnATape_IsCalledSo()
    {
        using var tape = new Tape();
        Values(1).Lgamma().Digamma().Polygamma(2);
        string text = tape.ToString();
        StringAssert.Contains(text, "Digamma", StringComparison.Ordinal);
        StringAssert.Contains(text, "Polygamma", StringComparison.Ordinal);
    }

    [TestMethod]
    public void FloatPower_OfIntegers_IsFloat64()
    {
        Tensor x = new[] { 3, -2 };
        Assert.AreEqual(DType.Float64, x.FloatPower(2).DType);
        AssertIs([9, 4], x.FloatPower(2));
        AssertIs([27, -0.125], x.FloatPower(new[] { 3, -3 }), 1e-15);
        Assert.AreEqual(DType.Float32, x.To(DType.Float32).FloatPower(x).DType);
    }

    [TestMethod]
    public void Nextafter_InFloat32_IsTheNextFloat()
    {
        Tensor x = Values(1, 0, double.PositiveInfinity, double.NaN, -1).To(DType.Float32), y = Values(2, -1, 0, 0, -1).To(DType.Float32);
        CollectionAssert.AreEqual(new[] { MathF.BitIncrement(1), -float.Epsilon, float.MaxValue, float.NaN, -1 }, x.Nextafter(y).ToArray<float>());
    }

    [TestMethod]
    public void Heaviside_AtZero_TakesTheValueAndItsGradient()
    {
        Tensor x = Values(-1, 0, 2), values = Values(0.5);
        AssertIs([0, 0.5, 1], x.Heaviside(values));
        using var tape = new Tape();
        Gradients gradients = tape.Gradient(x.Heaviside(values).Sum(), [x, values]);
        AssertIs([0, 0, 0], gradients[x]);
        AssertIs([1], gradients[values]);
        Assert.AreEqual(DType.Int64, ((Tensor)new long[] { 0 }).Heaviside(new long[] { 7 }).DType);
    }
}
