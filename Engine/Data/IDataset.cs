namespace PyDeepTensorNet.Data;

/// <summary>Samples by number. A <see cref="DataLoader"/> asks for several at once, so that a batch is gathered in one go.</summary>
public interface IDataset
{
    /// <summary>The number of samples.</summary>
    int Count { get; }

    /// <summary>The samples of those numbers, stacked.</summary>
    /// <param name="indices">int64, 1-d.</param>
    Batch Take(Tensor indices);
}
