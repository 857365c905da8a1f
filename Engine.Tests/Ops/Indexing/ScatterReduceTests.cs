using CsCheck;

namespace PyDeepTensorNet.Tests.Ops.Indexing;

/// <summary>Reductions at places against loops, for any of them and any dtype that has them; their gradients where it matters: ties and products with zeros.</summary>
[TestClass]
public sealed class ScatterReduceTests
{
    [TestMethod]
    public void IndexReduce_AnyCase_IsTheLoop() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[-3, 3].Array[0, 8], Gen.Int[0, 4], Gen.Bool, Gen.Int[0, 3], Gen.Int).Sample((slots, values, which, includeSelf, dtype, seed) =>
        {
            var reduction = (ScatterReduction)which;
            var random = new Random(seed);
            long[] index = [.. values.Select(_ => (long)random.Next(slots))];
            double[] own = [.. Enumerable.Range(0, slots).Select(_ => (double)random.Next(-3, 4))], expected = new double[slots];
            for (int i = 0; i < slots; i++)
            {
                double[] coming = [.. values.Where((_, j) => index[j] == i).Select(value => (double)value)];
                double[] all = includeSelf || coming.Length == 0 ? [own[i], .. coming] : coming;
                expected[i] = reduction switch
                {
                    ScatterReduction.Sum => all.Sum(),
                    ScatterReduction.Product => all.Aggregate(1.0, (a, b) => a * b),
                    ScatterReduction.Mean => dtype < 2 ? all.Average() : Math.Floor(all.Average()),
                    ScatterReduction.AMax => all.Max(),
                    _ => all.Min(),
                };
            }
            Tensor x = Tensor.From(own).To((DType)dtype), source = ((Tensor)values).To((DType)dtype);
            Tensor y = x.IndexReduce(0, index, source, reduction, includeSelf);
            Assert.AreEqual((DType)dtype, y.DType);
            // Means of up to nine small numbers in float32.
            double[] actual = y.To(DType.Float64).ToArray<double>();
            for (int i = 0; i < slots; i++) Assert.AreEqual(expected[i], actual[i], 1e-6);
        });

    [TestMethod]
    public void ScatterReduce_ProductsWithZeros_AreDifferentiatedExactly()
    {
        Tensor x = Tensor.From([2.0, 3]), source = Tensor.From([0.0, 5, 0, 7]), index = new long[] { 0, 0, 1, 0 };
        using var tape = new Tape();
        Gradients gradients = tape.Gradient(x.ScatterReduce(0, index, source, ScatterReduction.Product).Sum(), [x, source], createGraph: true);
        AssertNumbers(gradients[x], [2], 0, 0);
        AssertNumbers(gradients[source], [4], 70, 0, 3, 0);
        AssertNumbers(tape.Gradient(gradients[source].Sum(), source), [4], 24, 14, 0, 10);
        AssertNumbers(tape.Gradient(Tensor.From([double.NaN, 3]).ScatterReduce(0, index, source, ScatterReduction.Product).Sum(), source), [4], double.NaN, double.NaN, 3, double.NaN);
    }

    [TestMethod]
    public void ScatterReduce_EqualExtremes_ShareTheGradient()
    {
        Tensor x = Tensor.From([3.0, 1]), source = Tensor.From([3.0, 3, 0]), index = new long[] { 0, 0, 1 };
        using var tape = new Tape();
        Gradients with = tape.Gradient(x.ScatterReduce(0, index, source, ScatterReduction.AMax).Sum(), [x, source]);
        AssertNumbers(with[x], [2], 1.0 / 3, 1);
        AssertNumbers(with[source], [3], 1.0 / 3, 1.0 / 3, 0);
        Gradients without = tape.Gradient(x.ScatterReduce(0, index, source, ScatterReduction.AMax, includeSelf: false).Sum(), [x, source]);
        AssertNumbers(without[x], [2], 0, 0);
        AssertNumbers(without[source], [3], 0.5, 0.5, 1);
    }

    [TestMethod]
    public void IndexPut_OfAnyIndices_IsWhatWritingToThemWouldBe()
    {
        Tensor x = Tensor.Arange(12).Reshape(3, 4), rows = new long[] { 2, 0 }, columns = new long[] { 1, -1 };
        Tensor put = x.IndexPut([rows, columns], new long[] { 50, 60 }), whole = x.IndexPut([null, columns], 7);
        AssertNumbers(put[2], [4], 8, 50, 10, 11);
        AssertNumbers(put[0], [4], 0, 1, 2, 60);
        AssertNumbers(whole[1], [4], 4, 7, 6, 7);
        AssertNumbers(x.IndexPut([new long[] { 1, 1 }], 1, accumulate: true)[1], [4], 6, 7, 8, 9);
        Expect.Throws<ShapeException>("IndexPut: a value of shape [3] does not broadcast to [2], the part of int64[3, 4] to write; Reshape it, or index another part", () => x.IndexPut([rows, columns], Tensor.Arange(3)));
        Expect.Throws<TensorIndexException>("IndexPut: 3 index tensors that cover 3 axes of int64[3, 4]; give one or more, for 2 axes at most", () => x.IndexPut([rows, rows, rows], 0));
        Expect.Throws<TensorIndexException>("IndexPut: 0 index tensors that cover 1 axes of int64[3, 4]; give one or more, for 2 axes at most", () => x.IndexPut([null], 0));
    }

    [TestMethod]
    public void MaskedScatter_TakesTheSourceInOrder()
    {
        Tensor x = Tensor.Arange(4).Reshape(2, 2), mask = Tensor.From([true, false, true, true], [2, 2]);
        AssertNumbers(x.MaskedScatter(mask, Tensor.Arange(5) + 10), [2, 2], 10, 1, 11, 12);
        Expect.Throws<ShapeException>("MaskedScatter: the source [2] has 2 elements, the mask [2, 2] is true 3 times for [2, 2]; give an element for each", () => x.MaskedScatter(mask, Tensor.Arange(2)));
        Expect.Throws<DTypeException>("MaskedScatter: the mask int64[2, 2] is not bool; make one by comparing, say with Ne(0)", () => x.MaskedScatter(x, x));
    }

    [TestMethod]
    public void EmbeddingBag_WithEmptyBagsAndPadding_CountsWhatIsThere()
    {
        Tensor weight = Tensor.From(new float[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } }), indices = new long[] { 0, 2, 1, 1 }, offsets = new long[] { 0, 2, 2, 4 };
        AssertNumbers(Tensor.EmbeddingBag(indices, weight, offsets, includeLastOffset: true), [3, 2], 3, 4, 0, 0, 3, 4);
        AssertNumbers(Tensor.EmbeddingBag(indices, weight, offsets, BagMode.Sum), [4, 2], 6, 8, 0, 0, 6, 8, 0, 0);
        AssertNumbers(Tensor.EmbeddingBag(indices.Reshape(2, 2), weight, mode: BagMode.Max, paddingIndex: -1), [2, 2], 1, 2, 3, 4);
        AssertNumbers(Tensor.EmbeddingBag(indices, weight, offsets, BagMode.Sum, Tensor.From([1f, 2, 3, 4]))[0], [2], 11, 14);
        Expect.Throws<ShapeException>("EmbeddingBag: indices [4] without offsets; give a matrix [bags, n], or a list and where in it each bag begins", () => Tensor.EmbeddingBag(indices, weight));
        Expect.Throws<ShapeException>("EmbeddingBag: offset 1 of bag 2 after 2, for 4 indices; offsets must not fall, nor exceed the number of indices", () => Tensor.EmbeddingBag(indices, weight, new long[] { 0, 2, 1 }));
        Expect.Throws<ArgumentException>("EmbeddingBag: factors for each row have no meaning for Mean; use BagMode.Sum", () => Tensor.EmbeddingBag(indices, weight, offsets, BagMode.Mean, Tensor.Ones(4)));
        Expect.Throws<TensorIndexException>("EmbeddingBag: index 3 at [1] of the index tensor is out of range for axis 0 of [3, 2]: indices run from 0 to 2", () => Tensor.EmbeddingBag(new long[] { 0, 3 }, weight, new long[] { 0 }));
    }

    [TestMethod]
    public void SegmentReduce_OfLengths_ReducesEachSegment()
    {
        Tensor x = Tensor.From([1.0, 2, 3, 4, 5]), lengths = new long[] { 2, 0, 2 };
        AssertNumbers(x.SegmentReduce(ScatterReduction.Mean, lengths), [3], 1.5, double.NaN, 3.5);
        AssertNumbers(x.SegmentReduce(ScatterReduction.Product, lengths), [3], 2, 1, 12);
        AssertNumbers(x.SegmentReduce(ScatterReduction.AMax, lengths, initial: 3), [3], 3, 3, 4);
        Expect.Throws<ShapeException>("SegmentReduce: the lengths [2, 0, 4] do not cut axis 0 of [5]; they must be 0 or more and add up to no more than 5", () => x.SegmentReduce(ScatterReduction.Sum, new long[] { 2, 0, 4 }));
        Expect.Throws<ShapeException>("SegmentReduce: lengths [2] for axis 1 of [1, 5]; they must be [1, segments]", () => x.Unsqueeze(0).SegmentReduce(ScatterReduction.Sum, new long[] { 2, 3 }, 1));
    }
}
