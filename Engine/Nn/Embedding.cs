namespace PyDeepTensorNet.Nn;

/// <summary>Rows of a learned matrix looked up by number: indices of any shape to [.., d]; see <see cref="Tensor.Embedding"/>. The rows start normal with deviation 1, that of the padding zero.</summary>
public sealed class Embedding : Module
{
    private readonly int? _paddingIndex;

    /// <summary>A table of random rows.</summary>
    /// <param name="numEmbeddings">The number of rows.</param>
    /// <param name="embeddingDim">The size of a row.</param>
    /// <param name="paddingIndex">A row that does not learn; negative counts from the end.</param>
    /// <param name="dtype">float32 or float64.</param>
    /// <param name="generator">Where the random numbers come from; that of <see cref="Tensor.ManualSeed"/> where null.</param>
    /// <exception cref="ShapeException"><paramref name="paddingIndex"/> is no row, or a size is negative.</exception>
    public Embedding(int numEmbeddings, int embeddingDim, int? paddingIndex = null, DType dtype = DType.Float32, Generator? generator = null)
    {
        if (paddingIndex is { } index && (index < -numEmbeddings || index >= numEmbeddings)) throw new ShapeException($"Embedding: the padding index {index} is none of {numEmbeddings} rows; it must be from {-numEmbeddings} to {numEmbeddings - 1}");
        _paddingIndex = paddingIndex < 0 ? paddingIndex + numEmbeddings : paddingIndex;
        Tensor rows = Init.Normal_(Tensor.Zeros([numEmbeddings, embeddingDim], dtype), generator: generator);
        if (_paddingIndex is { } padding) Init.Zeros_(rows[padding]);
        Weight = RegisterParameter("weight", rows);
    }

    /// <summary>[rows, features].</summary>
    public Tensor Weight { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Enter().Leave(Tensor.Embedding(x, Weight, _paddingIndex));

    /// <inheritdoc/>
    protected override string Settings() => $"{Weight.Shape[0]}, {Weight.Shape[1]}{(_paddingIndex is { } padding ? $", padding_idx={padding}" : "")}";
}
