using CsCheck;

namespace PyDeepTensorNet.Tests.Ops.Sorting;

/// <summary>Sorts and what comes of them against LINQ's stable sort, on lines of any layout, with ties, NaN and zeros of both signs.</summary>
[TestClass]
public sealed class SortTests
{
    private static readonly double[] s_values = [-1, -0.0, 0.0, 1, 1, 2, double.NaN, double.NegativeInfinity, double.PositiveInfinity, 3e300];

    /// <summary>Rows of few different values, of any dtype, lying in memory as they are or transposed.</summary>
    private static readonly Gen<Tensor> s_matrices =
        from rows in Gen.Int[1, 4]
        from columns in Gen.Int[1, 300]
        from values in Gen.Int[0, s_values.Length - 1].Select(i => s_values[i]).Array[rows * columns]
        from transposed in Gen.Bool
        from dtype in Gen.Int[0, 4].Select(i => (DType)i)
        select (transposed ? Tensor.From(values, [columns, rows]).T : Tensor.From(values, [rows, columns])).To(dtype);

    /// <summary>The places of a row's elements in stable order, NaN last, 0 and -0 equal.</summary>
    private static long[] Order(double[] row, bool descending)
    {
        IEnumerable<int> places = Enumerable.Range(0, row.Length);
        // NaN is the largest for both: first in descending order.
        return [.. (descending
            ? places.OrderByDescending(i => double.IsNaN(row[i])).ThenByDescending(i => row[i] + 0.0)
            : places.OrderBy(i => double.IsNaN(row[i])).ThenBy(i => row[i] + 0.0)).Select(i => (long)i)];
    }

    private static IEnumerable<double[]> Rows(Tensor x) => x.To(DType.Float64).Unbind().Select(row => row.ToArray<double>());

    [TestMethod]
    public void Sort_AnyMatrix_IsTheStableOrder() => Gen.Select(s_matrices, Gen.Bool).Sample((x, descending) =>
    {
        (Tensor values, Tensor indices) = x.Sort(1, descending);
        (Tensor columnValues, Tensor columnIndices) = x.T.Sort(0, descending);
        long[] expected = [.. Rows(x).SelectMany(row => Order(row, descending))];
        CollectionAssert.AreEqual(expected, indices.ToArray<long>());
        CollectionAssert.AreEqual(expected, columnIndices.T.ToArray<long>());
        CollectionAssert.AreEqual(expected, x.ArgSort(-1, descending).ToArray<long>());
        CollectionAssert.AreEqual(Rows(values).SelectMany(row => row).ToArray(), Rows(columnValues.T).SelectMany(row => row).ToArray());
        Assert.AreEqual(x.DType, values.DType);
    });

    [TestMethod]
    public void TopK_AnyNumber_IsTheBeginningOfTheOrder() => Gen.Select(s_matrices, Gen.Bool, Gen.Int[0, 300]).Sample((x, largest, number) =>
    {
        int k = Math.Min(number, x.Shape[1]);
        CollectionAssert.AreEqual(Rows(x).SelectMany(row => Order(row, largest)[..k]).ToArray(), x.TopK(k, 1, largest).Indices.ToArray<long>());
    });

    [TestMethod]
    public void KthValue_AnyNumber_IsThatOfTheOrder() => Gen.Select(s_matrices, Gen.Int[1, 300]).Sample((x, number) =>
    {
        int k = Math.Min(number, x.Shape[1]);
        CollectionAssert.AreEqual(Rows(x).Select(row => Order(row, false)[k - 1]).ToArray(), x.KthValue(k, 1).Indices.ToArray<long>());
    });

    [TestMethod]
    public void Median_AnyMatrix_IsTheLowerMiddleOrNaN() => s_matrices.Sample(x =>
    {
        foreach ((double[] row, int i) in Rows(x).Select((row, i) => (row, i)))
        {
            double[] numbers = [.. row.Where(value => !double.IsNaN(value)).Order()];
            double middle = numbers.Length == 0 ? double.NaN : numbers[(numbers.Length - 1) / 2];
            (Tensor Values, Tensor Indices) median = x.Median(1), nan = x.NanMedian(1);
            Assert.AreEqual(numbers.Length < row.Length ? double.NaN : middle, median.Values[i].Item());
            Assert.AreEqual(middle, nan.Values[i].Item());
            Assert.AreEqual(nan.Values[i].Item(), row[nan.Indices[i].Item<int>()]);
        }
    });

