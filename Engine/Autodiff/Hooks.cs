namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// Calls <paramref name="hook"/> in every sweep that computes the cotangent of this tensor, once it is complete: all uses of the tensor have added to it, and what the tensor was made of
    /// has received nothing yet. What the hook returns takes its place; null leaves it.
    /// <code>using var hook = hidden.RegisterHook(dy => dy.Clamp(-1, 1));</code>
    /// </summary>
    /// <remarks>
    /// The hook belongs to the tensor, on the tape that is open and on later ones, until the result is disposed. Several run in the order in which they were registered. A cotangent is computed only
    /// where a tensor lies between the loss and what the gradient is taken of. In a sweep that is recorded the hook's operations are too. The cotangent that it is given is its own, and may be kept.
    /// </remarks>
    /// <returns>Removes the hook when disposed.</returns>
    /// <exception cref="DTypeException">This tensor is not floating.</exception>
    public IDisposable RegisterHook(Func<Tensor, Tensor?> hook)
    {
        ArgumentNullException.ThrowIfNull(hook);
        if (!DType.IsFloating()) throw new DTypeException($"RegisterHook: {Describe()} has no cotangent; only float32 and float64 tensors are differentiable");
        var registration = new Registration(this, hook);
        Journal.OfThread.Watch(this);
        return registration;
    }

    /// <summary>What the hooks make of a complete cotangent.</summary>
    internal Tensor RunHooks(Tensor cotangent)
    {
        foreach (Func<Tensor, Tensor?> hook in Hooks ?? [])
        {
            if (hook(cotangent.Clone()) is not { } replacement) continue;
            if (replacement.Shape != Shape || replacement.DType != DType) throw new ShapeException($"RegisterHook: a hook gave {replacement.Describe()} as the cotangent of {Describe()}; it must have the shape and dtype of its tensor");
            cotangent = replacement;
        }
        return cotangent;
    }

    private sealed class Registration : IDisposable
    {
        private readonly Tensor _tensor;

        /// <summary>Another object than the user's function, which may be registered twice.</summary>
        private readonly Func<Tensor, Tensor?> _hook;

        public Registration(Tensor tensor, Func<Tensor, Tensor?> hook)
        {
            (_tensor, _hook) = (tensor, cotangent => hook(cotangent));
            tensor.ChangeHooks(hooks => [.. hooks, _hook]);
        }

        public void Dispose() => _tensor.ChangeHooks(hooks => [.. hooks.Where(hook => hook != _hook)]);
    }
}
