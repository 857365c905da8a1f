using System.Collections;

namespace PyDeepTensorNet.Data;

/// <summary>
/// The batches of a dataset; each <c>foreach</c> over it is an epoch. Shuffled, each epoch has its own order, a function of the seed and the epoch's number alone, so that a run can be
/// repeated and resumed.
/// </summary>
public sealed class DataLoader : IEnumerable<Batch>
{
    private readonly bool _shuffle, _dropLast;
    private readonly ulong _seed;

    /// <summary>A loader of batches.</summary>
    /// <param name="dataset">The samples.</param>
    /// <param name="batchSize">How many a batch has.</param>
    /// <param name="shuffle">Whether their order is random.</param>
    /// <param name="seed">Decides the orders.</param>
    /// <param name="dropLast">Whether a last batch with fewer samples is left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is not positive.</exception>
    public DataLoader(IDataset dataset, int batchSize = 1, bool shuffle = false, ulong seed = 0, bool dropLast = false)
    {
        if (batchSize <= 0) throw new ArgumentOutOfRangeException(nameof(batchSize), $"DataLoader: batch size {batchSize} must be 1 or more");
        (Dataset, BatchSize, _shuffle, _seed, _dropLast) = (dataset, batchSize, shuffle, seed, dropLast);
    }

    /// <summary>The samples.</summary>
    public IDataset Dataset { get; }

    /// <summary>Samples in a batch.</summary>
    public int BatchSize { get; }

    /// <summary>Batches in an epoch.</summary>
    public int Count => _dropLast ? Dataset.Count / BatchSize : (int)(((long)Dataset.Count + BatchSize - 1) / BatchSize);

    /// <summary>The number of the epoch that comes next; set it to resume.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a negative number.</exception>
    public int Epoch
    {
        get;
        set => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), $"DataLoader: epoch {value} is negative");
    }

    /// <summary>The batches of epoch <see cref="Epoch"/>, which counts on.</summary>
    public IEnumerator<Batch> GetEnumerator() => Batches(Epoch++).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The batches of one epoch, whatever comes next.</summary>
    public IEnumerable<Batch> Batches(int epoch)
    {
        int samples = Dataset.Count;
        Tensor order = Order(epoch, samples);
        for (int batch = 0; batch < Count; batch++)
        {
            int start = batch * BatchSize;
            yield return Take(order, start, Math.Min(BatchSize, samples - start));
        }
    }

    private Tensor Order(int epoch, int samples)
    {
        using Recycler.Scope ordinary = Recycler.Suspend();
        // Each epoch draws from a stretch of its own of the seed's sequence.
        return _shuffle
            ? Tensor.RandPerm(samples, generator: new Generator(_seed) { State = new(_seed, (ulong)epoch << 32) })
            : Tensor.Arange(0L, samples);
    }

    private Batch Take(Tensor order, int start, int count)
    {
        // A batch is asked for before the tape is reset whose step it is for.
        using Recycler.Scope ordinary = Recycler.Suspend();
        return Dataset.Take(order.Narrow(0, start, count));
    }
}
