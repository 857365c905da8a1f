using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace PyDeepTensorNet;

/// <summary>
/// The gradients of one loss, keyed by tensor: a value, so that there is nothing to zero. Two entries may share memory: do not write to them in place, derive new ones with <see cref="Map"/>.
/// </summary>
public sealed class Gradients : IReadOnlyCollection<KeyValuePair<Tensor, Tensor>>
{
    private readonly IReadOnlyList<Tensor> _parameters;
    private readonly Tensor?[] _values;
    private Dictionary<Tensor, int>? _index;

    internal Gradients(IReadOnlyList<Tensor> parameters, Tensor?[] values) => (_parameters, _values) = (parameters, values);

    /// <summary>The number of tensors that gradients were asked for.</summary>
    public int Count => _values.Length;

    /// <summary>The gradient of a tensor, of its shape and dtype.</summary>
    /// <exception cref="MissingGradientException">It was not asked for, or the loss does not depend on it.</exception>
    public Tensor this[Tensor parameter]
    {
        get
        {
            int i = IndexOf(parameter, 0);
            if (i < 0) throw new MissingGradientException($"Gradients: the gradient of {parameter.Describe()} was not asked for; pass the tensor to Gradient with the other parameters");
            return _values[i] ?? throw new MissingGradientException($"Gradients: the loss does not depend on {parameter.Describe()}, so it has no gradient (allowUnused was true); leave it out or use TryGet");
        }
    }

    /// <summary>The gradient of the tensor that stands at <paramref name="index"/> in the list passed to Gradient; null where the loss does not depend on it.</summary>
    public Tensor? this[int index] => _values[index];

    /// <summary>The gradient of a tensor, if it was asked for and the loss depends on it.</summary>
    public bool TryGet(Tensor parameter, [NotNullWhen(true)] out Tensor? gradient) => TryGet(parameter, 0, out gradient);

    /// <summary>The same, looking first at <paramref name="guess"/>: optimisers hold their parameters in the same order.</summary>
    internal bool TryGet(Tensor parameter, int guess, [NotNullWhen(true)] out Tensor? gradient)
    {
        int i = IndexOf(parameter, guess);
        gradient = i < 0 ? null : _values[i];
        return gradient is not null;
    }

    /// <summary>Whether the gradient of a tensor was asked for, even if the loss does not depend on it.</summary>
    internal bool Contains(Tensor parameter) => IndexOf(parameter, 0) >= 0;

    /// <summary>New gradients, each computed from an old one.</summary>
    public Gradients Map(Func<Tensor, Tensor> function)
    {
        var values = new Tensor?[_values.Length];
        for (int i = 0; i < values.Length; i++) values[i] = _values[i] is { } value ? function(value) : null;
        return new(_parameters, values);
    }

    /// <summary>The tensors and their gradients, those without one left out.</summary>
    public IEnumerator<KeyValuePair<Tensor, Tensor>> GetEnumerator()
    {
        for (int i = 0; i < _values.Length; i++)
        {
            if (_values[i] is { } value) yield return new(_parameters[i], value);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOf(Tensor parameter, int guess)
    {
        if ((uint)guess < (uint)_values.Length && ReferenceEquals(_parameters[guess], parameter)) return guess;
        if (_values.Length <= 8)
        {
            for (int i = 0; i < _values.Length; i++)
            {
                if (ReferenceEquals(_parameters[i], parameter)) return i;
            }
            return -1;
        }
        if (_index is null)
        {
            _index = new(ReferenceEqualityComparer.Instance);
            for (int i = 0; i < _values.Length; i++) _index.TryAdd(_parameters[i], i);
        }
        return _index.TryGetValue(parameter, out int found) ? found : -1;
    }
}
