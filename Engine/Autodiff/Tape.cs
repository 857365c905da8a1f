using System.Diagnostics.CodeAnalysis;

namespace PyDeepTensorNet;

/// <summary>
/// Records the operations on floating tensors of this thread from its opening to its disposal, so that they can be differentiated by reverse-mode traversal.
/// <code>
/// using var tape = new Tape();
/// Tensor loss = (model.Forward(x) - y).Square().Sum();
/// Gradients gradients = tape.Gradient(loss, model.Parameters());
/// </code>
/// Without an open tape nothing is recorded, so inference needs nothing special. Tapes nest: what an inner tape's <see cref="Gradient(Tensor, IReadOnlyList{Tensor}, Tensor?, bool, bool)"/> computes is recorded
/// on the outer one, which can differentiate it again. Values of a closed tape are constants to later ones.
/// </summary>
public sealed partial class Tape : IDisposable
{
    private readonly Journal _journal;
    private readonly int _start;
    private bool _disposed;

    /// <summary>Its first entry in the journal.</summary>
    internal int Start => _start;

    /// <summary>Whether recording was stopped when this tape opened, as it is again when it closes.</summary>
    internal bool PausedBefore { get; }

    /// <summary>Opens a tape on this thread with <see cref="DefaultOptions"/>.</summary>
    /// <exception cref="TapeException">So many tapes are open on this thread that some must have been forgotten.</exception>
    public Tape() : this(DefaultOptions) { }

    /// <summary>Opens a tape on this thread.</summary>
    /// <param name="options">What it keeps for messages; a tape nested in one with options has those too.</param>
    /// <exception cref="TapeException">So many tapes are open on this thread that some must have been forgotten; or <see cref="TapeOptions.Recycle"/> is given to one that is not the outermost.</exception>
    public Tape(TapeOptions options)
    {
        Options = options;
        _journal = Journal.OfThread;
        if (Recycles && _journal.Depth > 0) throw new TapeException("Tape: TapeOptions.Recycle is for an outermost tape, as an outer one may hold what this would take back; open this one without it, or first");
        _start = _journal.Count;
        PausedBefore = _journal.IsPaused;
        _journal.Open(this);
        if (Watches) Scopes.Watch();
        if (Recycles) _recycler = OpenRecycler();
        if ((options & TapeOptions.Profile) != 0) Profile = Profile.Start();
    }

    /// <summary>
    /// The options of tapes that are opened without any, in this process: at first those that the environment variable <c>PYDEEPTENSORNET_TAPE</c> names (say <c>Debug</c>), else none.
    /// </summary>
    public static TapeOptions DefaultOptions { get; set; } = Enum.TryParse(Environment.GetEnvironmentVariable("PYDEEPTENSORNET_TAPE"), true, out TapeOptions options) ? options : TapeOptions.None;

    /// <summary>What this tape was opened with.</summary>
    public TapeOptions Options { get; }

    /// <summary>What operations took since the tape was opened, where it has the option; may be read after the tape's end too.</summary>
    public Profile? Profile { get; }

    /// <summary>The innermost tape open on this thread, null where none is.</summary>
    public static Tape? Current => Journal.OpenTape;

    /// <summary>The number of entries recorded: leaves and results of operations.</summary>
    /// <exception cref="ObjectDisposedException">The tape is disposed.</exception>
    public int Count
    {
        get
        {
            CheckUsable(nameof(Count));
            return _journal.Count - _start;
        }
    }

