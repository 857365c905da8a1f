namespace PyDeepTensorNet.Nn;

/// <summary>Gated recurrent units (Cho et al. 2014): with gates r and z of the input and the last output, n = tanh(W x + r (U h)), h = (1 - z) n + z h.</summary>
/// <inheritdoc cref="LSTM"/>
public sealed class GRU(
    int inputSize, int hiddenSize, int numLayers = 1, bool bias = true, bool batchFirst = false, double dropout = 0, bool bidirectional = false, DType dtype = DType.Float32, Generator? generator = null)
    : RecurrentModule("GRU", 3, inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, 0, dtype, generator)
{
    /// <summary>The output of each step, and the last h of each layer and direction.</summary>
    /// <param name="x">[steps, batch, features], or [batch, steps, features]; without a batch [steps, features].</param>
    /// <param name="h">The first h, [layers times directions, batch, features]; zeros where null.</param>
    /// <exception cref="ShapeException">The input or the state has another shape.</exception>
    public (Tensor Output, Tensor H) Forward(Tensor x, Tensor? h = null)
    {
        var (output, last, _) = Run(x, h, null);
        return (output, last);
    }

    private protected override (Tensor Outputs, Tensor? C) Scan(Tensor x, RecurrentWeights weights, Tensor h, Tensor c, bool reverse) =>
        (Steps(x.Linear(weights.Input, weights.InputBias), h, reverse, weights.Gated), null);
}
