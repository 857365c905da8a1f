namespace PyDeepTensorNet.Tests.Ops.Reductions;

/// <summary>What the calls recorded from PyTorch do not say of quantiles, covariances, norms of matrices and sums without NaN: NaN and infinity, and the words of what they refuse.</summary>
[TestClass]
public sealed class QuantileTests
{
    private static readonly Tensor s_rows = Tensor.From(new double[,] { { 4, 1, 3, 2 }, { 1, double.NaN, 7, 3 }, { double.NaN, double.NaN, double.NaN, double.NaN } });

    [TestMethod]
    [DataRow(QuantileInterpolation.Linear, 2.25, 4.0)]
    [DataRow(QuantileInterpolation.Lower, 2.0, 3.0)]
    [DataRow(QuantileInterpolation.Higher, 3.0, 7.0)]
    [DataRow(QuantileInterpolation.Nearest, 2.0, 3.0)]
    [DataRow(QuantileInterpolation.Midpoint, 2.5, 5.0)]
    public void Quantile_OfRows_LiesBetweenTheirElements(QuantileInterpolation interpolation, double first, double second)
    {
        // Ranks 5/4 of the first row and, without NaN, 5/4 of 0 to 2 in the second.
        AssertNumbers(s_rows.Quantile(1.25 / 3, 1, interpolation: interpolation), [3], first, double.NaN, double.NaN);
        AssertNumbers(s_rows.NanQuantile(1.25 / 2, 1, interpolation: interpolation)[1], [], second);
        AssertNumbers(s_rows.NanQuantile(0.5, 1, interpolation: interpolation)[2], [], double.NaN);
    }

    [TestMethod]
    public void Quantile_OfSeveralFractions_PutsThemFirst()
    {
        Tensor x = s_rows[..1], q = new double[] { 0, 0.5, 1 };
        AssertNumbers(x.Quantile(q, 1, keepDim: true), [3, 1, 1], 1, 2.5, 4);
        AssertNumbers(x.Quantile(q), [3], 1, 2.5, 4);
        AssertNumbers(x.Quantile(q, keepDim: true), [3, 1, 1], 1, 2.5, 4);
        AssertNumbers(Tensor.From([1, double.PositiveInfinity, double.PositiveInfinity]).Quantile(q), [3], 1, double.PositiveInfinity, double.PositiveInfinity);
    }

    [TestMethod]
    public void Quantile_Gradient_GoesToBothNeighboursAndTheFraction()
    {
        Tensor x = Tensor.From([4.0, 1, 3, 2]), q = Tensor.Full([], 0.75, DType.Float64);
        using var tape = new Tape();
        Gradients gradients = tape.Gradient(x.Quantile(q), [x, q]);
        AssertNumbers(gradients[x], [4], 0.25, 0, 0.75, 0);
        AssertNumbers(gradients[q], [], 3);
        AssertNumbers(tape.Gradient(s_rows.NanQuantile(0.75, 1)[1], s_rows)[1], [4], 0, 0, 0.5, 0.5);
    }

    [TestMethod]
    public void Quantile_BadArguments_SayWhatFits()
    {
        Expect.Throws<ArgumentException>("Quantile: a fraction of 1.5 is not from 0 to 1", () => s_rows.Quantile(1.5));
        Expect.Throws<ArgumentException>("NanQuantile: a fraction of NaN is not from 0 to 1", () => s_rows.NanQuantile(double.NaN));
        Expect.Throws<ShapeException>("Quantile: the fractions [1, 2] have 2 axes; give one or a list", () => s_rows.Quantile(Tensor.Zeros([1, 2], DType.Float64)));
        Expect.Throws<DTypeException>("Quantile: the fractions float32[2] for float64[3, 4]; cast them with To(DType.Float64)", () => s_rows.Quantile(Tensor.Zeros(2)));
        Expect.Throws<DTypeException>("Quantile: int64[2] is not floating, and Quantile is a fraction; cast it with To(DType.Float32)", () => Tensor.Arange(2).Quantile(0.5));
        Expect.Throws<ShapeException>("Quantile: [0]: the tensor has no elements, and Quantile of nothing has no value; check for an empty batch, or reduce another axis", () => Tensor.Zeros(0).Quantile(0.5));
    }

