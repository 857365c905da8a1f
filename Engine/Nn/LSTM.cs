namespace PyDeepTensorNet.Nn;

/// <summary>
/// Long short-term memories (Hochreiter and Schmidhuber 1997): with gates i, f, g, o of the input and the last output, c = sigmoid(f) c + sigmoid(i) tanh(g), h = sigmoid(o) tanh(c). All steps of a layer
/// are one operation.
/// </summary>
/// <param name="inputSize">Features of the input.</param>
/// <param name="hiddenSize">Features of the state.</param>
/// <param name="numLayers">Layers one above the other.</param>
/// <param name="bias">Whether there are biases.</param>
/// <param name="batchFirst">Whether tensors are [batch, steps, features]; else [steps, batch, features].</param>
/// <param name="dropout">The probability that an element between two layers is dropped in training.</param>
/// <param name="bidirectional">Whether each layer also runs backwards in time; the outputs of both stand side by side.</param>
/// <param name="projSize">Features that the outputs are projected to; 0 for none.</param>
/// <param name="dtype">float32 or float64.</param>
/// <param name="generator">Where the random numbers come from; that of <see cref="Tensor.ManualSeed"/> where null.</param>
/// <exception cref="ShapeException">A size is not positive, or the projection is not smaller than the state.</exception>
public sealed class LSTM(
    int inputSize, int hiddenSize, int numLayers = 1, bool bias = true, bool batchFirst = false, double dropout = 0, bool bidirectional = false, int projSize = 0, DType dtype = DType.Float32,
    Generator? generator = null) : RecurrentModule("LSTM", 4, inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, projSize, dtype, generator)
{
    /// <summary>The output of each step, and the last h and c of each layer and direction.</summary>
    /// <param name="x">[steps, batch, features], or [batch, steps, features]; without a batch [steps, features].</param>
    /// <param name="state">The first h and c, [layers times directions, batch, features] each; zeros where null.</param>
    /// <exception cref="ShapeException">The input or a state has another shape.</exception>
    public (Tensor Output, Tensor H, Tensor C) Forward(Tensor x, (Tensor H, Tensor C)? state = null)
    {
        var (output, h, c) = Run(x, state?.H, state?.C);
        return (output, h, c!);
    }

    private protected override (Tensor Outputs, Tensor? C) Scan(Tensor x, RecurrentWeights weights, Tensor h, Tensor c, bool reverse)
    {
        Tensor projected = x.Linear(weights.Input, weights.Bias);
        if (weights.Projection is null)
        {
            var (all, cells) = LstmOp.Run(projected, weights.State, h, c, reverse);
            return (all, cells.Select(0, reverse ? 0 : -1));
        }
        Tensor outputs = Steps(projected, h, reverse, (input, last) =>
        {
            (last, c) = weights.Projected(input, last, c);
            return last;
        });
        return (outputs, c);
    }
}
