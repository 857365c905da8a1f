namespace PyDeepTensorNet;

/// <summary>
/// Segments whose intermediate values the tape does not keep: the backward sweep computes them again from the segment's inputs, which alone are kept (activation checkpointing; Chen et al., "Training deep nets with
/// sublinear memory cost", 2016; PyTorch's <c>torch.utils.checkpoint</c>). A step then takes less memory, and about the time of one more forward computation.
/// <code>
/// foreach (Module block in blocks) x = Checkpoint.Run(block.Forward, x);
/// </code>
/// Values and gradients have the same bits as without.
/// </summary>
/// <remarks>
/// What the segment captures has gradients as its inputs have: parameters of modules, values on the tape. The second run finds random generators where the first one did, so that dropout drops the same elements, and
/// what it changes is put back: generators, and tensors written to in place, as running statistics are. It must compute the same as the first run, so that a segment may ask for nothing that changes in between: a counter, a
/// captured variable that is assigned to. Operations, tensors used and the bits of the result are compared, and another course is an error. Segments may contain segments. Where nothing is recorded they are just called.
/// </remarks>
public static class Checkpoint
{
    /// <summary>Computes a segment of one tensor. See <see cref="Run(Func{IReadOnlyList{Tensor}, Tensor}, IReadOnlyList{Tensor})"/>.</summary>
    /// <inheritdoc cref="Run(Func{IReadOnlyList{Tensor}, Tensor}, IReadOnlyList{Tensor})"/>
    public static Tensor Run(Func<Tensor, Tensor> segment, Tensor input) => Run(inputs => segment(inputs[0]), [input]);

    /// <summary>Computes a segment and records it as one operation.</summary>
    /// <param name="segment">A function of the inputs, and of the parameters and other tensors that it captures.</param>
    /// <param name="inputs">What the tape keeps, beside what the segment captures.</param>
    /// <exception cref="TapeException">By the backward sweep: the segment did something else the second time, or something that it uses has been written to since.</exception>
    public static Tensor Run(Func<IReadOnlyList<Tensor>, Tensor> segment, IReadOnlyList<Tensor> inputs)
    {
        Journal journal = Journal.OfThread;
        // Who looks at each operation on its own is to see those of the segment.
        if (!journal.IsRecording || journal.Also != Residuals.None || Journal.Capturing is not null) return segment(inputs);
        Slice? slice = Profile.Begin();
        Tensor[] arguments = [.. inputs];
        if (Call(journal, segment, arguments, out Tensor y) is not var (rule, kept, unkept, scope)) return y;
        int call = scope is null ? -1 : journal.Scopes.Begin(scope);
        journal.Record(rule, kept, y);
        if (scope is not null) journal.Scopes.End(call, scope);
        if (unkept.Length > 0)
        {
            ref Entry entry = ref journal[journal.Find(y)];
            entry.Rest = new(entry.Rest?.Saved ?? [], [.. entry.Rest?.Nodes ?? [], .. unkept], entry.Rest?.Versions ?? []);
        }
        slice?.End(new Called(rule.Name), y, kept);
        return y;
    }

    /// <summary>What a profile calls it.</summary>
    private readonly record struct Called(string Name) : INamedOp;

    /// <summary>The first run, which tells what the segment uses: tensors to keep, and entries of others; and the module that it is in. Null where its result is nothing that it computed.</summary>
    private static (CheckpointRule Rule, Tensor[] Kept, int[] Unkept, Scope? Scope)? Call(Journal journal, Func<IReadOnlyList<Tensor>, Tensor> segment, Tensor[] arguments, out Tensor y)
    {
        using var log = new StateLog(keepsMemory: false);
        using var branch = new Branch(journal);
        Tensor result = y = segment(arguments);
        if (Course.Of(branch.Journal, 0, result) is not { } course) return null;
        branch.Journal.Pause();
        y = result.Detach();
        var kept = new List<Tensor>(arguments);
        var unkept = new List<int>();
        for (int node = 0; node < branch.Journal.Count; node++)
        {
            if (branch.Journal.LeafAt(node) is not { } leaf || Array.Exists(arguments, argument => ReferenceEquals(argument, leaf))) continue;
            if (leaf.RequiresGrad || journal.Find(leaf) != Entry.NoNode) kept.Add(leaf);
            // Captured, or made by the segment: only the caller knows, who holds the one and not the other.
            else unkept.Add(journal.AddUnkept(leaf));
        }
        return (new CheckpointRule(segment, arguments.Length, course, log.Generators), [.. kept], [.. unkept], branch.Journal.Scopes.OfAll());
    }
}
