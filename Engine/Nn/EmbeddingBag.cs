namespace PyDeepTensorNet.Nn;

/// <summary>Bags of rows of a learned matrix, each summed, averaged or reduced to its largest elements; see <see cref="Tensor.EmbeddingBag"/>. The rows start normal with deviation 1.</summary>
public sealed class EmbeddingBag : ModuleBase
{
    private readonly BagMode _mode;

    /// <summary>A table of random rows.</summary>
    /// <param name="numEmbeddings">The number of rows.</param>
    /// <param name="embeddingDim">The size of a row.</param>
    /// <param name="mode">What becomes of a bag.</param>
    /// <param name="dtype">float32 or float64.</param>
    /// <param name="generator">Where the random numbers come from; that of <see cref="Tensor.ManualSeed"/> where null.</param>
    /// <exception cref="ShapeException">A size is negative.</exception>
    public EmbeddingBag(int numEmbeddings, int embeddingDim, BagMode mode = BagMode.Mean, DType dtype = DType.Float32, Generator? generator = null)
    {
        _mode = mode;
        Weight = RegisterParameter("weight", Init.Normal_(Tensor.Zeros([numEmbeddings, embeddingDim], dtype), generator: generator));
    }

    /// <summary>[rows, features].</summary>
    public Tensor Weight { get; }

    /// <summary>The bags' values.</summary>
    /// <param name="indices">[bags, rows of a bag]; or the rows of all bags one after the other.</param>
    /// <param name="offsets">Where each bag begins, for a list of indices.</param>
    /// <param name="sampleWeights">A factor for each row, for sums.</param>
    public Tensor Forward(Tensor indices, Tensor? offsets = null, Tensor? sampleWeights = null) => Enter().Leave(Tensor.EmbeddingBag(indices, Weight, offsets, _mode, sampleWeights));

    /// <inheritdoc/>
    protected override string Settings() => $"{Weight.Shape[0]}, {Weight.Shape[1]}, mode={_mode}";
}
