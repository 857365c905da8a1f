namespace PyDeepTensorNet.Tests.Tensors;

/// <summary>Few elements lie in the storage object itself, more in an array; nobody can tell.</summary>
[TestClass]
public sealed class StorageTests
{
    [TestMethod]
    public void EveryLength_HoldsItsElementsApart()
    {
        foreach (DType dtype in Enum.GetValues<DType>())
        {
            // Interleaved, so that a storage that reached too far would write into its neighbour.
            Tensor[] tensors = [.. Enumerable.Range(0, 80).Select(length => Tensor.Zeros([length], dtype))];
            for (int i = 0; i < tensors.Length; i++) tensors[i].Fill_(i % 2);
            GC.Collect();
            for (int i = 0; i < tensors.Length; i++) CollectionAssert.AreEqual(Enumerable.Repeat((double)(i % 2), i).ToArray(), tensors[i].To(DType.Float64).ToArray<double>(), $"{dtype} {i}");
        }
    }

    [TestMethod]
    public void Views_OfEveryLength_ShareTheMemory()
    {
        for (int length = 1; length < 40; length++)
        {
            Tensor x = Tensor.Zeros([length], DType.Float64), last = x[^1..];
            last.Fill_(length);
            Assert.AreEqual((double)length, x[length - 1].Item());
            Assert.AreEqual(length - 1.0, x.Eq(0).Sum().Item());
            Assert.AreEqual((double)length, x.AsReadOnlyTensorSpan<double>()[length - 1]);
        }
    }

    [TestMethod]
    public void Elements_MoveWithTheirObject()
    {
        Tensor[] kept = [.. Enumerable.Range(0, 2000).Select(i => Tensor.Full([4], i, DType.Float64))];
        for (int i = 0; i < kept.Length; i += 2) kept[i] = kept[i] + 1;
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        for (int i = 0; i < kept.Length; i++) Expect.Values(kept[i], i % 2 == 0 ? [i + 1, i + 1, i + 1, i + 1] : [i, i, i, i]);
    }
}
