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
    private bool _isRetired;

    /// <summary>What can tell why a gradient is missing, while the tape is open.</summary>
    private Tape? _tape;
    private Tensor? _loss;

    /// <summary>Takes ownership of <paramref name="pairs"/>.</summary>
    internal Gradients(Pair[] pairs) => _pairs = pairs;

    /// <summary>The tensors, in the order in which they were asked for.</summary>
    internal Pair[] Pairs => _isRetired ? throw Retired() : _pairs;

    /// <summary>These gradients, with what can tell why one is missing.</summary>
    internal Gradients ExplainedBy(Tape tape, Tensor loss)
    {
        (_tape, _loss) = (tape, loss);
        return this;
    }

    /// <summary>These are taken back by the tape: every use throws.</summary>
    internal void Retire()
    {
        Array.Clear(_pairs);
        (_index, _tape, _loss, _isRetired) = (null, null, null, true);
    }

    /// <summary>Is used again for the gradients of <paramref name="count"/> tensors; false where there is not room for so many, no less and no more.</summary>
    internal bool Renew(int count)
    {
        if (_pairs.Length != count) return false;
        _isRetired = false;
        return true;
    }

    private static TapeException Retired() => new("Gradients: they were computed before tape.Reset(), which took them back; use them before, or Keep() the tensors in them that you need");

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
            foreach (Pair pair in Pairs)
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
            return Pairs[i].Value ?? throw Missing(parameter);
        }
    }

    private MissingGradientException Missing(Tensor parameter)
    {
        string message = $"Gradients: the loss does not depend on {parameter.Describe()}, so it has no gradient (allowUnused was true); leave it out or use TryGet";
        return _tape?.TryExplain(_loss!, parameter) is { } why ? new($"{message}: {why.Reason}; {why.Remedy}", why) : new(message);
    }

    /// <summary>The gradient of the tensor that stands at <paramref name="index"/> in the list passed to Gradient; null where the loss does not depend on it.</summary>
    public Tensor? this[int index] => Pairs[index].Value;

    /// <summary>The gradient of a tensor, if it was asked for and the loss depends on it.</summary>
    public bool TryGet(Tensor parameter, [NotNullWhen(true)] out Tensor? gradient) => TryGet(parameter, 0, out gradient);

    /// <summary>The same, looking first at <paramref name="guess"/>: optimisers hold their parameters in the same order.</summary>
    internal bool TryGet(Tensor parameter, int guess, [NotNullWhen(true)] out Tensor? gradient)
    {
        int i = IndexOf(parameter, guess);
        gradient = i < 0 ? null : Pairs[i].Value;
        return gradient is not null;
    }

    /// <summary>Whether the gradient of a tensor was asked for, even if the loss does not depend on it.</summary>
    internal bool Contains(Tensor parameter) => IndexOf(parameter, 0) >= 0;

    /// <summary>New gradients, each computed from an old one.</summary>
    public Gradients Map(Func<Tensor, Tensor> function)
    {
        var pairs = new Pair[Pairs.Length];
        for (int i = 0; i < pairs.Length; i++) pairs[i] = new() { Parameter = Pairs[i].Parameter, Value = Pairs[i].Value is { } value ? function(value) : null };
        return new(pairs);
    }

    /// <summary>The tensors and their gradients, those without one left out.</summary>
    public IEnumerator<KeyValuePair<Tensor, Tensor>> GetEnumerator()
    {
        foreach (Pair pair in Pairs)
        {
            if (pair.Value is { } value) yield return new(pair.Parameter, value);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOf(Tensor parameter, int guess)
    {
        if ((uint)guess < (uint)Pairs.Length && ReferenceEquals(Pairs[guess].Parameter, parameter)) return guess;
        if (Pairs.Length <= 8)
        {
            for (int i = 0; i < Pairs.Length; i++)
            {
                if (ReferenceEquals(Pairs[i].Parameter, parameter)) return i;
            }
            return -1;
        }
        if (_index is null)
        {
            _index = new(ReferenceEqualityComparer.Instance);
            for (int i = 0; i < Pairs.Length; i++) _index.TryAdd(Pairs[i].Parameter, i);
        }
        return _index.TryGetValue(parameter, out int found) ? found : -1;
    }
}
