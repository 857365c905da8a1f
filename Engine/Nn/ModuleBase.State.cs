namespace PyDeepTensorNet.Nn;

public abstract partial class ModuleBase
{
    /// <summary>
    /// Copies of all parameters and buffers by name, in PyTorch's order and with its names. A shared tensor appears under each of its names. Later training does not change the copies.
    /// </summary>
    public OrderedDictionary<string, Tensor> StateDict()
    {
        var state = new OrderedDictionary<string, Tensor>();
        foreach (var (name, tensor) in State()) state.Add(name, tensor.Detach().Clone());
        return state;
    }

    /// <summary>Copies the values of <paramref name="state"/> into the parameters and buffers of the same names; nothing is written if anything does not fit.</summary>
    /// <param name="state">Tensors by name, as <see cref="StateDict"/> gives them.</param>
    /// <param name="strict">Whether missing and unexpected names are errors; shapes and dtypes must fit in any case.</param>
    /// <returns>The names that the state lacks, and those that the module lacks; both empty where <paramref name="strict"/> is true.</returns>
    /// <exception cref="ArgumentException">Names are missing or unexpected, or a shape or dtype differs; the message lists them all.</exception>
    /// <exception cref="TapeException">A parameter is the result of an operation on the open tape.</exception>
    public LoadResult LoadStateDict(IReadOnlyDictionary<string, Tensor> state, bool strict = true)
    {
        List<KeyValuePair<string, Tensor>> own = State();
        List<string> missing = [], faults = [];
        foreach (var (name, tensor) in own)
        {
            if (!state.TryGetValue(name, out Tensor? value)) missing.Add(name);
            else if (value.Shape != tensor.Shape) faults.Add($"'{name}' has shape {value.Shape} in the state, {tensor.Shape} in the module");
            else if (value.DType != tensor.DType) faults.Add($"'{name}' is {value.DType.Name()} in the state, {tensor.DType.Name()} in the module (cast the module with To(DType.{value.DType}), or the value)");
        }
        List<string> unexpected = [.. state.Keys.Except(own.Select(pair => pair.Key))];
        if (strict && missing.Count > 0) faults.Insert(0, $"missing in the state: {Quote(missing)}");
        if (strict && unexpected.Count > 0) faults.Insert(0, $"not in the module: {Quote(unexpected)}");
        if (faults.Count > 0) throw new ArgumentException($"LoadStateDict: {GetType().Name}: {string.Join("; ", faults)}{(strict ? "; pass strict: false to load what the two have in common" : "")}");
        foreach (var (name, tensor) in own)
        {
            if (state.TryGetValue(name, out Tensor? value)) tensor.CopyFrom(value);
        }
        return new(missing, unexpected);

        static string Quote(List<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));
    }

    /// <summary>All names and tensors, a shared tensor as often as it has names.</summary>
    private List<KeyValuePair<string, Tensor>> State()
    {
        var state = new List<KeyValuePair<string, Tensor>>();
        Visit("", (prefix, module) =>
        {
            foreach (var (name, tensor) in module._parameters.Concat(module._buffers)) state.Add(new(prefix + name, tensor));
        });
        return state;
    }
}

/// <summary>What <see cref="ModuleBase.LoadStateDict"/> found on one side only.</summary>
/// <param name="Missing">Names of the module that the state lacks.</param>
/// <param name="Unexpected">Names of the state that the module lacks.</param>
public sealed record LoadResult(IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected);
