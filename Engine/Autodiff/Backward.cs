namespace PyDeepTensorNet;

/// <summary>The veneer that PyTorch's users expect over <see cref="Tape.Gradient(Tensor, IReadOnlyList{Tensor}, Tensor?, bool, bool)"/>.</summary>
public sealed partial class Tensor
{
    /// <summary>
    /// Adds the gradient of this tensor to <see cref="Grad"/> of every leaf on the innermost open tape whose <see cref="RequiresGrad"/> is set.
    /// </summary>
    /// <param name="seed">The cotangent of this tensor; ones where null, which needs a tensor of one element.</param>
    /// <param name="createGraph">Records the computation of the gradients too.</param>
    /// <exception cref="TapeException">No tape is open, this tensor was not recorded on it, or no leaf wants a gradient.</exception>
    /// <exception cref="MissingGradientException">This tensor depends on no leaf that wants a gradient.</exception>
    public void Backward(Tensor? seed = null, bool createGraph = false)
    {
        Tape tape = Tape.Current ?? throw new TapeException($"Backward: no tape is open on this thread, so nothing led to {Describe()} that could be differentiated; put `using var tape = new Tape();` before the forward computation");
        List<Tensor> leaves = tape.LeavesRequiringGrad();
        if (leaves.Count == 0) throw new TapeException($"Backward: no leaf on the tape has RequiresGrad, so nothing would receive the gradient of {Describe()}; set RequiresGrad on the parameters (a module's have it) before the forward computation, or use tape.Gradient");
        Gradients gradients = tape.Gradient(this, leaves, seed, createGraph, allowUnused: true);
        Journal journal = Journal.OfThread;
        bool paused = createGraph ? journal.IsPaused : journal.Suspend();
        try
        {
            // One cotangent may serve several leaves, or be the caller's seed; each Grad is memory of its own, for users write to it.
            var seen = new HashSet<Storage>(ReferenceEqualityComparer.Instance);
            if (seed is not null) seen.Add(seed.Storage);
            bool any = false;
            for (int i = 0; i < leaves.Count; i++)
            {
                if (gradients[i] is not { } gradient) continue;
                any = true;
                Journal.Capturing?.WithGrad.Add(leaves[i]);
                leaves[i].Grad = leaves[i].Grad is { } sum ? sum + gradient : seen.Add(gradient.Storage) ? gradient : gradient.Clone();
            }
            if (!any) throw new MissingGradientException($"Backward: {Describe()} depends on none of the {leaves.Count} leaves with RequiresGrad; was a part of the computation detached, paused, or done before the tape was opened?");
        }
        finally
        {
            journal.Resume(paused);
        }
    }

    /// <summary>Sets <see cref="Grad"/> to null.</summary>
    public void ZeroGrad() => Grad = null;

    /// <summary>The same values, without a copy, as a constant: no gradient flows back through the result.</summary>
    public Tensor Detach()
    {
        Tensor constant = Alias(Shape, _strides, Offset);
        Journal.Debugging?.Cut(GradientCause.Detached, nameof(Detach), [this], constant);
        return constant;
    }

    /// <summary>Before an in-place write, which is not recorded: refuses a value that the open tape would have to differentiate.</summary>
    internal static void GuardSource(string op, Tensor value)
    {
        Journal journal = Journal.OfThread;
        if (journal.IsRecording && value.DType.IsFloating() && (value.RequiresGrad || (journal.Find(value) is var node and >= 0 && !journal[node].IsLeaf)))
        {
            throw new TapeException($"{op}: the value {value.Describe()} would be differentiated by the open tape, but writes in place are not recorded, so no gradient would reach it; build the result with Stack, Cat or Where, or write value.Detach()");
        }
        journal.Debug?.Source(value);
    }

    /// <summary>Before an in-place write: refuses the recorded result of an operation, whose entry would no longer describe it, and counts the write.</summary>
    internal void GuardWrite(string op) => GuardWrite(op, Journal.OfThread);

    /// <inheritdoc cref="GuardWrite(string)"/>
    internal void GuardWrite(string op, Journal journal)
    {
        if (Record != 0 && journal.Find(this) is var node and >= 0 && !journal[node].IsLeaf)
        {
            throw new TapeException($"{op}: {Describe()} is the result of {journal[node].Rule!.Name} (entry {node}) on the open tape{journal.At(node)}, and an in-place write would make its gradient wrong; write to a Clone().Detach(), after the tape is disposed, or use the functional form{(op == nameof(AsSpan) ? "; to read only, use AsReadOnlySpan" : "")}");
        }
        if (journal.IsWatched)
        {
            journal.Debug?.Write(op, this);
            journal.Recorder?.BeforeWrite(op, this);
        }
        StateLog.Writing(this);
        Storage.Version++;
    }
}

/// <summary>Gradients by function call, as PyTorch's <c>torch.autograd.grad</c>.</summary>
public static class Autograd
{
    /// <summary>The gradients of <paramref name="loss"/> on the innermost open tape; see <see cref="Tape.Gradient(Tensor, IReadOnlyList{Tensor}, Tensor?, bool, bool)"/>.</summary>
    /// <exception cref="TapeException">No tape is open.</exception>
    public static Gradients Grad(Tensor loss, IReadOnlyList<Tensor> inputs, Tensor? seed = null, bool createGraph = false, bool allowUnused = false)
    {
        Tape tape = Tape.Current ?? throw new TapeException("Autograd.Grad: no tape is open on this thread; put `using var tape = new Tape();` before the forward computation");
        return tape.Gradient(loss, inputs, seed, createGraph, allowUnused);
    }
}
