namespace PyDeepTensorNet;

/// <summary>
/// A function recorded once at a point, whose Jacobian J is then multiplied from either side, as often as wanted: a backward sweep for a product u^T J (a vjp), and one for a product J v (a jvp).
/// </summary>
/// <remarks>
/// A vjp u -> u^T J is linear in u. Recorded once, and swept back itself for its derivative by u, it gives J v: forward mode out of two reverse modes, with no rules but the vjps. The recorded pull
/// costs what a backward sweep does and keeps its residuals; each product afterwards costs about another.
/// </remarks>
internal sealed class Linearization : IDisposable
{
    private readonly string _op;
    private readonly Tensor[] _at;
    private readonly Tape _tape;

    /// <summary>The recorded pull: some cotangent, and what it is pulled back to.</summary>
    private (Tensor Cotangent, Tensor?[] Pulled)? _pull;

    public Linearization(string op, Func<IReadOnlyList<Tensor>, Tensor> function, IReadOnlyList<Tensor> inputs) : this(op, function, inputs, captured: false) { }

    private Linearization(string op, Func<IReadOnlyList<Tensor>, Tensor> function, IReadOnlyList<Tensor> inputs, bool captured)
    {
        _op = op;
        for (int i = 0; i < inputs.Count; i++)
        {
            if (!inputs[i].DType.IsFloating()) throw new DTypeException($"{op}: input {i}, {inputs[i].Describe()}, is not differentiable; only float32 and float64 tensors are, let the function capture it");
        }
        // Other objects than the inputs, which the function may have captured as well: what it captures is constant.
        _at = captured ? [.. inputs] : [.. inputs.Select(Same)];
        _tape = new Tape();
        try
        {
            Tensor value = function(_at);
            if (!value.DType.IsFloating()) throw new DTypeException($"{op}: the function gave {value.Describe()}, which has no derivative; only float32 and float64 tensors have one");
            Value = Same(value);
        }
        catch
        {
            _tape.Dispose();
            throw;
        }
    }

    /// <summary>Of a function of what it captures, by <paramref name="inputs"/> among that.</summary>
    public static Linearization OfCaptured(string op, Func<Tensor> function, IReadOnlyList<Tensor> inputs) => new(op, _ => function(), inputs, captured: true);

    /// <summary>The function's value.</summary>
    public Tensor Value { get; }

    /// <summary>u^T J, a part for each input.</summary>
    public Tensor[] Vjp(Tensor cotangent)
    {
        Check("cotangent", cotangent, Value, "the function's value");
        return Derivatives(Value, cotangent);
    }

    /// <summary>J v, given a part of v for each input.</summary>
    public Tensor Jvp(IReadOnlyList<Tensor> tangents)
    {
        CheckTangents(tangents);
        Tensor? sum = null;
        for (int i = 0; i < tangents.Count; i++) sum = Push(i, tangents[i]) is not { } part ? sum : sum is null ? part : sum + part;
        return sum ?? Tensor.ZerosLike(Value);
    }

    /// <summary>J v for a v that is zero for all inputs but one.</summary>
    public Tensor Jvp(int input, Tensor tangent)
    {
        Check($"tangent {input}", tangent, _at[input], "its input");
        return Push(input, tangent) ?? Tensor.ZerosLike(Value);
    }

    /// <summary>The derivatives by all inputs of a value on this tape, given its cotangent; zero where there are none.</summary>
    public Tensor[] Derivatives(Tensor? value, Tensor cotangent) =>
        [.. (value is null ? new Tensor?[_at.Length] : Pull(value, _at, cotangent, createGraph: false)).Select((part, i) => part ?? Tensor.ZerosLike(_at[i]))];

    /// <summary>The function's value, which must be one number.</summary>
    public Tensor Number => Value.ElementCount == 1
        ? Value
        : throw new ShapeException($"{_op}: the function's value has shape {Value.Shape}, {Value.ElementCount} elements, and only one number has such a derivative; reduce it with Sum()");

    /// <summary>The first derivatives of a function of one number, as values that this tape can differentiate again; null where there are none.</summary>
    public Tensor?[] Gradient() => Recorded(Number, Tensor.OnesLike(Value));

    /// <summary>The derivatives of the sum of a value's elements by all inputs, as values that this tape can differentiate again; null where there are none.</summary>
    public Tensor?[] Recorded(Tensor value, Tensor cotangent) => [.. Pull(value, _at, cotangent, createGraph: true).Select(part => part is null ? null : Same(part))];

    /// <summary>The derivative by the only input, one number, of a value on this tape.</summary>
    public Tensor Slope(Tensor value, Tensor one, bool createGraph)
    {
        if (value.ElementCount == 1) return Same((Pull(value, _at, Tensor.OnesLike(value), createGraph)[0] ?? Tensor.ZerosLike(value)).Reshape(value.Shape));
        (Tensor cotangent, Tensor?[] pulled) = RecordPull(value);
        return Same((pulled[0] is { } part ? Pull(part, [cotangent], one, createGraph)[0] : null) ?? Tensor.ZerosLike(value));
    }

    /// <summary>Refuses tangents that do not fit the inputs.</summary>
    public void CheckTangents(IReadOnlyList<Tensor> tangents)
    {
        if (tangents.Count != _at.Length) throw new ShapeException($"{_op}: {tangents.Count} tangents for {_at.Length} inputs; give one each");
        for (int i = 0; i < _at.Length; i++) Check($"tangent {i}", tangents[i], _at[i], "its input");
    }

    public void Dispose() => _tape.Dispose();

    private Tensor? Push(int input, Tensor tangent)
    {
        (Tensor cotangent, Tensor?[] pulled) = _pull ??= RecordPull(Value);
        return pulled[input] is { } part ? Pull(part, [cotangent], tangent, createGraph: false)[0] : null;
    }

    private (Tensor Cotangent, Tensor?[] Pulled) RecordPull(Tensor value)
    {
        Tensor cotangent = Tensor.ZerosLike(value);
        return (cotangent, Recorded(value, cotangent));
    }

    private Tensor?[] Pull(Tensor value, Tensor[] by, Tensor seed, bool createGraph)
    {
        Gradients gradients = _tape.Gradient(value, by, seed, createGraph, allowUnused: true);
        return [.. Enumerable.Range(0, by.Length).Select(i => gradients[i])];
    }

    private void Check(string what, Tensor given, Tensor of, string whose)
    {
        if (given.Shape != of.Shape || given.DType != of.DType) throw new ShapeException($"{_op}: the {what} is {given.Describe()}, {whose} {of.Describe()}; both must have the same shape and dtype");
    }

    /// <summary>The same values in an entry of their own, so that there is one also for constants and for an input that is handed through.</summary>
    private static Tensor Same(Tensor tensor) => Apply.Transform(new ReshapeOp(tensor.Shape), tensor);
}