    [TestMethod]
    public void Mode_AnyMatrix_IsTheMostFrequentSmallestAtItsLastPlace() => s_matrices.Sample(x =>
    {
        (Tensor values, Tensor indices) = x.Mode(1);
        foreach ((double[] row, int i) in Rows(x).Select((row, i) => (row, i)))
        {
            double[] distinct = [.. row.Select(value => value + 0.0).Distinct().OrderBy(double.IsNaN).ThenBy(value => value)];
            double mode = distinct.MaxBy(value => row.Count(other => (other + 0.0).Equals(value)));
            Assert.AreEqual(mode, values[i].Item() + 0.0);
            Assert.AreEqual(Array.FindLastIndex(row, value => (value + 0.0).Equals(mode)), indices[i].Item<int>());
        }
    });

    [TestMethod]
    public void Sort_Gradient_GoesBackToWhereTheElementsWere()
    {
        Tensor x = Tensor.From(new double[,] { { 3, 1, 2 }, { 5, 6, 4 } }), weights = Tensor.From(new double[,] { { 10, 20, 30 }, { 40, 50, 60 } });
        using var tape = new Tape();
        CollectionAssert.AreEqual(new double[] { 30, 10, 20, 50, 60, 40 }, tape.Gradient((x.Sort().Values * weights).Sum(), x).ToArray<double>());
        CollectionAssert.AreEqual(new double[] { 1, 0, 0, 1, 1, 0 }, tape.Gradient(x.TopK(2).Values[1].Sum() + x.Max(1).Values[0], x).ToArray<double>());
        CollectionAssert.AreEqual(new double[] { 0, 0, 1, 0, 0, 0 }, tape.Gradient(x[0].Median(), x).ToArray<double>());
    }

    [TestMethod]
    public void TopK_OfMany_KeepsTheFirstOfEqualOnes()
    {
        // Far more elements than are kept at a time.
        Tensor x = Tensor.From([.. Enumerable.Range(0, 10_000).Select(i => (float)(i * 7919 % 100))]);
        long[] expected = [.. Enumerable.Range(0, 10_000).Where(i => i * 7919 % 100 == 99).Take(3).Select(i => (long)i)];
        CollectionAssert.AreEqual(expected, x.TopK(3).Indices.ToArray<long>());
    }

    [TestMethod]
    public void Sorting_BadArguments_SayWhatFits()
    {
        Tensor x = Tensor.Zeros(2, 3), empty = Tensor.Zeros(2, 0);
        Expect.Throws<ShapeException>("Sort: axis 2 does not exist in [2, 3]; it must be from -2 to 1", () => x.Sort(2));
        Expect.Throws<ShapeException>("ArgSort: axis -3 does not exist in [2, 3]; it must be from -2 to 1", () => x.ArgSort(-3));
        Expect.Throws<ShapeException>("TopK: 4 elements of axis 1 of [2, 3], size 3; take from 0 to 3", () => x.TopK(4));
        Expect.Throws<ShapeException>("TopK: a 0-d tensor has one element and no axis that could become empty; take 1, or Unsqueeze(0) it", () => Tensor.Zeros().TopK(0));
        Expect.Throws<ShapeException>("KthValue: number 0 of axis 0 of [2, 3], which has 2 elements; they are counted from 1, the smallest", () => x.KthValue(0, 0));
        Expect.Throws<ShapeException>("Median: [2, 0]: axis 1 has no elements, and Median of nothing has no value; check for an empty batch, or reduce another axis", () => empty.Median(1));
        Expect.Throws<ShapeException>("Mode: [2, 0]: axis 1 has no elements, and Mode of nothing has no value; check for an empty batch, or reduce another axis", () => empty.Mode());
        Assert.AreEqual(new Shape(2, 0), empty.Sort().Values.Shape);
    }
}