    /// <summary>
    /// The gradients of <paramref name="loss"/> with respect to <paramref name="parameters"/>: parameters, inputs or intermediate values of this tape.
    /// May be called several times.
    /// </summary>
    /// <param name="loss">What to differentiate; one element, unless <paramref name="seed"/> is given.</param>
    /// <param name="parameters">With respect to what; the result is keyed by these tensors.</param>
    /// <param name="seed">The cotangent of <paramref name="loss"/>, of its shape; the result is then the vector-Jacobian product. Ones where null.</param>
    /// <param name="createGraph">Records the computation of the gradients too, so that they can be differentiated again on this tape.</param>
    /// <param name="allowUnused">A tensor that the loss does not depend on has no gradient (null) instead of being an error.</param>
    /// <exception cref="ShapeException">The loss has more than one element and no seed, or the seed's shape is not the loss's.</exception>
    /// <exception cref="TapeException">The loss was not recorded on this tape, a saved value was written to, or the tape belongs to another thread.</exception>
    /// <exception cref="MissingGradientException">The loss does not depend on a tensor, and <paramref name="allowUnused"/> is false.</exception>
    /// <exception cref="ObjectDisposedException">The tape is disposed.</exception>
    public Gradients Gradient(Tensor loss, IReadOnlyList<Tensor> parameters, Tensor? seed = null, bool createGraph = false, bool allowUnused = false)
    {
        CheckUsable(nameof(Gradient));
        int root = RootOf(loss);
        Tensor cotangent = CheckSeed(loss, seed);
        Gradients gradients = NewGradients(parameters.Count);
        Gradients.Pair[] results = gradients.Pairs;
        for (int i = 0; i < results.Length; i++)
        {
            Tensor parameter = parameters[i];
            if (!parameter.DType.IsFloating()) throw new DTypeException($"Gradient: {Label(parameter, i)} is not differentiable: only float32 and float64 tensors are; cast it with To(DType.Float32) before the tape uses it");
            results[i].Parameter = parameter;
            results[i].Node = _journal.Find(parameter);
        }

        // An outer tape wants to see how the gradients come about, unless it is paused.
        bool record = createGraph || (_journal.Depth > 1 && !PausedBefore);
        bool paused = !record && _journal.Suspend();
        Sweep sweep = _journal.RentSweep();
        try
        {
            sweep.Run(_start, root, cotangent, results);
            for (int i = 0; i < results.Length; i++)
            {
                ref Tensor? result = ref results[i].Value;
                if (result is not null) result = seed is null && ReferenceEquals(result.Storage, cotangent.Storage) ? result.Clone() : result.Contiguous();
                else if (!allowUnused) throw Missing(loss, results[i].Parameter, i);
            }
        }
        finally
        {
            _journal.Return(sweep);
            if (!record) _journal.Resume(paused);
        }
        return allowUnused ? gradients.ExplainedBy(this, loss) : gradients;
    }

    /// <summary>The gradient with respect to one tensor; see <see cref="Gradient(Tensor, IReadOnlyList{Tensor}, Tensor?, bool, bool)"/>.</summary>
    public Tensor Gradient(Tensor loss, Tensor parameter, Tensor? seed = null, bool createGraph = false) => Gradient(loss, [parameter], seed, createGraph)[parameter];

    /// <summary>
    /// Stops recording on this thread until the result is disposed: for values that need no gradient between those that do. A tape opened meanwhile records for itself; what it recorded is
    /// constant to this one.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The tape is disposed.</exception>
    public Paused Pause()
    {
        CheckUsable(nameof(Pause));
        return new Paused(_journal);
    }

