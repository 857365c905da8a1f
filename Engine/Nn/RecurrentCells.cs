namespace PyDeepTensorNet.Nn;

/// <summary>What the recurrent cells, single steps of the recurrent modules, share.</summary>
public abstract class RecurrentCell : ModuleBase
{
    private readonly string _op;

    private protected RecurrentCell(string op, int gates, int inputSize, int hiddenSize, bool bias, DType dtype, Generator? generator)
    {
        if (inputSize < 1 || hiddenSize < 1) throw new ShapeException($"{op}: a state of {hiddenSize} on {inputSize} features; both must be at least 1");
        (_op, InputSize, HiddenSize) = (op, inputSize, hiddenSize);
        Weights = new(
            Parameter("weight_ih", gates * hiddenSize, inputSize), Parameter("weight_hh", gates * hiddenSize, hiddenSize),
            bias ? Parameter("bias_ih", gates * hiddenSize) : null, bias ? Parameter("bias_hh", gates * hiddenSize) : null);

        Tensor Parameter(string name, params int[] dims) => RegisterParameter(name, RecurrentWeights.Start(dims, hiddenSize, dtype, generator));
    }

    /// <summary>Features of the input.</summary>
    public int InputSize { get; }

    /// <summary>Features of the state.</summary>
    public int HiddenSize { get; }

    private protected RecurrentWeights Weights { get; }

    /// <inheritdoc/>
    protected override string Settings() => $"{InputSize}, {HiddenSize}, bias={Weights.InputBias is not null}";

    /// <summary>A state that fits the input; zeros where null.</summary>
    private protected Tensor State(Tensor x, Tensor? state)
    {
        if (x.Rank is not (1 or 2) || x.Shape[^1] != InputSize) throw new ShapeException($"{_op}: input {x.Shape}; it must be [batch, {InputSize}] or [{InputSize}]");
        Shape expected = [.. x.Shape.Dims[..^1], HiddenSize];
        if (state is not null && state.Shape != expected) throw new ShapeException($"{_op}: a state of shape {state.Shape}; for input {x.Shape} it must be {expected}");
        return state ?? Tensor.Zeros(expected, x.DType);
    }
}

/// <summary>One step of an <see cref="LSTM"/>.</summary>
/// <param name="inputSize">Features of the input.</param>
/// <param name="hiddenSize">Features of the state.</param>
/// <param name="bias">Whether there are biases.</param>
/// <param name="dtype">float32 or float64.</param>
/// <param name="generator">Where the random numbers come from; that of <see cref="Tensor.ManualSeed"/> where null.</param>
/// <exception cref="ShapeException">A size is not positive.</exception>
public sealed class LSTMCell(int inputSize, int hiddenSize, bool bias = true, DType dtype = DType.Float32, Generator? generator = null)
    : RecurrentCell("LSTMCell", 4, inputSize, hiddenSize, bias, dtype, generator)
{
    /// <summary>The next h and c.</summary>
    /// <param name="x">[batch, features], or [features].</param>
    /// <param name="state">The last h and c, [batch, hidden] each; zeros where null.</param>
    /// <exception cref="ShapeException">The input or a state has another shape.</exception>
    public (Tensor H, Tensor C) Forward(Tensor x, (Tensor H, Tensor C)? state = null)
    {
        Tensor h = State(x, state?.H), c = State(x, state?.C);
        var (nextH, nextC) = LstmOp.Run(x.Linear(Weights.Input, Weights.Bias).Reshape(1, -1, 4 * HiddenSize), Weights.State, h.Reshape(-1, HiddenSize), c.Reshape(-1, HiddenSize), reverse: false);
        return (nextH.Reshape(h.Shape), nextC.Reshape(h.Shape));
    }
}

/// <summary>One step of a <see cref="GRU"/>.</summary>
/// <inheritdoc cref="LSTMCell"/>
public sealed class GRUCell(int inputSize, int hiddenSize, bool bias = true, DType dtype = DType.Float32, Generator? generator = null)
    : RecurrentCell("GRUCell", 3, inputSize, hiddenSize, bias, dtype, generator)
{
    /// <summary>The next h.</summary>
    /// <param name="x">[batch, features], or [features].</param>
    /// <param name="h">The last h, [batch, hidden]; zeros where null.</param>
    /// <exception cref="ShapeException">The input or the state has another shape.</exception>
    public Tensor Forward(Tensor x, Tensor? h = null)
    {
        h = State(x, h);
        return Weights.Gated(x.Linear(Weights.Input, Weights.InputBias), h);
    }
}

/// <summary>One step of an <see cref="RNN"/>.</summary>
/// <param name="inputSize">Features of the input.</param>
/// <param name="hiddenSize">Features of the state.</param>
/// <param name="bias">Whether there are biases.</param>
/// <param name="relu">Whether the nonlinearity is the ReLU; else tanh.</param>
/// <param name="dtype">float32 or float64.</param>
/// <param name="generator">Where the random numbers come from; that of <see cref="Tensor.ManualSeed"/> where null.</param>
/// <exception cref="ShapeException">A size is not positive.</exception>
public sealed class RNNCell(int inputSize, int hiddenSize, bool bias = true, bool relu = false, DType dtype = DType.Float32, Generator? generator = null)
    : RecurrentCell("RNNCell", 1, inputSize, hiddenSize, bias, dtype, generator)
{
    /// <inheritdoc cref="GRUCell.Forward"/>
    public Tensor Forward(Tensor x, Tensor? h = null)
    {
        h = State(x, h);
        return Weights.Plain(x.Linear(Weights.Input, Weights.InputBias), h, relu);
    }
}
