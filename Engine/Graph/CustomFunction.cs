namespace PyDeepTensorNet;

/// <summary>
/// The derivative of a user's function: the cotangent of each input, given that of the output. Null where the output does not depend on an input, or the input is not floating.
/// </summary>
/// <param name="inputs">The inputs of the forward computation.</param>
/// <param name="output">Its result.</param>
/// <param name="cotangent">The derivative of the loss with respect to the result, of its shape.</param>
public delegate IReadOnlyList<Tensor?> CustomVjp(IReadOnlyList<Tensor> inputs, Tensor output, Tensor cotangent);

/// <summary>
/// Functions of the user's own, with derivatives of their own: one entry on the tape, whatever they are computed by.
/// <code>
/// Tensor y = CustomFunction.Apply("Cube", x, x => x * x * x, (x, y, dy) => dy * 3 * x * x, check: true);
/// </code>
/// For derivatives that are better known than those of the parts: in a stable form, through a solver or other code, or another gradient than the true one on purpose.
/// </summary>
/// <remarks>
/// The forward function runs unrecorded, so that its memory is released and what it captures is constant: everything that needs a gradient must be an input. A vjp in Tensor operations of its
/// arguments can be differentiated again; one that computes otherwise, on spans for example, cannot, and the tape says so if it has to.
/// </remarks>
public static class CustomFunction
{
    /// <summary>Computes <paramref name="forward"/> and records it as the op <paramref name="name"/>.</summary>
    /// <param name="name">What tapes and messages call it.</param>
    /// <param name="inputs">What it is a function of; integers and masks carry no gradient.</param>
    /// <param name="forward">The result, given the inputs; it must not write to them.</param>
    /// <param name="vjp">The cotangents of the inputs. Each has the shape of its input, or one that the input broadcasts to and that is summed down.</param>
    /// <param name="check">Compares the vjp with differences in float64 at these inputs first, by <see cref="GradCheck"/>: some 2 calls of <paramref name="forward"/> an element, which get float64 copies.</param>
    /// <exception cref="GradCheckException">The vjp is not the derivative of the forward function, and <paramref name="check"/> is true.</exception>
    /// <exception cref="DTypeException">The result is not floating.</exception>
    /// <exception cref="TapeException">The forward function wrote to an input.</exception>
    public static Tensor Apply(string name, IReadOnlyList<Tensor> inputs, Func<IReadOnlyList<Tensor>, Tensor> forward, CustomVjp vjp, bool check = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (check) GradCheck.Run(copies => Apply(name, copies, forward, vjp), inputs).ThrowIfFailed();
        Slice? slice = Profile.Begin();
        Tensor[] arguments = [.. inputs];
        Tensor y = Forward(name, arguments, forward);
        Journal.Recording?.Record(new Rule(name, arguments.Length, forward, vjp), arguments, y);
        slice?.End(new Called(name), y, arguments);
        return y;
    }

    /// <summary>A function of one tensor; its vjp is given the input, the output and the output's cotangent. See <see cref="Apply(string, IReadOnlyList{Tensor}, Func{IReadOnlyList{Tensor}, Tensor}, CustomVjp, bool)"/>.</summary>
    /// <inheritdoc cref="Apply(string, IReadOnlyList{Tensor}, Func{IReadOnlyList{Tensor}, Tensor}, CustomVjp, bool)"/>
    public static Tensor Apply(string name, Tensor input, Func<Tensor, Tensor> forward, Func<Tensor, Tensor, Tensor, Tensor?> vjp, bool check = false) =>
        Apply(name, [input], inputs => forward(inputs[0]), (inputs, output, cotangent) => [vjp(inputs[0], output, cotangent)], check);

    /// <summary>What a profile calls it.</summary>
    private readonly record struct Called(string Name) : INamedOp;