    /// <summary>Ends the recording and releases what it kept; tapes nested in this one are closed too.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        if (!ReferenceEquals(_journal, Journal.OfThread)) throw new TapeException("Dispose: the tape was opened on another thread; open, use and dispose a tape on one thread, without an await between");
        _disposed = true;
        _journal.Close(this, _start);
        if (Watches) Scopes.Unwatch();
        _recycler?.Close();
        Profile?.Dispose();
    }

    /// <summary>The line that asked for the operation whose result <paramref name="tensor"/> is, or that first used it as a leaf; null where it is not on the tape, or that is not in debug mode.</summary>
    /// <exception cref="ObjectDisposedException">The tape is disposed.</exception>
    public Site? SiteOf(Tensor tensor)
    {
        CheckUsable(nameof(SiteOf));
        return _journal.SiteOf(_journal.Find(tensor));
    }

    /// <summary>What was recorded, a line an entry: number, op, the numbers of its inputs, dtype and shape, bytes kept for the backward sweep, and in debug mode the line that asked for it.</summary>
    public override string ToString() => _disposed || !_journal.IsOpen(this) ? "Tape (disposed)" : TapeText.Print(Graph(Profile ?? Profile.Current));

    /// <summary>What was recorded, for pictures.</summary>
    /// <param name="profile">Where times are taken from.</param>
    /// <param name="gradientNorms">By entry of the journal.</param>
    internal TapeGraph Graph(Profile? profile, IReadOnlyDictionary<int, double>? gradientNorms = null) => TapeGraph.Of(_journal, _start, profile, gradientNorms);

    /// <summary>The leaves that operations on this tape used and that want <see cref="Tensor.Backward"/> to accumulate into them.</summary>
    internal List<Tensor> LeavesRequiringGrad()
    {
        var leaves = new List<Tensor>();
        HashSet<int>? outer = null;
        for (int node = _start; node < _journal.Count; node++)
        {
            Entry entry = _journal[node];
            if (entry.IsLeaf) Add(entry);
            if (_start == 0) continue;
            // What an outer tape has met before stands there.
            foreach (int input in entry.Inputs())
            {
                if (input < _start && _journal[input].IsLeaf && (outer ??= []).Add(input)) Add(_journal[input]);
            }
        }
        return leaves;

        void Add(in Entry leaf)
        {
            if (leaf.Output is { RequiresGrad: true } tensor) leaves.Add(tensor);
        }
    }

    internal void CheckUsable(string member)
    {
        Journal own = Journal.OfThread;
        if (!ReferenceEquals(_journal, own)) Misplaced(member, own);
        if (_disposed || !_journal.IsOpen(this)) throw new ObjectDisposedException(nameof(Tape), $"{member}: the tape is disposed, and what it recorded is gone; call {member} before the end of its using block");
    }

    private void Misplaced(string member, Journal own)
    {
        if (own.IsInside(_journal)) throw new TapeException($"{member}: the tape does not see what a checkpointed segment does; use Tape.Current inside of the segment, or this tape outside");
        throw new TapeException($"{member}: the tape was opened on another thread; each thread records on a tape of its own, and an await may change threads");
    }

    private int RootOf(Tensor loss)
    {
        if (!loss.DType.IsFloating()) throw new DTypeException($"Gradient: the loss {loss.Describe()} is not differentiable: only float32 and float64 tensors are");
        int root = _journal.Find(loss);
        if (root >= _start)
        {
            _journal[root].CheckUnwritten(loss, root, _journal);
            return root;
        }
        throw new TapeException(root == Entry.NoNode
            ? $"Gradient: the loss {loss.Describe()} was not recorded on this tape: it was computed before the tape was opened, while it was paused, on another thread, or detached; compute it after `new Tape()`"
            : $"Gradient: the loss {loss.Describe()} was recorded before this tape was opened; differentiate it with the outer tape, or compute it after `new Tape()`");
    }

    private Tensor CheckSeed(Tensor loss, Tensor? seed)
    {
        if (seed is null)
        {
            if (loss.ElementCount != 1) throw new ShapeException($"Gradient: the loss has shape {loss.Shape}, {loss.ElementCount} elements, and only one number has a gradient; reduce it with Sum() or Mean(), or give the cotangent as seed");
            return loss.Rank == 0 ? _journal.One(loss.DType) : Tensor.OnesLike(loss);
        }
        if (seed.IsWeak) seed = new CastOp(loss.DType).Forward(seed);
        if (seed.DType != loss.DType) throw new DTypeException($"Gradient: the seed is {seed.DType.Name()}, the loss {loss.DType.Name()}; cast the seed with To(DType.{loss.DType})");
        if (seed.Shape != loss.Shape) throw new ShapeException($"Gradient: the seed has shape {seed.Shape}, the loss {loss.Shape}; a cotangent has the shape of its value");
        return seed;
    }

    private MissingGradientException Missing(Tensor loss, Tensor parameter, int index)
    {
        GradientExplanation why = Explainer.Explain(_journal, _start, loss, parameter);
        return new($"Gradient: the loss {loss.Describe()}{_journal.At(_journal.Find(loss))} does not depend on {Label(parameter, index)}: {why.Reason}; {(why.Remedy.Length == 0 ? "" : why.Remedy + ", ")}leave it out, or pass allowUnused: true", why);
    }

    private static string Label(Tensor parameter, int index) => $"parameter {index}, {parameter.Describe()}";

    /// <summary>Recording is stopped while this is not disposed.</summary>
    [SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "A scope, not a value.")]
    public readonly struct Paused : IDisposable
    {
        private readonly Journal _journal;
        private readonly bool _before, _watchedBefore;
        private readonly Recycler? _recycler;

        internal Paused(Journal journal)
        {
            (_journal, _before, _watchedBefore) = (journal, journal.IsPaused, journal.WatchesPause);
            _recycler = Recycler.Exchange(null);
            journal.WatchesPause = true;
            journal.Resume(true);
        }

        /// <summary>Records again.</summary>
        public void Dispose()
        {
            if (_journal is null) return;
            Recycler.Exchange(_recycler);
            _journal.WatchesPause = _watchedBefore;
            _journal.Resume(_before);
        }
    }
}
