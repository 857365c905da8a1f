namespace PyDeepTensorNet;

public sealed partial class Tape
{
    /// <summary>Null where tensors are ordinary ones.</summary>
    private readonly Recycler? _recycler;

    /// <summary>The results of <see cref="Gradient(Tensor, IReadOnlyList{Tensor}, Tensor?, bool, bool)"/>, to be used again in their order.</summary>
    private List<Gradients>? _gradients;
    private int _gradientsUsed;

    internal bool Recycles => (Options & TapeOptions.Recycle) != 0;

    /// <summary>Whether it has options that modules note their calls for.</summary>
    private bool Watches => (Options & ~TapeOptions.Recycle) != 0;

    /// <summary>
    /// Forgets what was recorded, as if the tape were disposed and opened again: the start of another step. With <see cref="TapeOptions.Recycle"/> it also takes back the tensors that operations have made on this thread
    /// since the last time, with their memory and the <see cref="Gradients"/>, and the next step uses them again, so that a step of small tensors makes no garbage.
    /// <code>
    /// using var tape = new Tape(TapeOptions.Recycle);
    /// foreach (Batch batch in loader)
    /// {
    ///     tape.Reset();
    ///     Tensor loss = model.Forward(batch[0]).CrossEntropy(batch[1]);
    ///     optimizer.Step(tape.Gradient(loss, model.Parameters()));
    /// }
    /// </code>
    /// </summary>
    /// <remarks>
    /// <para>
    /// Taken back are the results of operations, recorded or not, views and <see cref="Tensor.Detach"/> included. Not taken back are tensors that are created from numbers (<c>From</c>, <c>Zeros</c>, <c>Randn</c>), those computed while the
    /// tape is paused, batches of a <c>DataLoader</c>, parameters, <see cref="Tensor.Grad"/> and the state of modules and optimisers, what other threads compute, and those that <see cref="Tensor.Keep"/> takes out. Disposing the tape takes nothing back.
    /// </para>
    /// <para>
    /// A tensor that was taken back throws a <see cref="TapeException"/> that names it when its elements or dtype are asked for, until its object is needed for a new tensor, in a step that computes as many: from then on
    /// it is that tensor, which nothing detects. With <see cref="TapeOptions.Debug"/> objects are never used again, and every such use throws. Not detected either is a span (<see cref="Tensor.AsReadOnlySpan{T}"/>) of a small tensor that
    /// is read after the reset: its elements are overwritten. A span of a large one keeps its elements.
    /// </para>
    /// </remarks>
    /// <exception cref="TapeException">Another tape is open in this one or around it, or this tape is paused or belongs to another thread.</exception>
    /// <exception cref="ObjectDisposedException">The tape is disposed.</exception>
    public void Reset()
    {
        CheckUsable(nameof(Reset));
        if (_journal.Depth != 1) throw new TapeException($"Reset: {_journal.Depth} tapes are open on this thread, and all of them share one record; dispose those nested in this one, or use a new Tape for each inner step");
        if (_journal.IsPaused) throw new TapeException("Reset: the tape is paused; leave the Pause block before");
        _journal.Reset(this);
        _recycler?.Reset();
        for (int i = 0; i < _gradientsUsed; i++)
        {
            _gradients![i].Retire();
            if ((Options & TapeOptions.Debug) != 0) _gradients[i] = null!;
        }
        if ((Options & TapeOptions.Debug) != 0) _gradients?.Clear();
        _gradientsUsed = 0;
    }

    private Recycler? OpenRecycler()
    {
        // What a captured step computes lives on.
        if (_journal.IsCapturing) return null;
        var recycler = new Recycler((Options & TapeOptions.Debug) == 0, _journal.OriginOf);
        recycler.Open();
        return recycler;
    }

    /// <summary>Room for gradients of so many tensors.</summary>
    private Gradients NewGradients(int count)
    {
        if (_recycler is null) return new(new Gradients.Pair[count]);
        int place = _gradientsUsed++;
        if (place == (_gradients ??= []).Count) _gradients.Add(new(new Gradients.Pair[count]));
        else if (!_gradients[place].Renew(count)) _gradients[place] = new(new Gradients.Pair[count]);
        return _gradients[place];
    }
}
