using PyDeepTensorNet.Nn;

namespace PyDeepTensorNet.Tests.Nn;

[TestClass]
public sealed class InitTests
{
    /// <summary>A fill of a [6, 4] weight, its standard deviation, and its bound where it is uniform; PyTorch's numbers.</summary>
    public static IEnumerable<object[]> Fills
    {
        get
        {
            yield return Fill("xavier_uniform_", (weight, random) => Init.XavierUniform_(weight, 1, random), 0.4472135954999579, 0.7745966692414833);
            yield return Fill("xavier_uniform_ for tanh", (weight, random) => Init.XavierUniform_(weight, Init.CalculateGain(Nonlinearity.Tanh), random), 0.7453559924999299, 1.2909944487358056);
            yield return Fill("xavier_normal_", (weight, random) => Init.XavierNormal_(weight, 1, random), 0.4472135954999579, double.PositiveInfinity);
            yield return Fill("kaiming_uniform_", (weight, random) => Init.KaimingUniform_(weight, generator: random), 0.7071067811865476, 1.2247448713915892);
            yield return Fill("kaiming_uniform_ of a linear layer", (weight, random) => Init.KaimingUniform_(weight, Math.Sqrt(5), generator: random), 0.28867513459481287, 0.5);
            yield return Fill("kaiming_normal_", (weight, random) => Init.KaimingNormal_(weight, generator: random), 0.7071067811865476, double.PositiveInfinity);
            yield return Fill("kaiming_normal_ by outputs", (weight, random) => Init.KaimingNormal_(weight, 0.2, Fan.Out, generator: random), 0.5661385170722979, double.PositiveInfinity);
            yield return Fill("uniform_", (weight, random) => Init.Uniform_(weight, -3, 3, random), Math.Sqrt(3), 3);
            yield return Fill("normal_", (weight, random) => Init.Normal_(weight, 0, 2, random), 2, double.PositiveInfinity);

            static object[] Fill(string name, Func<Tensor, Generator, Tensor> fill, double std, double bound) => [name, fill, std, bound];
        }
    }

    [TestMethod]
    [DynamicData(nameof(Fills))]
    public void Fill_OfAWeight_HasItsSpread(string name, Func<Tensor, Generator, Tensor> fill, double std, double bound)
    {
        const int runs = 500;
        var random = new Generator(11);
        Tensor weight = Tensor.Zeros([6, 4], DType.Float64);
        double sum = 0, squares = 0, largest = 0, fourths = 0;
        for (int run = 0; run < runs; run++)
        {
            Assert.AreSame(weight, fill(weight, random));
            foreach (double value in weight.AsReadOnlySpan<double>())
            {
                sum += value;
                squares += value * value;
                fourths += value * value * value * value;
                largest = Math.Max(largest, Math.Abs(value));
            }
        }
        double n = runs * weight.ElementCount, variance = squares / n;
        Assert.AreEqual(0, sum / n, 5 * std / Math.Sqrt(n), name);
        Assert.AreEqual(std * std, variance, 5 * Math.Sqrt((fourths / n - variance * variance) / n), name);
        Assert.IsLessThanOrEqualTo(bound, largest, name);
        if (double.IsFinite(bound)) Assert.IsGreaterThan(0.99 * bound, largest, name);
    }

    [TestMethod]
    public void CalculateGain_IsPyTorchs()
    {
        Assert.AreEqual(1, Init.CalculateGain(Nonlinearity.Linear));
        Assert.AreEqual(1, Init.CalculateGain(Nonlinearity.Sigmoid));
        Assert.AreEqual(5.0 / 3, Init.CalculateGain(Nonlinearity.Tanh));
        Assert.AreEqual(Math.Sqrt(2), Init.CalculateGain(Nonlinearity.ReLU));
        Assert.AreEqual(1.3867504905630728, Init.CalculateGain(Nonlinearity.LeakyReLU, 0.2), 1e-15);
        Assert.AreEqual(0.75, Init.CalculateGain(Nonlinearity.SELU));
    }

    [TestMethod]
    public void CalculateFans_OfAKernel_CountsItsPositions() => Assert.AreEqual((3 * 5 * 7, 2 * 5 * 7), Init.CalculateFans(Tensor.Zeros(2, 3, 5, 7)));

    [TestMethod]
    public void CalculateFans_OfABias_Throws()
    {
        var error = Assert.ThrowsExactly<ShapeException>(() => Init.XavierUniform_(Tensor.Zeros(3)));
        Assert.AreEqual("XavierUniform_: a tensor of shape [3] has no fan-in and fan-out; it must have at least two axes, [out, in, ...]; use Uniform_ or Zeros_ for a bias", error.Message);
    }

    [TestMethod]
    public void KaimingUniform_OfAWeightWithoutInputs_DoesNothing() => Assert.AreEqual(0, Init.KaimingUniform_(Tensor.Zeros(3, 0)).ElementCount);

    [TestMethod]
    public void Constants_FillInPlace()
    {
        Tensor x = Tensor.Zeros(2);
        CollectionAssert.AreEqual(new float[] { 1, 1 }, Init.Ones_(x).ToArray<float>());
        CollectionAssert.AreEqual(new float[] { 3, 3 }, Init.Constant_(x, 3).ToArray<float>());
        CollectionAssert.AreEqual(new float[] { 0, 0 }, Init.Zeros_(x).ToArray<float>());
    }
}
