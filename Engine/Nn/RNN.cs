namespace PyDeepTensorNet.Nn;

/// <summary>The plain recurrence h = tanh(W x + U h + b), or with the ReLU (Elman 1990).</summary>
/// <param name="inputSize">Features of the input.</param>
/// <param name="hiddenSize">Features of the state.</param>
/// <param name="numLayers">Layers one above the other.</param>
/// <param name="relu">Whether the nonlinearity is the ReLU; else tanh.</param>
/// <param name="bias">Whether there are biases.</param>
/// <param name="batchFirst">Whether tensors are [batch, steps, features]; else [steps, batch, features].</param>
/// <param name="dropout">The probability that an element between two layers is dropped in training.</param>
/// <param name="bidirectional">Whether each layer also runs backwards in time; the outputs of both stand side by side.</param>
/// <param name="dtype">float32 or float64.</param>
/// <param name="generator">Where the random numbers come from; that of <see cref="Tensor.ManualSeed"/> where null.</param>
/// <exception cref="ShapeException">A size is not positive.</exception>
public sealed class RNN(
    int inputSize, int hiddenSize, int numLayers = 1, bool relu = false, bool bias = true, bool batchFirst = false, double dropout = 0, bool bidirectional = false, DType dtype = DType.Float32,
    Generator? generator = null) : RecurrentModule("RNN", 1, inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, 0, dtype, generator)
{
    /// <inheritdoc cref="GRU.Forward"/>
    public (Tensor Output, Tensor H) Forward(Tensor x, Tensor? h = null)
    {
        var (output, last, _) = Run(x, h, null);
        return (output, last);
    }

    private protected override (Tensor Outputs, Tensor? C) Scan(Tensor x, RecurrentWeights weights, Tensor h, Tensor c, bool reverse) =>
        (Steps(x.Linear(weights.Input, weights.InputBias), h, reverse, (input, last) => weights.Plain(input, last, relu)), null);
}
