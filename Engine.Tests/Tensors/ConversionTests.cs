using System.Numerics.Tensors;

namespace PyDeepTensorNet.Tests.Tensors;

[TestClass]
public sealed class ConversionTests
{
    [TestMethod]
    public void Scalars_BecomeZeroAxes_AndComeBack()
    {
        Tensor single = 1.5f, number = 2.5, whole = 3, large = 1L << 40, truth = true;
        Assert.AreEqual(1.5f, (float)single);
        Assert.AreEqual(2.5, (double)number);
        Assert.AreEqual(3, (int)whole);
        Assert.AreEqual(1L << 40, (long)large);
        Assert.IsTrue((bool)truth);
        CollectionAssert.AreEqual(new[] { DType.Float32, DType.Float64, DType.Int32, DType.Int64, DType.Bool }, new[] { single, number, whole, large, truth }.Select(t => t.DType).ToArray());
        foreach (Tensor t in new[] { single, number, whole, large, truth }) Assert.AreEqual(Shape.Scalar, t.Shape);
        Assert.ThrowsExactly<OverflowException>(() => (int)large);
    }

    [TestMethod]
    public void Scalars_InArithmetic_TakeTheTensorsDType()
    {
        foreach (DType dtype in new[] { DType.Float32, DType.Float64 })
        {
            Tensor x = Tensor.Ones([2], dtype), y = 2.5;
            Assert.AreEqual(dtype, (x * y).DType);
            Assert.AreEqual(dtype, (y * x).DType);
        }
    }

    [TestMethod]
    public void Item_NotOneElement_Throws() =>
        Assert.AreEqual("Item: [2] has 2 elements, not one; reduce it (Sum, Mean) or index it first", Assert.ThrowsExactly<ShapeException>(() => (float)Tensor.Zeros(2)).Message);

    [TestMethod]
    public void Arrays_OfAnyRank_KeepTheirOrder()
    {
        Check(new[] { 1f, 2, 3 }, new float[] { 1, 2, 3 }, 3);
        Check(new[,] { { 1.0, 2 }, { 3, 4 }, { 5, 6 } }, new double[] { 1, 2, 3, 4, 5, 6 }, 3, 2);
        Check(new[, ,] { { { 1f, 2 } }, { { 3, 4 } } }, new float[] { 1, 2, 3, 4 }, 2, 1, 2);
        Check(new[, , ,] { { { { 1.0 } } }, { { { 2 } } } }, new[] { 1.0, 2 }, 2, 1, 1, 1);
        Check(new[,] { { 1, 2 } }, new[] { 1, 2 }, 1, 2);
        Check(new[,] { { 1L }, { 2 } }, new[] { 1L, 2 }, 2, 1);
        Check(new[,] { { true, false } }, new[] { true, false }, 1, 2);
        Check(Tensor.From(new int[,,,,] { { { { { 1, 2 } } } } }), new[] { 1, 2 }, 1, 1, 1, 1, 2);

        static void Check<T>(Tensor x, T[] values, params int[] shape) where T : unmanaged
        {
            Assert.AreEqual(new Shape(shape), x.Shape);
            CollectionAssert.AreEqual(values, x.ToArray<T>());
        }
    }

