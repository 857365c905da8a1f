using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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

    [TestMethod]
    public void LargeElements_BeginWhereALineOfTheCacheDoes()
    {
        foreach (Tensor x in new[] { Tensor.Zeros([30_001]), Tensor.Ones([1_000_003]), Tensor.Randn(22_000), Tensor.Zeros([2, 300, 500]).Exp(), Tensor.Zeros([5_000_000]) })
        {
            nint address = Unsafe.ByteOffset(ref Unsafe.NullRef<float>(), ref MemoryMarshal.GetReference(x.AsReadOnlySpan<float>()));
            Assert.AreEqual(0, address % 64, $"{x.Shape}");
        }
    }

    [TestMethod]
    public void LargestArrays_BeginApartInTheirRegions()
    {
        var arrays = Enumerable.Range(0, 6).Select(_ => new LargeArray<double>(3_000_000, zeroed: false)).ToArray();
        CollectionAssert.AllItemsAreUnique(arrays.Select(array => array.Start >> 13).ToArray());
        Assert.IsTrue(arrays.All(array => array.Elements.Length - array.Start >= 3_000_000));
    }

    [TestMethod]
    public void LargeArrays_OfZeros_AreZeroFromTheirStartOn()
    {
        foreach (int length in new[] { 1, 21_249, 21_250, 5_000_000 })
        {
            var array = new LargeArray<float>(length, zeroed: true);
            Assert.IsGreaterThanOrEqualTo(length, array.Elements.Length - array.Start);
            Assert.IsFalse(array.Elements.AsSpan(array.Start, length).ContainsAnyExcept(0f));
        }
    }
}