    [TestMethod]
    public void NanSums_LeaveNaNOut()
    {
        AssertNumbers(s_rows.NanSum(1), [3], 10, 11, 0);
        AssertNumbers(s_rows.NanMean(1, keepDim: true), [3, 1], 2.5, 11.0 / 3, double.NaN);
        AssertNumbers(Tensor.Arange(4).NanSum(), [], 6);
        AssertNumbers(s_rows.CountNonzero(1), [3], 4, 4, 4);
        AssertNumbers(Tensor.Arange(4).CountNonzero(), [], 3);
        Assert.AreEqual(DType.Int64, Tensor.Eye(3).CountNonzero(0, 1).DType);
        Expect.Throws<DTypeException>("NanMean: int64[4] is not floating, and NanMean is a fraction; cast it with To(DType.Float32)", () => Tensor.Arange(4).NanMean());
    }

    [TestMethod]
    public void Cov_BadArguments_SayWhatFits()
    {
        Tensor x = Tensor.Ones(2, 5);
        Expect.Throws<ShapeException>("Cov: [2, 2, 2] has 3 axes; give a matrix [variables, observations], or a list for one variable", () => Tensor.Ones(2, 2, 2).Cov());
        Expect.Throws<ShapeException>("Cov: frequencies [2] for [2, 5] with 5 observations; give a list with one for each", () => x.Cov(1, Tensor.Arange(2)));
        Expect.Throws<ShapeException>("Cov: weights [1, 5] for [2, 5] with 5 observations; give a list with one for each", () => x.Cov(1, null, Tensor.Ones(1, 5)));
        Expect.Throws<DTypeException>("Cov: the frequencies float32[5] are not integers; cast them with To(DType.Int64), or give them as weights", () => x.Cov(1, Tensor.Ones(5)));
        Expect.Throws<ArgumentException>("Cov: one of the weights is negative; an observation counts 0 or more", () => x.Cov(1, null, -Tensor.Ones(5)));
        Expect.Throws<DTypeException>("CorrCoef: int64[4] is not floating, and CorrCoef is a fraction; cast it with To(DType.Float32)", () => Tensor.Arange(4).CorrCoef());
    }

    [TestMethod]
    public void Cov_Frequencies_CountAsRepeats()
    {
        Tensor x = Tensor.From(new double[,] { { 1, 4, 2 }, { 3, -1, 0.5 } });
        Tensor repeated = x.IndexSelect(1, new long[] { 0, 0, 2 }), counted = x.Cov(1, new long[] { 2, 0, 1 });
        Assert.IsTrue(repeated.Cov().AllClose(counted));
        Assert.IsTrue(x.Cov().AllClose(x.Cov(1, null, Tensor.From([1.0, 1, 1]))));
        AssertNumbers(x[0].CorrCoef(), [], 1);
    }

    [TestMethod]
    public void MatrixNorm_BadArguments_SayWhatFits()
    {
        Tensor x = Tensor.Ones(2, 3);
        AssertNumbers(x.MatrixNorm(1), [], 2);
        AssertNumbers(x.MatrixNorm(1, -1, -2, keepDim: true), [1, 1], 3);
        AssertNumbers(x.MatrixNorm(double.PositiveInfinity), [], 3);
        Expect.Throws<ArgumentException>("MatrixNorm: there is no norm of order 3; 1, 2, inf and their negatives exist, and Norm(2, [dim0, dim1]) is Frobenius'", () => x.MatrixNorm(3));
        Expect.Throws<ShapeException>("MatrixNorm: axes 1 and -1 of [2, 3] are the same; a matrix spans two", () => x.MatrixNorm(1, 1, -1));
        Expect.Throws<ShapeException>("MatrixNorm: [3] has 1 axes and no matrix; it needs two or more", () => Tensor.Ones(3).MatrixNorm(1));
    }

    [TestMethod]
    public void Renorm_BadArguments_SayWhatFits()
    {
        Tensor x = Tensor.Ones(2, 3);
        AssertNumbers(x.Renorm(1, 0, 4), [2, 3], 1, 1, 1, 1, 1, 1);
        Expect.Throws<ArgumentException>("Renorm: p is 0; a norm to scale by needs one above 0", () => x.Renorm(0, 0, 1));
        Expect.Throws<ArgumentException>("Renorm: the largest norm -1 is negative", () => x.Renorm(1, 0, -1));
        Expect.Throws<ShapeException>("Renorm: [3] has 1 axes; it needs two or more, whose slices are scaled", () => Tensor.Ones(3).Renorm(1, 0, 1));
        AssertNumbers(Tensor.Zeros(2, 2).Normalize(), [2, 2], 0, 0, 0, 0);
    }
}
