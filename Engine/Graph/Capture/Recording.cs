using System.Globalization;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet;

/// <summary>A step as it was recorded for arguments of certain shapes, and the program that repeats it.</summary>
internal sealed class Recording
{
    private readonly Recorder _recorder;
    private readonly Argument[] _arguments;
    private readonly LeafGradient[] _gradients;
    private Program? _program;

    private Recording(Recorder recorder, Argument[] arguments, Tensor[] results)
    {
        (_recorder, _arguments, Results) = (recorder, arguments, results);
        _gradients = [.. recorder.WithGrad.Distinct().Where(leaf => leaf.Grad is not null).Select(leaf => new LeafGradient(leaf, leaf.Grad!))];
    }

    /// <summary>What <see cref="Tensor.Grad"/> of a leaf is after the step.</summary>
    private sealed record LeafGradient(Tensor Leaf, Tensor Gradient)
    {
        /// <summary>Whether the step adds to nothing, as it was found, and does not clear it itself.</summary>
        public bool StartsEmpty { get; set; }
    }

    /// <summary>What the step returned, in the memory that replays write to.</summary>
    public Tensor[] Results { get; }

    /// <summary>Whether the function has been compared with the recording.</summary>
    public bool IsValidated { get; set; }

    /// <summary>Records a run.</summary>
    public static Recording Of(Func<Tensor[], Tensor[]> function, ReadOnlySpan<Tensor> inputs)
    {
        Argument[] arguments = Arguments(inputs);
        (Recorder recorder, Tensor[] results) = Run(function, arguments, null);
        var recording = new Recording(recorder, arguments, results);
        recording.LayOut();
        return recording;
    }

    private DataFlow Flow() => new(_recorder, new(Results.Concat(_gradients.Select(gradient => gradient.Gradient)).Select(tensor => tensor.Storage), ReferenceEqualityComparer.Instance));

    /// <summary>As the instructions were recorded, one by one.</summary>
    private void LayOut() => _ = new MemoryPlan(Flow(), [.. _recorder.Instructions]);

    /// <summary>Whether arguments have the shapes, dtypes and kinds of those recorded.</summary>
    public bool Fits(ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length != _arguments.Length) return false;
        for (int i = 0; i < inputs.Length; i++)
        {
            if (!_arguments[i].Fits(inputs[i])) return false;
        }
        return true;
    }

    /// <summary>Runs the function and compares it with the recording, whose memory then holds the same values.</summary>
    public void Validate(Func<Tensor[], Tensor[]> function, ReadOnlySpan<Tensor> inputs)
    {
        Bind(inputs);
        if (_program is not null) LayOut();
        _program = null;
        foreach (LeafGradient gradient in _gradients) gradient.StartsEmpty = gradient.Leaf.Grad is null;
        Compare(function, inputs);
        SetGradients();
        _program = new Program(Flow(), Results);
        IsValidated = true;
    }

    // Not inlined, so that nothing holds this run's tensors any more when the memory is planned.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Compare(Func<Tensor[], Tensor[]> function, ReadOnlySpan<Tensor> inputs) => Run(function, Arguments(inputs), _recorder);

    public void Replay(ReadOnlySpan<Tensor> inputs)
    {
        foreach (LeafGradient gradient in _gradients)
        {
            if (gradient.StartsEmpty && gradient.Leaf.Grad is not null) throw new CaptureException($"Step.Run: {gradient.Leaf.Describe()} has a Grad, to which the step would add, and had none when it was recorded; call ZeroGrad before each run, or in the step");
        }
        Bind(inputs);
        _program!.Run();
        SetGradients();
    }

    /// <summary>See <see cref="Program.Compile"/>.</summary>
    public void Compile() => _program?.Compile();

    private void SetGradients()
    {
        foreach (LeafGradient gradient in _gradients) gradient.Leaf.Grad = gradient.Gradient;
    }

    public override string ToString()
    {
        string arguments = string.Join(", ", _arguments.Select(argument => argument.Tensor.DType.Name() + argument.Tensor.Shape));
        return string.Create(CultureInfo.InvariantCulture, $"Step ({arguments}): {(_program is null ? $"{_recorder.Instructions.Count} operations recorded, to be compared with the next run" : _program)}");
    }

    private static (Recorder Recorder, Tensor[] Results) Run(Func<Tensor[], Tensor[]> function, Argument[] arguments, Recorder? reference)
    {
        Journal journal = Journal.OfThread;
        if (Journal.Capturing is not null) throw new CaptureException("Step.Run: a captured step is run inside another one that is being recorded; call the function itself there");
        var recorder = new Recorder(journal, [.. arguments.Select(argument => argument.Tensor)], reference);
        Recorder? before = journal.Capture(recorder);
        MemoryWatch? watch = MemoryWatch.Exchange(recorder);
        bool alone = Kernels.WorkerPool.Alone;
        // What other threads touch would not be seen.
        Kernels.WorkerPool.Alone = true;
        try
        {
            Tensor[] results;
            // What an eager run lets go of is used again in it.
            using (MemoryEpoch.Unpin()) results = function([.. arguments.Select(argument => argument.Tensor)]);
            if (results.Length == 0) throw new CaptureException("Step: the function returns no tensor; return what is to be read after Run, such as the loss");
            recorder.End(results);
            return (recorder, results);
        }
        finally
        {
            Kernels.WorkerPool.Alone = alone;
            MemoryWatch.Exchange(watch);
            journal.Capture(before);
        }
    }

    private void Bind(ReadOnlySpan<Tensor> inputs)
    {
        for (int i = 0; i < inputs.Length; i++) _arguments[i].Set(inputs[i]);
    }

    private static Argument[] Arguments(ReadOnlySpan<Tensor> inputs)
    {
        var arguments = new Argument[inputs.Length];
        for (int i = 0; i < arguments.Length; i++) arguments[i] = new(inputs[i]);
        return arguments;
    }
}
