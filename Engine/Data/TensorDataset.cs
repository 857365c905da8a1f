namespace PyDeepTensorNet.Data;

/// <summary>Samples held in tensors: sample i is row i of each.</summary>
public sealed class TensorDataset : IDataset
{
    private readonly Tensor[] _tensors;

    /// <summary>A dataset of tensors with first axes of one length, as a rule the inputs and the targets.</summary>
    /// <exception cref="ShapeException">There is no tensor, one is 0-d, or the first sizes differ.</exception>
    public TensorDataset(params ReadOnlySpan<Tensor> tensors)
    {
        if (tensors.IsEmpty) throw new ShapeException("TensorDataset: there is no tensor; pass the inputs and the targets");
        for (int i = 0; i < tensors.Length; i++)
        {
            if (tensors[i].Rank == 0) throw new ShapeException($"TensorDataset: tensor {i} is 0-d and has no samples; give it a first axis with Unsqueeze(0)");
            if (tensors[i].Shape[0] != tensors[0].Shape[0]) throw new ShapeException($"TensorDataset: tensor 0 is {tensors[0].Shape} and tensor {i} is {tensors[i].Shape}: {tensors[0].Shape[0]} and {tensors[i].Shape[0]} samples; the first sizes must agree");
        }
        _tensors = tensors.ToArray();
    }

    /// <summary>The tensors.</summary>
    public IReadOnlyList<Tensor> Tensors => _tensors;

    /// <inheritdoc/>
    public int Count => _tensors[0].Shape[0];

    /// <inheritdoc/>
    public Batch Take(Tensor indices) => new(Rows(indices));

    /// <summary>Two datasets of the samples in random order: <paramref name="testShare"/> of them, rounded, to test with, and the rest to train on.</summary>
    /// <param name="testShare">From 0 to 1.</param>
    /// <param name="seed">The same seed splits in the same way.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not from 0 to 1.</exception>
    public (TensorDataset Train, TensorDataset Test) TrainTestSplit(double testShare = 0.2, ulong seed = 0)
    {
        if (testShare is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(testShare), $"TrainTestSplit: the share {testShare} must be from 0 to 1");
        int test = (int)Math.Round(testShare * Count, MidpointRounding.AwayFromZero);
        Tensor order = Tensor.RandPerm(Count, generator: new Generator(seed));
        return (new(Rows(order.Narrow(0, test, Count - test))), new(Rows(order.Narrow(0, 0, test))));
    }

    private Tensor[] Rows(Tensor indices) => [.. _tensors.Select(tensor => tensor.IndexSelect(0, indices))];
}
