namespace PyDeepTensorNet.Tests.Ops.Indexing;

[TestClass]
public sealed class TakeTests
{
    private static readonly Tensor s_x = new[,] { { 1.0, 2, 3 }, { 4, 5, 6 } };

    [TestMethod]
    public void Take_NegativeIndices_CountFromTheEnd()
    {
        using var tape = new Tape();
        Tensor y = s_x.T.Take(new[,] { { -1, 0 }, { 1, -1 } });
        // The transpose in row-major order is 1 4 2 5 3 6.
        CollectionAssert.AreEqual(new[] { 6.0, 1, 4, 6 }, y.ToArray<double>());
        CollectionAssert.AreEqual(new[] { 1.0, 0, 0, 1, 0, 2 }, tape.Gradient(y.Sum(), s_x).ToArray<double>());
    }

    [TestMethod]
    public void Put_WithAndWithoutAccumulate()
    {
        Tensor source = new[] { 10.0, 20, 30 }, index = new[] { 0, -1, 0 };
        using var tape = new Tape();
        Tensor put = s_x.Put(index, source), sum = s_x.Put(index, source, accumulate: true);
        CollectionAssert.AreEqual(new[] { 30.0, 2, 3, 4, 5, 20 }, put.ToArray<double>());
        CollectionAssert.AreEqual(new[] { 41.0, 2, 3, 4, 5, 26 }, sum.ToArray<double>());
        CollectionAssert.AreEqual(new[] { 0.0, 1, 1 }, tape.Gradient(put.Sum(), source).ToArray<double>());
        CollectionAssert.AreEqual(new[] { 1.0, 1, 1 }, tape.Gradient(sum.Sum(), source).ToArray<double>());
        CollectionAssert.AreEqual(new[] { 0.0, 1, 1, 1, 1, 0 }, tape.Gradient(put.Sum(), s_x).ToArray<double>());
    }

    [TestMethod]
    public void MaskedSelect_Broadcasts_AndGradientGoesBack()
    {
        using var tape = new Tape();
        Tensor y = s_x.MaskedSelect(new[] { true, false, true });
        CollectionAssert.AreEqual(new[] { 1.0, 3, 4, 6 }, y.ToArray<double>());
        CollectionAssert.AreEqual(new[] { 2.0, 0, 6, 8, 0, 12 }, tape.Gradient(y.Square().Sum(), s_x).ToArray<double>());
        Tensor row = new[] { 1.0, 2 };
        Tensor z = row.MaskedSelect(new[,] { { true, true }, { false, true } });
        CollectionAssert.AreEqual(new[] { 1.0, 2, 2 }, z.ToArray<double>());
        CollectionAssert.AreEqual(new[] { 1.0, 2 }, tape.Gradient(z.Sum(), row).ToArray<double>());
    }

    [TestMethod]
    public void Nonzero_Coordinates_InOrder()
    {
        Tensor x = new[,] { { 0f, float.NaN }, { -1, 0 }, { 0, -0f } };
        CollectionAssert.AreEqual(new long[] { 0, 1, 1, 0 }, x.Nonzero().ToArray<long>());
        CollectionAssert.AreEqual(new long[] { 0, 1, 1, 0 }, x.T.Nonzero().ToArray<long>());
        Assert.AreEqual(new Shape(2, 2), x.Nonzero().Shape);
        Assert.AreEqual(new Shape(0, 3), Tensor.Zeros(2, 0, 4).Nonzero().Shape);
        Assert.AreEqual(new Shape(1, 0), Tensor.Ones().Nonzero().Shape);
    }

    [TestMethod]
    public void OneHot_Classes_MakeRows()
    {
        Tensor classes = new[,] { { 1 }, { 0 } };
        Tensor y = classes.OneHot();
        Assert.AreEqual(new Shape(2, 1, 2), y.Shape);
        CollectionAssert.AreEqual(new long[] { 0, 1, 1, 0 }, y.ToArray<long>());
        Assert.AreEqual(new Shape(0, 4), Tensor.Zeros([0], DType.Int64).OneHot(4).Shape);
    }

    [TestMethod]
    public void Bincount_CountsAndWeights()
    {
        Tensor x = new[] { 1, 3, 1 };
        CollectionAssert.AreEqual(new long[] { 0, 2, 0, 1 }, x.Bincount().ToArray<long>());
        CollectionAssert.AreEqual(new long[] { 0, 2, 0, 1, 0 }, x.Bincount(minLength: 5).ToArray<long>());
        Tensor weights = new[] { 0.5f, 2, 0.25f };
        using var tape = new Tape();
        Tensor y = x.Bincount(weights);
        CollectionAssert.AreEqual(new[] { 0, 0.75f, 0, 2 }, y.ToArray<float>());
        CollectionAssert.AreEqual(new[] { 1.5f, 4, 1.5f }, tape.Gradient(y.Square().Sum(), weights).ToArray<float>());
        CollectionAssert.AreEqual(new[] { 0.0, 5 }, Tensor.From(new[] { 1, 1 }).Bincount(new[] { 2, 3 }).ToArray<double>());
    }

    [TestMethod]
    public void BadArguments_Throw_WhereAndWhat()
    {
        Check<TensorIndexException>("Take: index 6 at [1] of the index tensor is out of range for the elements of [2, 3]: indices run from -6 to 5", () => s_x.Take(new[] { 0, 6 }));
        Check<TensorIndexException>("Take: index -7 at [0] of the index tensor is out of range for the elements of [2, 3]: indices run from -6 to 5", () => s_x.Take(new[] { -7 }));
        Check<ShapeException>("Put: 2 indices [2] and 1 elements [1]; give as many of one as of the other", () => s_x.Put(new[] { 0, 1 }, new[] { 1.0 }));
        Check<DTypeException>("MaskedSelect: the mask int32[1] must be bool; compare it, say with Ne(0), or use Take for indices", () => s_x.MaskedSelect(new[] { 1 }));
        Check<TensorIndexException>("OneHot: class 3 at [1] is out of range: classes run from 0 to 2; give a larger numClasses", () => Tensor.From(new[] { 0, 3 }).OneHot(3));
        Check<TensorIndexException>("OneHot: class -1 at [0] is out of range: classes run from 0 to 1", () => Tensor.From(new[] { -1, 1 }).OneHot());
        Check<ShapeException>("OneHot: [0] holds no class to infer their number from; give numClasses", () => Tensor.Zeros([0], DType.Int64).OneHot());
        Check<DTypeException>("OneHot: the index float32[2] must be int64 or int32; cast it with To(DType.Int64)", () => Tensor.Zeros(2).OneHot());
        Check<TensorIndexException>("Bincount: -2 at [1] is out of range; numbers run from 0 to 2147483590", () => Tensor.From(new[] { 0, -2 }).Bincount());
        Check<ShapeException>("Bincount: [2, 3] has 2 axes; it counts in a list, Flatten it", () => s_x.Bincount());

        static void Check<TException>(string message, Action call) where TException : Exception => Assert.AreEqual(message, Assert.ThrowsExactly<TException>(call).Message);
    }
}
