using CsCheck;

namespace PyDeepTensorNet.Tests.Ops.Indexing;

[TestClass]
public sealed class IndexSelectTests
{
    private static readonly Tensor s_x = Tensor.Arange(24.0).To(DType.Float64).Reshape(2, 3, 4);

    [TestMethod]
    public void IndexSelect_AnyAxisAndLayout_IsTheStackOfSelectedSlices() => Gen.Select(Gen.Int[0, 2], Gen.Bool, Gen.Int[0, 1].Array[1, 5]).Sample((axis, transposed, picks) =>
    {
        Tensor x = transposed ? s_x.Transpose(0, 2) : s_x;
        Tensor expected = Tensor.Stack([.. picks.Select(i => x.Select(axis, i))], axis);
        using var tape = new Tape();
        Tensor y = x.IndexSelect(axis, picks);
        Assert.AreEqual(expected.Shape, y.Shape);
        CollectionAssert.AreEqual(expected.ToArray<double>(), y.ToArray<double>());

        Tensor dx = tape.Gradient(y.Sum(), x);
        for (int i = 0; i < x.Shape[axis]; i++) Assert.IsTrue(dx.Select(axis, i).ToArray<double>().All(d => d == picks.Count(p => p == i)));
    });

    [TestMethod]
    public void IndexAdd_Duplicates_AddUp()
    {
        Tensor x = Tensor.Zeros([2, 2], DType.Float64), source = new[,] { { 1.0, 2, 3 }, { 4, 5, 6 } }, index = new[] { 1, 0, 1 };
        using var tape = new Tape();
        Tensor y = x.IndexAdd(1, index, source, alpha: 2);
        CollectionAssert.AreEqual(new[] { 4.0, 8, 10, 20 }, y.ToArray<double>());
        Tensor seed = new[,] { { 1.0, 10 }, { 100, 1000 } };
        CollectionAssert.AreEqual(new[] { 20.0, 2, 20, 2000, 200, 2000 }, tape.Gradient(y, source, seed).ToArray<double>());
    }

    [TestMethod]
    public void IndexCopy_Duplicates_LastStaysAndAloneLearns()
    {
        Tensor x = Tensor.Zeros([3, 2], DType.Float64), source = new[,] { { 1.0, 2 }, { 3, 4 } }, index = new[] { 1, 1 };
        using var tape = new Tape();
        Tensor y = x.IndexCopy(0, index, source);
        CollectionAssert.AreEqual(new[] { 0.0, 0, 3, 4, 0, 0 }, y.ToArray<double>());
        Gradients gradients = tape.Gradient(y.Sum(), [x, source]);
        CollectionAssert.AreEqual(new[] { 1.0, 1, 0, 0, 1, 1 }, gradients[x].ToArray<double>());
        CollectionAssert.AreEqual(new[] { 0.0, 0, 1, 1 }, gradients[source].ToArray<double>());
    }

    [TestMethod]
    public void IndexFill_Value_ReceivesTheSum()
    {
        Tensor x = Tensor.Zeros([2, 3], DType.Float64), value = Tensor.Full([], 5, DType.Float64);
        using var tape = new Tape();
        Tensor y = x.IndexFill(1, new[] { 0, 2 }, value);
        CollectionAssert.AreEqual(new[] { 5.0, 0, 5, 5, 0, 5 }, y.ToArray<double>());
        Gradients gradients = tape.Gradient(y.Sum(), [x, value]);
        CollectionAssert.AreEqual(new[] { 0.0, 1, 0, 0, 1, 0 }, gradients[x].ToArray<double>());
        Assert.AreEqual(4.0, gradients[value].Item());
        CollectionAssert.AreEqual(new[] { 5.0, -1, 5, 5, -1, 5 }, y.IndexFill(1, new[] { 1 }, -1).ToArray<double>());
    }

    [TestMethod]
    public void IndexSelect_EmptyAndScalar_Work()
    {
        Assert.AreEqual(new Shape(2, 0, 4), s_x.IndexSelect(1, Tensor.Zeros([0], DType.Int64)).Shape);
        Assert.AreEqual(new Shape(2, 3, 0), Tensor.Zeros(4, 3, 0).IndexSelect(0, new[] { 3, 0 }).Shape);
        Tensor scalar = 2.5;
        Assert.AreEqual(2.5, scalar.IndexSelect(0, new[] { 0 }).Item());
        Assert.AreEqual(new Shape(2, 1, 4), s_x.IndexSelect(1, Tensor.Full([], 2, DType.Int32)).Shape);
    }

