namespace PyDeepTensorNet.Nn;

/// <summary>
/// What the recurrent modules share: layers one above the other, each in one or both directions of time, with PyTorch's parameters. The inputs of all steps of a layer are projected in one product.
/// </summary>
public abstract class RecurrentModule : ModuleBase
{
    private readonly List<RecurrentWeights> _weights = [];
    private readonly string _op;
    private readonly Generator? _generator;
    private readonly int _outputSize;

    private protected RecurrentModule(
        string op, int gates, int inputSize, int hiddenSize, int numLayers, bool bias, bool batchFirst, double dropout, bool bidirectional, int projSize, DType dtype, Generator? generator)
    {
        if (inputSize < 1 || hiddenSize < 1 || numLayers < 1) throw new ShapeException($"{op}: {numLayers} layers of {hiddenSize} on {inputSize} features; all must be at least 1");
        if (projSize < 0 || projSize >= hiddenSize) throw new ShapeException($"{op}: a projection of {hiddenSize} to {projSize} features; it must be smaller, or 0 for none");
        Tensor.CheckDropout(op, dropout);
        (_op, InputSize, HiddenSize, NumLayers, BatchFirst, Dropout, Bidirectional, ProjSize, _generator) = (op, inputSize, hiddenSize, numLayers, batchFirst, dropout, bidirectional, projSize, generator);
        _outputSize = projSize > 0 ? projSize : hiddenSize;
        for (int layer = 0; layer < numLayers; layer++)
        {
            int features = layer == 0 ? inputSize : _outputSize * Directions;
            for (int direction = 0; direction < Directions; direction++)
            {
                string suffix = $"_l{layer}{(direction == 1 ? "_reverse" : "")}";
                _weights.Add(new(
                    Parameter("weight_ih" + suffix, gates * hiddenSize, features), Parameter("weight_hh" + suffix, gates * hiddenSize, _outputSize),
                    bias ? Parameter("bias_ih" + suffix, gates * hiddenSize) : null, bias ? Parameter("bias_hh" + suffix, gates * hiddenSize) : null,
                    projSize > 0 ? Parameter("weight_hr" + suffix, projSize, hiddenSize) : null));
            }
        }

        Tensor Parameter(string name, params int[] dims) => RegisterParameter(name, RecurrentWeights.Start(dims, hiddenSize, dtype, generator));
    }

    /// <summary>Features of the input.</summary>
    public int InputSize { get; }

    /// <summary>Features of the state.</summary>
    public int HiddenSize { get; }

    /// <summary>Layers one above the other.</summary>
    public int NumLayers { get; }

    /// <summary>Whether tensors are [batch, steps, features]; else [steps, batch, features].</summary>
    public bool BatchFirst { get; }

    /// <summary>The probability that an element between two layers is dropped in training.</summary>
    public double Dropout { get; }

    /// <summary>Whether each layer also runs backwards in time.</summary>
    public bool Bidirectional { get; }

    /// <summary>Features that the outputs are projected to, or 0.</summary>
    public int ProjSize { get; }

    private int Directions => Bidirectional ? 2 : 1;

    /// <inheritdoc/>
    protected override string Settings() => Invariant($"{InputSize}, {HiddenSize}, num_layers={NumLayers}, batch_first={BatchFirst}, dropout={Dropout}, bidirectional={Bidirectional}");

    /// <summary>All outputs, the last h of each layer and direction, and the last c where there is one.</summary>
    private protected (Tensor Output, Tensor H, Tensor? C) Run(Tensor input, Tensor? h, Tensor? c)
    {
        ModuleCall call = Enter();
        bool alone = input.Rank == 2;
        if (input.Rank is not (2 or 3) || input.Shape[^1] != InputSize) throw new ShapeException($"{_op}: input {input.Shape}; it must be {(BatchFirst ? "[batch, steps, " : "[steps, batch, ")}{InputSize}], or [steps, {InputSize}]");
        Tensor x = alone ? input.Unsqueeze(1) : BatchFirst ? input.Transpose(0, 1) : input;
        if (x.Shape[0] == 0) throw new ShapeException($"{_op}: input {input.Shape} has no steps");
        int batch = x.Shape[1];
        h = First("state h", h, _outputSize, batch, alone, input);
        c = First("state c", c, HiddenSize, batch, alone, input);
        List<Tensor> lastH = [], lastC = [];
        for (int layer = 0; layer < NumLayers; layer++)
        {
            if (layer > 0 && IsTraining) x = x.Dropout(Dropout, _generator);
            var outputs = new Tensor[Directions];
            for (int direction = 0; direction < Directions; direction++)
            {
                int at = layer * Directions + direction;
                bool reverse = direction == 1;
                (outputs[direction], Tensor? ends) = Scan(x, _weights[at], h.Select(0, at), c.Select(0, at), reverse);
                lastH.Add(outputs[direction].Select(0, reverse ? 0 : -1));
                if (ends is not null) lastC.Add(ends);
            }
            x = Directions == 1 ? outputs[0] : Tensor.Cat(outputs, -1);
        }
        Tensor output = alone ? x.Squeeze(1) : BatchFirst ? x.Transpose(0, 1) : x;
        return (call.Leave(output), Last(lastH), lastC.Count > 0 ? Last(lastC) : null);

        Tensor Last(List<Tensor> states) => Tensor.Stack([.. states]) is var all && alone ? all.Squeeze(1) : all;
    }

    /// <summary>One layer in one direction: the output of each step, and the last c where there is one.</summary>
    private protected abstract (Tensor Outputs, Tensor? C) Scan(Tensor x, RecurrentWeights weights, Tensor h, Tensor c, bool reverse);

    /// <summary>A step at a time: the state after each, in the order of time.</summary>
    private protected static Tensor Steps(Tensor projected, Tensor state, bool reverse, Func<Tensor, Tensor, Tensor> next)
    {
        var states = new Tensor[projected.Shape[0]];
        for (int step = 0; step < states.Length; step++)
        {
            int time = reverse ? states.Length - 1 - step : step;
            states[time] = state = next(projected.Select(0, time), state);
        }
        return Tensor.Stack(states);
    }

    private Tensor First(string what, Tensor? state, int features, int batch, bool alone, Tensor input)
    {
        int layers = NumLayers * Directions;
        if (state is null) return Tensor.Zeros([layers, batch, features], input.DType);
        Shape expected = alone ? [layers, features] : [layers, batch, features];
        if (state.Shape != expected) throw new ShapeException($"{_op}: the first {what} has shape {state.Shape}; for input {input.Shape} it must be {expected}, layers and directions first");
        return alone ? state.Unsqueeze(1) : state;
    }
}
