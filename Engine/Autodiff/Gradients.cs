using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace PyDeepTensorNet;

/// <summary>
/// The gradients of one loss, keyed by tensor: a value, so that there is nothing to zero. Two entries may share memory: do not write to them in place, derive new ones with <see cref="Map"/>.
/// </summary>
public sealed class Gradients : IReadOnlyCollection<KeyValuePair<Tensor, Tensor>>
{
    private readonly Pair[] _pairs;
    private Dictionary<Tensor, int>? _index;

    /// <summary>What can tell why a gradient is missing, while the tape is open.</summary>
    private readonly Tape? _tape;
    private readonly Tensor? _loss;

    /// <summary>Takes ownership of <paramref name="pairs"/>.</summary>
    internal Gradients(Pair[] pairs, Tape? tape = null, Tensor? loss = null) => (_pairs, _tape, _loss) = (pairs, tape, loss);

    /// <summary>A tensor and its gradient, null where the loss does not depend on it.</summary>
    internal struct Pair
    {
        public Tensor Parameter;
        public Tensor? Value;

        /// <summary>Where the tensor stood in the journal.</summary>
        public int Node;
    }

    /// <summary>The number of tensors that have a gradient: all that were asked for, unless <c>allowUnused</c> let some pass.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            foreach (Pair pair in _pairs)
            {
                if (pair.Value is not null) count++;
            }
            return count;
        }
    }

    /// <summary>The gradient of a tensor, of its shape and dtype.</summary>
    /// <exception cref="MissingGradientException">It was not asked for, or the loss does not depend on it.</exception>
    public Tensor this[Tensor parameter]
    {
        get
        {
            int i = IndexOf(parameter, 0);
            if (i < 0) throw new MissingGradientException($"Gradients: the gradient of {parameter.Describe()} was not asked for; pass the tensor to Gradient with the other parameters");
            return _pairs[i].Value ?? throw Missing(parameter);
        }
    }

    private MissingGradientException Missing(Tensor parameter)
    {
        string message = $"Gradients: the loss does not depend on {parameter.Describe()}, so it has no gradient (allowUnused was true); leave it out or use TryGet";
        return _tape?.TryExplain(_loss!, parameter) is { } why ? new($"{message}: {why.Reason}; {why.Remedy}", why) : new(message);
    }

    /// <summary>The gradient of the tensor that stands at <paramref name="index"/> in the list passed to Gradient; null where the loss does not depend on it.</summary>
    public Tensor? this[int index] => _pairs[index].Value;

    /// <summary>The gradient of a tensor, if it was asked for and the loss depends on it.</summary>
    public bool TryGet(Tensor parameter, [NotNullWhen(true)] out Tensor? gradient) => TryGet(parameter, 0, out gradient);

    /// <summary>The same, looking first at <paramref name="guess"/>: optimisers hold their parameters in the same order.</summary>
    internal bool TryGet(Tensor parameter, int guess, [NotNullWhen(true)] out Tensor? gradient)
    {
        int i = IndexOf(parameter, guess);
        gradient = i < 0 ? null : _pairs[i].Value;
        return gradient is not null;
    }

    /// <summary>Whether the gradient of a tensor was asked for, even if the loss does not depend on it.</summary>
    internal bool Contains(Tensor parameter) => IndexOf(parameter, 0) >= 0;

    /// <summary>New gradients, each computed from an old one.</summary>
    public Gradients Map(Func<Tensor, Tensor> function)
    {
        var pairs = new Pair[_pairs.Length];
        for (int i = 0; i < pairs.Length; i++) pairs[i] = new() { Parameter = _pairs[i].Parameter, Value = _pairs[i].Value is { } value ? function(value) : null };
        return new(pairs);
    }

    /// <summary>The tensors and their gradients, those without one left out.</summary>
    public IEnumerator<KeyValuePair<Tensor, Tensor>> GetEnumerator()
    {
        foreach (Pair pair in _pairs)
        {
            if (pair.Value is { } value) yield return new(pair.Parameter, value);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOf(Tensor parameter, int guess)
    {
        if ((uint)guess < (uint)_pairs.Length && ReferenceEquals(_pairs[guess].Parameter, parameter)) return guess;
        if (_pairs.Length <= 8)
        {
            for (int i = 0; i < _pairs.Length; i++)
            {
                if (ReferenceEquals(_pairs[i].Parameter, parameter)) return i;
            }
            return -1;
        }
        if (_index is null)
        {
            _index = new(ReferenceEqualityComparer.Instance);
            for (int i = 0; i < _pairs.Length; i++) _index.TryAdd(_pairs[i].Parameter, i);
        }
        return _index.TryGetValue(parameter, out int found) ? found : -1;
    }
}
