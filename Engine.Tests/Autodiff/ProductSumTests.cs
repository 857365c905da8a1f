namespace PyDeepTensorNet.Tests.Autodiff;

/// <summary>The cotangents of a factor that several products use are added to their sum in one pass: with the same bits as products that are computed and then added.</summary>
[TestClass]
public sealed class ProductSumTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(16)]
    [DataRow(70)]
    [DataRow(100_003)]
    public void SharedFactor_OfAnyLength_HasTheBitsOfProductsAddedOneByOne(int length)
    {
        CheckBits<float>(length, DType.Float32);
        CheckBits<double>(length, DType.Float64);
    }

    private static void CheckBits<T>(int length, DType dtype) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var generator = new Generator(7);
        Tensor[] x = [.. Enumerable.Range(0, 4).Select(_ => Tensor.Randn([length], dtype, generator))];
        Tensor factor = Tensor.Randn([length], dtype, generator), seed = Tensor.Randn([length], dtype, generator);
        using var tape = new Tape();
        Tensor y = x[0] * factor + factor * x[1] + x[2] * factor + factor * x[3];
        T[] gradient = tape.Gradient(y, factor, seed).ToArray<T>(), cotangent = seed.ToArray<T>();
        T[][] values = [.. x.Select(value => value.ToArray<T>())];
        for (int i = 0; i < length; i++)
        {
            // The last product is the first that the sweep comes to.
            T sum = cotangent[i] * values[3][i];
            for (int k = 2; k >= 0; k--)
            {
                T product = cotangent[i] * values[k][i];
                sum += product;
            }
            Assert.AreEqual(sum, gradient[i], $"element {i} of {length}, {dtype}");
        }
    }

    [TestMethod]
    public void SharedFactor_ThatIsBroadcastOrStrided_IsSummedAsBefore()
    {
        var generator = new Generator(1);
        Tensor x = Tensor.Randn([3, 4], DType.Float64, generator), row = Tensor.Randn([4], DType.Float64, generator), turned = Tensor.Randn([4, 3], DType.Float64, generator);
        using var tape = new Tape();
        Tensor y = x * row + x * row + row * x + x * turned.T + turned.T * x + x * turned.T;
        Gradients gradients = tape.Gradient(y.Sum(), [row, turned, x]);
        using (tape.Pause())
        {
            AssertClose(3 * x.Sum(0), gradients[row]);
            AssertClose(3 * x.T, gradients[turned]);
            AssertClose(3 * row + 3 * turned.T, gradients[x]);
        }
    }

    private static void AssertClose(Tensor expected, Tensor actual)
    {
        Assert.AreEqual(expected.Shape, actual.Shape);
        Assert.AreEqual(0, (expected - actual).Abs().Max().Item(), 1e-12);
    }

    [TestMethod]
    public void SharedFactor_WithItsGraph_HasSecondDerivatives()
    {
        Tensor x = Tensor.From([2.0, -3.0]);
        using var tape = new Tape();
        Tensor y = (x * x * x * x).Sum();
        Tensor first = tape.Gradient(y, x, createGraph: true);
        Tensor second = tape.Gradient(first.Sum(), x);
        CollectionAssert.AreEqual(new[] { 32.0, -108.0 }, first.ToArray<double>());
        CollectionAssert.AreEqual(new[] { 48.0, 108.0 }, second.ToArray<double>());
    }
}