    /// <summary>The result, unrecorded, as a tensor of its own even where the function returns an input or something that it captures.</summary>
    private static Tensor Forward(string name, Tensor[] inputs, Func<IReadOnlyList<Tensor>, Tensor> forward)
    {
        int[] versions = [.. inputs.Select(input => input.Storage.Version)];
        Tensor y;
        // Inside another operation nothing is recorded anyway, and to resume would end that.
        if (Journal.Recording is not { } journal) y = forward(inputs).Detach();
        else
        {
            bool paused = journal.Pause();
            try
            {
                y = forward(inputs).Detach();
            }
            finally
            {
                journal.Resume(paused);
            }
        }
        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].Storage.Version != versions[i]) throw new TapeException($"{name}: its forward function wrote to input {i}, {inputs[i].Describe()}, in place; write to a Clone()");
        }
        if (!y.DType.IsFloating()) throw new DTypeException($"{name}: its forward function gave {y.Describe()}, which carries no gradient; a custom function gives a float32 or float64 tensor, everything else needs none");
        return y;
    }

    /// <summary>What the tape knows of a custom function; the forward function is kept for those who check it alone.</summary>
    internal sealed class Rule(string name, int count, Func<IReadOnlyList<Tensor>, Tensor> forward, CustomVjp vjp) : PyDeepTensorNet.Rule
    {
        public override string Name => name;

        public override Residuals Residuals => Residuals.Inputs | Residuals.Output;

        public override bool IsUsers => true;

        public override Tensor? Replay(ReadOnlySpan<Tensor> inputs) => Apply(name, inputs.ToArray(), forward, vjp);

        public override void Pull(in Entry entry, Tensor dy, Sweep sweep)
        {
            // The user may keep what the vjp is given and what it makes.
            using BufferLedger.Scope suspended = BufferLedger.Suspend(dy);
            Pullback pull = new(in entry, dy, sweep);
            var inputs = new Tensor[count];
            for (int i = 0; i < count; i++) inputs[i] = pull.Input(i);
            IReadOnlyList<Tensor?> cotangents = vjp(inputs, pull.Output, dy);
            if (cotangents.Count != count) throw new ShapeException($"{name}: its vjp gave {cotangents.Count} cotangents for {count} inputs; give one each, null where there is none");
            for (int i = 0; i < count; i++)
            {
                if (cotangents[i] is { } cotangent && pull.Needs(i)) pull.Add(i, Differentiable(Checked(i, inputs[i], cotangent), inputs, dy));
            }
        }

        private Tensor Checked(int i, Tensor input, Tensor cotangent)
        {
            if (cotangent.DType != input.DType) throw new DTypeException($"{name}: its vjp gave {cotangent.Describe()} as the cotangent of input {i}, {input.Describe()}; the dtypes must agree, cast with To(DType.{input.DType})");
            if (Shape.Broadcast($"{name}: cotangent {i} of its vjp", input.Shape, cotangent.Shape) != cotangent.Shape) throw new ShapeException($"{name}: its vjp gave {cotangent.Describe()} as the cotangent of input {i}, {input.Describe()}; a cotangent has the shape of its input, or one that the input broadcasts to");
            return cotangent;
        }

        /// <summary>In a recorded sweep, a cotangent that no operation made would be a constant, and second derivatives zero without a word.</summary>
        private Tensor Differentiable(Tensor cotangent, Tensor[] inputs, Tensor dy)
        {
            if (!Journal.IsDifferentiating || Journal.OfThread is not { } journal || ReferenceEquals(cotangent, dy) || journal.Find(cotangent) != Entry.NoNode) return cotangent;
            Tensor opaque = cotangent.Detach();
            journal.Record(new OpaqueRule(name), [dy, .. inputs], opaque);
            return opaque;
        }
    }

    /// <summary>A derivative that was computed out of the tape's sight.</summary>
    private sealed class OpaqueRule(string name) : PyDeepTensorNet.Rule
    {
        public override string Name => $"{name}Vjp";

        public override Residuals Residuals => Residuals.None;

        public override void Pull(in Entry entry, Tensor dy, Sweep sweep) =>
            throw new TapeException($"{name}: its vjp gave a cotangent that no recorded operation made of its arguments, so that it cannot be differentiated again; write it in Tensor operations or as a CustomFunction of its own, or give null where it is zero");
    }
}
