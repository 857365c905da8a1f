using PyDeepTensorNet.Data;

namespace PyDeepTensorNet.Tests.Data;

[TestClass]
public sealed class DataTests
{
    /// <summary>Sample i is the row (i, i + 0.5) with the target i.</summary>
    private static TensorDataset Numbers(int count)
    {
        Tensor y = Tensor.Arange(0L, count);
        return new(Tensor.Stack([y.To(DType.Float32), y.To(DType.Float32) + 0.5], 1), y);
    }

    private static long[] Order(IEnumerable<Batch> batches) => [.. batches.SelectMany(batch => batch[1].ToArray<long>())];

    [TestMethod]
    public void Loader_InOrder_GivesEachSampleOnce()
    {
        var loader = new DataLoader(Numbers(10), batchSize: 4);
        Assert.AreEqual(3, loader.Count);
        Batch[] batches = [.. loader];
        CollectionAssert.AreEqual(new[] { 4, 4, 2 }, batches.Select(batch => batch.Size).ToArray());
        CollectionAssert.AreEqual(Enumerable.Range(0, 10).Select(i => (long)i).ToArray(), Order(batches));
    }

    [TestMethod]
    public void Loader_Shuffled_GivesEachSampleOnceWithItsTarget()
    {
        foreach (var (x, y) in new DataLoader(Numbers(100), batchSize: 7, shuffle: true, seed: 3))
        {
            Assert.AreEqual(DType.Float32, x.DType);
            for (int i = 0; i < y.Shape[0]; i++)
            {
                float label = y.ToArray<long>()[i];
                CollectionAssert.AreEqual(new[] { label, label + 0.5f }, x.Select(0, i).ToArray<float>());
            }
        }
        long[] order = Order(new DataLoader(Numbers(100), batchSize: 7, shuffle: true, seed: 3));
        CollectionAssert.AreNotEqual(order.Order().ToArray(), order);
        CollectionAssert.AreEqual(Enumerable.Range(0, 100).Select(i => (long)i).ToArray(), order.Order().ToArray());
    }

    [TestMethod]
    public void Loader_EachEpoch_HasAnOrderOfItsOwn_ThatSeedAndEpochDecide()
    {
        DataLoader first = new(Numbers(50), 8, shuffle: true, seed: 1), second = new(Numbers(50), 8, shuffle: true, seed: 1), other = new(Numbers(50), 8, shuffle: true, seed: 2);
        long[] epoch0 = Order(first), epoch1 = Order(first);
        CollectionAssert.AreNotEqual(epoch0, epoch1);
        CollectionAssert.AreNotEqual(epoch0, Order(other));
        Assert.AreEqual(2, first.Epoch);
        CollectionAssert.AreEqual(epoch1, Order(second.Batches(1)));
        Assert.AreEqual(0, second.Epoch);
        second.Epoch = 1;
        CollectionAssert.AreEqual(epoch1, Order(second));
    }

    [TestMethod]
    public void Loader_DroppingTheLast_LeavesOutAShortBatch()
    {
        var loader = new DataLoader(Numbers(10), 4, dropLast: true);
        Assert.AreEqual(2, loader.Count);
        Assert.HasCount(8, Order(loader));
        Assert.HasCount(10, Order(new DataLoader(Numbers(10), 5, dropLast: true)));
    }

    [TestMethod]
    public void Loader_OfNoSamples_HasNoBatches() => Assert.IsEmpty(new DataLoader(Numbers(0), 4, shuffle: true).ToArray());

    [TestMethod]
    public void Loader_OfSettingsOutOfRange_Throws()
    {
        Assert.AreEqual("DataLoader: batch size 0 must be 1 or more (Parameter 'batchSize')", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new DataLoader(Numbers(1), 0)).Message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new DataLoader(Numbers(1)) { Epoch = -1 });
    }

    [TestMethod]
    public void Dataset_OfDifferentLengths_Throws()
    {
        var error = Assert.ThrowsExactly<ShapeException>(() => new TensorDataset(Tensor.Zeros(3, 2), Tensor.Zeros(4)));
        Assert.AreEqual("TensorDataset: tensor 0 is [3, 2] and tensor 1 is [4]: 3 and 4 samples; the first sizes must agree", error.Message);
        error = Assert.ThrowsExactly<ShapeException>(() => new TensorDataset(Tensor.Zeros()));
        Assert.AreEqual("TensorDataset: tensor 0 is 0-d and has no samples; give it a first axis with Unsqueeze(0)", error.Message);
        error = Assert.ThrowsExactly<ShapeException>(() => new TensorDataset());
        Assert.AreEqual("TensorDataset: there is no tensor; pass the inputs and the targets", error.Message);
    }

    [TestMethod]
    public void TrainTestSplit_DealsEachSampleOnce()
    {
        var (train, test) = Numbers(11).TrainTestSplit(0.3, seed: 5);
        Assert.AreEqual(8, train.Count);
        Assert.AreEqual(3, test.Count);
        long[] all = [.. train.Tensors[1].ToArray<long>(), .. test.Tensors[1].ToArray<long>()];
        CollectionAssert.AreEqual(Enumerable.Range(0, 11).Select(i => (long)i).ToArray(), all.Order().ToArray());
        CollectionAssert.AreNotEqual(all.Order().ToArray(), all);
        CollectionAssert.AreEqual(test.Tensors[1].ToArray<long>(), Numbers(11).TrainTestSplit(0.3, seed: 5).Test.Tensors[1].ToArray<long>());
    }

    [TestMethod]
    [DataRow(0.0, 0)]
    [DataRow(1.0, 4)]
    public void TrainTestSplit_OfAllOrNothing_Works(double share, int tests)
    {
        var (train, test) = Numbers(4).TrainTestSplit(share);
        Assert.AreEqual(tests, test.Count);
        Assert.AreEqual(4 - tests, train.Count);
    }

    [TestMethod]
    public void TrainTestSplit_OfNoShare_Throws() =>
        Assert.AreEqual("TrainTestSplit: the share 1.5 must be from 0 to 1 (Parameter 'testShare')", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Numbers(4).TrainTestSplit(1.5)).Message);

    [TestMethod]
    public void Batch_TakenApart_ChecksTheNumberOfTensors()
    {
        Tensor a = Tensor.Zeros(2), b = Tensor.Zeros(2, 3), c = Tensor.Zeros(2, 1);
        var (x, y, z) = new Batch(a, b, c);
        CollectionAssert.AreEqual(new[] { a, b, c }, new[] { x, y, z });
        var error = Assert.ThrowsExactly<ShapeException>(() =>
        {
            var (p, q) = new Batch(a, b, c);
        });
        Assert.AreEqual("Batch: 3 tensors, of shapes [2], [2, 3], [2, 1], do not go into 2 variables; take them by number, batch[0]", error.Message);
    }
}
