namespace PyDeepTensorNet.Tests.Ops.Sorting;

[TestClass]
public sealed class SearchSortedTests
{
    [TestMethod]
    public void SearchSorted_OnBothSides_CountsWhatComesBefore()
    {
        Tensor row = Tensor.From([-1.0, 0, 0, 2, double.NaN]), values = Tensor.From(new double[,] { { -0.0, 2 }, { double.NaN, -5 } });
        AssertNumbers(row.SearchSorted(values), [2, 2], 1, 3, 4, 0);
        AssertNumbers(row.SearchSorted(values, right: true), [2, 2], 3, 4, 5, 0);
        AssertNumbers(values.Bucketize(row, right: true), [2, 2], 3, 4, 5, 0);
        AssertNumbers(Tensor.Arange(4).SearchSorted(1.5), [], 2);
        Tensor rows = Tensor.From(new float[,] { { 3, 1, 2 }, { 6, 5, 4 } });
        AssertNumbers(rows.SearchSorted(Tensor.From(new float[,] { { 2.5f }, { 4 } }), sorter: rows.ArgSort()), [2, 1], 2, 0);
    }

    [TestMethod]
    public void SearchSorted_BadArguments_SayWhatFits()
    {
        Tensor rows = Tensor.Ones(2, 3);
        Expect.Throws<ShapeException>("SearchSorted: values [3] for rows [2, 3]: all axes but the last must agree; only a single row takes values of any shape", () => rows.SearchSorted(Tensor.Ones(3)));
        Expect.Throws<ShapeException>("SearchSorted: sorter [3] for rows [2, 3]; it must have a place for each element", () => rows.SearchSorted(rows, sorter: Tensor.Arange(3)));
        Expect.Throws<ShapeException>("Bucketize: the boundaries [2, 3] have 2 axes; give a list, or use SearchSorted for rows", () => rows.Bucketize(rows));
        Expect.Throws<DTypeException>("Bucketize: float64[1] and float32[2, 3] differ in precision, and nothing is widened silently; cast one, say with To(DType.Float32)", () => rows.Bucketize(Tensor.Ones([1], DType.Float64)));
    }

    [TestMethod]
    public void IsIn_OfNumbers_FindsBothZerosAndNoNaN()
    {
        Tensor x = Tensor.From([-0.0, 1, double.NaN]);
        AssertNumbers(x.IsIn(Tensor.From([0, double.NaN, 5])), [3], 1, 0, 0);
        AssertNumbers(x.IsIn(Tensor.From([0, double.NaN, 5]), invert: true), [3], 0, 1, 1);
        AssertNumbers(Tensor.From([-1L, long.MaxValue]).IsIn(Tensor.From([-1L])), [2], 1, 0);
        AssertNumbers(((Tensor)new[] { true, false }).IsIn(new[] { true }), [2], 1, 0);
    }

    [TestMethod]
    public void Unique_OfElementsAndSlices_CountsThem()
    {
        Tensor x = Tensor.From(new[] { 3L, 1, 3, 3, 2, 2 }, [2, 3]);
        (Tensor values, Tensor inverse, Tensor counts) = x.Unique();
        AssertNumbers(values, [3], 1, 2, 3);
        AssertNumbers(inverse, [2, 3], 2, 0, 2, 2, 1, 1);
        AssertNumbers(counts, [3], 1, 2, 3);
        (Tensor slices, Tensor place, Tensor times) = Tensor.From(new[] { 2f, 1, 2, 1, 5, 1 }, [2, 3]).T.Unique(0);
        AssertNumbers(slices, [2, 2], 1, 5, 2, 1);
        AssertNumbers(place, [3], 1, 0, 1);
        AssertNumbers(times, [2], 1, 2);
        (Tensor runs, Tensor run, Tensor lengths) = x.UniqueConsecutive();
        AssertNumbers(runs, [4], 3, 1, 3, 2);
        AssertNumbers(run, [2, 3], 0, 1, 2, 2, 3, 3);
        AssertNumbers(lengths, [4], 1, 1, 2, 2);
        Assert.AreEqual(1, Tensor.From([double.NaN, double.NaN]).Unique().Values.ElementCount);
    }

    [TestMethod]
    public void Histc_CountsWhatLiesWithin()
    {
        Tensor x = Tensor.From([-1.0, 0, 0.5, 1, 2, double.NaN]);
        AssertNumbers(x.Histc(2, 0, 1), [2], 1, 2);
        AssertNumbers(Tensor.Ones(3).Histc(2), [2], 0, 3);
        Expect.Throws<ArgumentException>("Histc: 0 intervals; ask for 1 or more", () => x.Histc(0));
        Expect.Throws<ArgumentException>("Histc: from 2 to 1 is no interval; give finite bounds, the smaller one first", () => x.Histc(2, 2, 1));
    }
}
