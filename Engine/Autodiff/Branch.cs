namespace PyDeepTensorNet;

/// <summary>
/// This thread records on a journal apart from its own while this is not disposed; then what was recorded there is gone. Tensors that it meets are leaves to it, those made on the tapes around it too.
/// </summary>
internal sealed class Branch : IDisposable
{
    private readonly Tape _tape;

    /// <summary>What would hold until the end of the step what is to be gone before.</summary>
    private readonly Recycler? _recycler = Recycler.Exchange(null);

    public Branch(Journal from)
    {
        TapeOptions options = from.Debug is not { } debug ? TapeOptions.None : debug.DetectsAnomalies ? TapeOptions.DetectAnomalies : TapeOptions.Debug;
        Journal = from.Branch();
        _tape = new Tape(options);
    }

    public Journal Journal { get; }

    public void Dispose()
    {
        _tape.Dispose();
        Journal.Rejoin();
        // The tapes around are still open.
        BufferCache.StepBegan();
        Recycler.Exchange(_recycler);
    }
}