    [TestMethod]
    public void JaggedArrays_EqualRows_BecomeAxes()
    {
        Tensor matrix = new[] { new[] { 1f, 2 }, [3, 4], [5, 6] };
        Assert.AreEqual(new Shape(3, 2), matrix.Shape);
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 4, 5, 6 }, matrix.ToArray<float>());
        Tensor cube = new[] { new[] { new[] { 1f }, [2] }, [[3], [4]] };
        Assert.AreEqual(new Shape(2, 2, 1), cube.Shape);
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 4 }, cube.ToArray<float>());
        Tensor none = Array.Empty<double[]>();
        Assert.AreEqual(0, none.ElementCount);
    }

    [TestMethod]
    public void JaggedArrays_Ragged_Throw()
    {
        Expect.Throws<ShapeException>("From: the jagged array is ragged at depth 1: a row has 1 elements, the first has 2; pad the rows to one length", () => Tensor.From(new int[][] { [1, 2], [3] }));
        Expect.Throws<ShapeException>("From: the jagged array is ragged at depth 1: a row has 1 elements, the first has 0; pad the rows to one length", () => Tensor.From(new int[][] { [], [3] }));
        Expect.Throws<ShapeException>("From: the jagged array is ragged at depth 2: a row has 1 elements, the first has 2; pad the rows to one length", () => Tensor.From(new float[][][] { [[1, 2]], [[3]] }));
        Expect.Throws<ArgumentException>("From: the jagged array has a row at depth 1 that is null; give each row its elements", () => Tensor.From(new float[][] { [1], null! }));
        Expect.Throws<ArgumentException>("From: the jagged array has a row at depth 1 that is null; give each row its elements", () => Tensor.From(new float[2][]));
    }

    [TestMethod]
    public void OtherElementTypes_Throw()
    {
        Assert.AreEqual("From: no dtype stores Byte; use an array of float, double, long, int or bool", Assert.ThrowsExactly<DTypeException>(() => Tensor.From(new byte[,] { { 1 } })).Message);
        Assert.AreEqual("Int16: no dtype stores it; use float, double, long, int or bool", Assert.ThrowsExactly<DTypeException>(() => Tensor.From(new short[] { 1 })).Message);
    }

    [TestMethod]
    public void From_Copies_WrapShares()
    {
        float[] data = [1, 2, 3, 4];
        Tensor copy = Tensor.From(data, [2, 2]), implied = data, shared = Tensor.Wrap(data, [2, 2]);
        data[0] = 9;
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 4 }, copy.ToArray<float>());
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 4 }, implied.ToArray<float>());
        CollectionAssert.AreEqual(new float[] { 9, 2, 3, 4 }, shared.ToArray<float>());
        shared.Fill_(7);
        CollectionAssert.AreEqual(new float[] { 7, 7, 7, 7 }, data);
        Assert.AreEqual("Wrap: 4 values do not fill [3], which has 3 elements", Assert.ThrowsExactly<ShapeException>(() => Tensor.Wrap(data, [3])).Message);
        Assert.AreEqual("From: 4 values do not fill [5], which has 5 elements", Assert.ThrowsExactly<ShapeException>(() => Tensor.From(data, [5])).Message);
    }

    [TestMethod]
    public void Spans_SeeTheMemory()
    {
        Tensor x = Tensor.From<float>([1, 2, 3, 4], [2, 2]);
        x.AsSpan<float>()[3] = 8;
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 8 }, x.AsReadOnlySpan<float>().ToArray());
        CollectionAssert.AreEqual(new float[] { 3, 8 }, x.Select(0, 1).AsReadOnlySpan<float>().ToArray());
        CollectionAssert.AreEqual(new float[] { 1, 3, 2, 8 }, x.T.ToArray<float>());
        Assert.AreEqual("AsSpan: the view [2, 2] has strides [1, 2] and is not contiguous; call Contiguous() first, or ToArray<float>() for a copy", Assert.ThrowsExactly<ShapeException>(() => _ = x.T.AsSpan<float>()).Message);
        Assert.AreEqual("AsReadOnlySpan: the tensor float32[2, 2] does not hold float64; take AsReadOnlySpan<float>() or cast with To(DType.Float64)", Assert.ThrowsExactly<DTypeException>(() => _ = x.AsReadOnlySpan<double>()).Message);
        Assert.AreEqual("ToArray: the tensor float32[2, 2] does not hold int32; take ToArray<float>() or cast with To(DType.Int32)", Assert.ThrowsExactly<DTypeException>(() => _ = x.ToArray<int>()).Message);
    }

    [TestMethod]
    public void TensorSpans_SeeTheMemory_InAnyLayout()
    {
        Tensor x = Tensor.From<double>([1, 2, 3, 4, 5, 6], [2, 3]);
        ReadOnlyTensorSpan<double> transposed = x.T.AsReadOnlyTensorSpan<double>();
        CollectionAssert.AreEqual(new nint[] { 3, 2 }, transposed.Lengths.ToArray());
        Assert.AreEqual(6.0, transposed[2, 1]);
        TensorSpan<double> column = x.Select(1, 1).AsTensorSpan<double>();
        column[1] = 50;
        CollectionAssert.AreEqual(new[] { 1.0, 2, 3, 4, 50, 6 }, x.ToArray<double>());
        ReadOnlyTensorSpan<double> repeated = x.Narrow(0, 1, 1).Expand(4, 3).AsReadOnlyTensorSpan<double>();
        Assert.AreEqual(50.0, repeated[3, 1]);
        Assert.AreEqual("AsTensorSpan: the tensor float64[2, 3] does not hold float32; take AsTensorSpan<double>() or cast with To(DType.Float32)", Assert.ThrowsExactly<DTypeException>(() => _ = x.AsTensorSpan<float>()).Message);
    }

    [TestMethod]
    public void TensorSpans_RoundTrip_EveryLayout()
    {
        Tensor x = Tensor.Arange(24.0).Reshape(2, 3, 4);
        foreach (Tensor view in new[] { x, x.Transpose(0, 2), x.Slice(2, 1, 4, 2), x.Select(1, 2), x.Narrow(1, 0, 1), x.Narrow(1, 0, 1).Expand(2, 5, 4), Tensor.Zeros(2, 0, 3) })
        {
            Tensor back = Tensor.From(view.AsReadOnlyTensorSpan<float>());
            Assert.AreEqual(view.Shape, back.Shape);
            CollectionAssert.AreEqual(view.ToArray<float>(), back.ToArray<float>());
        }
        Tensor scalar = Tensor.Full([], 3);
        Assert.AreEqual(3f, scalar.AsReadOnlyTensorSpan<float>()[0]);
    }

    [TestMethod]
    public void DotNetTensors_AreTaken()
    {
        Tensor<int> theirs = System.Numerics.Tensors.Tensor.Create([1, 2, 3, 4, 5, 6], [3, 2]);
        Tensor x = PyDeepTensorNet.Tensor.From<int>(theirs);
        Assert.AreEqual(new Shape(3, 2), x.Shape);
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 4, 5, 6 }, x.ToArray<int>());
    }
}