    [TestMethod]
    public void Embedding_PaddingRow_IsReadButDoesNotLearn()
    {
        Tensor weight = new[,] { { 1.0, 2 }, { 3, 4 }, { 5, 6 } }, indices = new[,] { { 2, 0 }, { 2, 1 } };
        foreach (int padding in new[] { 2, -1 })
        {
            using var tape = new Tape();
            Tensor y = Tensor.Embedding(indices, weight, padding);
            Assert.AreEqual(new Shape(2, 2, 2), y.Shape);
            CollectionAssert.AreEqual(new[] { 5.0, 6, 1, 2, 5, 6, 3, 4 }, y.ToArray<double>());
            Tensor seed = Tensor.Ones([2, 2, 2], DType.Float64);
            Tensor dw = tape.Gradient(y, weight, seed, createGraph: true);
            CollectionAssert.AreEqual(new[] { 1.0, 1, 1, 1, 0, 0 }, dw.ToArray<double>());
            CollectionAssert.AreEqual(new[] { 0.0, 0, 1, 1, 0, 0, 1, 1 }, tape.Gradient(dw.Sum(), seed).ToArray<double>());
        }
    }

    [TestMethod]
    public void Embedding_RepeatedRows_AddUp()
    {
        Tensor weight = new[,] { { 1.0, 2 }, { 3, 4 } };
        using var tape = new Tape();
        Tensor y = Tensor.Embedding(new[] { 1, 1, 1 }, weight);
        CollectionAssert.AreEqual(new[] { 0.0, 0, 3, 3 }, tape.Gradient(y.Sum(), weight).ToArray<double>());
        Assert.AreEqual(new Shape(2), Tensor.Embedding(Tensor.Full([], 1, DType.Int64), weight).Shape);
    }

    [TestMethod]
    public void BadArguments_Throw_WhereAndWhat()
    {
        Check<TensorIndexException>("IndexSelect: index 3 at [1] of the index tensor is out of range for axis 1 of [2, 3, 4]: indices run from 0 to 2", () => s_x.IndexSelect(1, new[] { 0, 3 }));
        Check<ShapeException>("IndexSelect: the index [1, 1] has 2 axes; it must be a list: Flatten it, or use Gather or Scatter with an index for each element", () => s_x.IndexSelect(1, new[,] { { 0 } }));
        Check<ShapeException>("IndexSelect: a 0-d tensor takes one index, not the 2 of [2]; Reshape it to [1] first", () => Tensor.Ones().IndexSelect(0, new[] { 0, 0 }));
        Check<ShapeException>("IndexAdd: the source [2, 2, 4] does not fit: 1 slices of [2, 3, 4] along axis 1 are [2, 1, 4]", () => s_x.IndexAdd(1, new[] { 0 }, Tensor.Zeros([2, 2, 4], DType.Float64)));
        Check<ShapeException>("IndexFill: the value [2] must be 0-d; use IndexCopy for different values", () => s_x.IndexFill(1, new[] { 0 }, new[] { 1.0, 2 }));
        Check<TensorIndexException>("Embedding: index 9 at [1, 0] of the index tensor is out of range for axis 0 of [3, 2]: indices run from 0 to 2", () => Tensor.Embedding(new[,] { { 0 }, { 9 } }, Tensor.Zeros(3, 2)));
        Check<ShapeException>("Embedding: the weight [3] has 1 axes; it must be a matrix [rows, features]", () => Tensor.Embedding(new[] { 0 }, Tensor.Zeros(3)));
        Check<ShapeException>("Embedding: the padding index 3 is no row of the weight [3, 2]; it must be from -3 to 2", () => Tensor.Embedding(new[] { 0 }, Tensor.Zeros(3, 2), 3));

        static void Check<TException>(string message, Action call) where TException : Exception => Assert.AreEqual(message, Assert.ThrowsExactly<TException>(call).Message);
    }
}
