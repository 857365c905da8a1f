using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet;

/// <summary>
/// This thread's record of operations. Tapes are marks in it: a nested tape sees what follows its mark, the outer one sees all, and each op is written once.
/// </summary>
/// <remarks>
/// A tensor knows its entry by <see cref="Tensor.Record"/>: the epoch (a number that no other outermost tape of the process has) above the entry's number. So a value of a closed tape,
/// or a parameter last used on another thread, is simply not found, and is entered as a leaf. Only a tensor that stands on the open tape of another thread keeps its number there; this
/// journal then looks it up by reference.
/// </remarks>
internal sealed class Journal
{
    private const int NodeBits = 24;
    private const int NodeMask = (1 << NodeBits) - 1;
    private const int EpochsPerBlock = 1 << 16;

    /// <summary>Derivatives of derivatives do not go so far; a loop without <c>using</c> does.</summary>
    private const int MostOpen = 100;
    private static long s_blocks;

    /// <summary>Whose epochs a block holds; asked only about tensors that came from another thread.</summary>
    private static readonly ConcurrentDictionary<long, WeakReference<Journal>> s_owners = new();

    [ThreadStatic]
    private static Journal? t_current;

    private Entry[] _entries = new Entry[64];
    private int _count;
    private long _epoch;
    private int _epochsLeft;

    /// <summary>Whether a tape is open, as other threads see it.</summary>
    private volatile bool _live;

    /// <summary>Leaves by reference, once a tensor came by that another thread has numbered.</summary>
    private Dictionary<Tensor, int>? _leaves;

    /// <summary>Tensors with hooks, by their entries; null where there are none.</summary>
    public Dictionary<int, Tensor>? Watched { get; set; }

    /// <summary>Leaves that this journal does not keep alive, by their entries.</summary>
    private readonly Dictionary<int, WeakReference<Tensor>> _unkept = [];

    /// <summary>The journal that this one takes the place of, or may; null of a thread's own one.</summary>
    private Journal? _outer;

    /// <summary>The one that takes the place of this.</summary>
    private Journal? _branch;

    /// <summary>Open tapes, outermost first.</summary>
    private readonly List<Tape> _tapes = [];

    /// <summary>Spare arrays of the backward sweep.</summary>
    private Sweep? _sweep;

    /// <summary>What debug mode keeps, while an open tape asks for it.</summary>
    private DebugLog? _debug;

    /// <summary>What writes down every operation, while a step is captured.</summary>
    private Recorder? _recorder;

    /// <summary>Whether somebody wants to know of operations beside the tape.</summary>
    public bool IsWatched { get; private set; }

    /// <summary>Which module recorded what, where somebody watches.</summary>
    public Scopes Scopes => field ??= new(this);

    /// <summary>In recycled steps, how many entries are still there of the step before: what is the same in this one is not written again.</summary>
    private int _former;

    private Tensor? _one, _oneDouble;

    /// <summary>The journal of this thread if operations are to call its <c>Record</c>, else null: a tape is open and not paused, or paused by a user who wants to know in debug mode what that cost.</summary>
    public static Journal? Recording
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => t_current is { _listens: true } journal ? journal : null;
    }

    /// <summary>This thread's journal; null where it never had a tape.</summary>
    public static Journal? Current => t_current;

    /// <summary>What stands on its thread in the matter of memory.</summary>
    public readonly ThreadMemory Memory = ThreadMemory.Current;

    /// <summary>Whether what this thread computes now may be differentiated.</summary>
    public static bool IsDifferentiating => t_current is { IsRecording: true };

    /// <summary>What writes down the step that this thread captures; null where none is captured, or inside an operation of it.</summary>
    public static Recorder? Capturing => t_current?.Recorder;

    /// <inheritdoc cref="Capturing"/>
    public Recorder? Recorder => _listens ? _recorder : null;

    /// <summary>What this thread's debug mode keeps of the user's calls; null where it is off.</summary>
    public static DebugLog? Debugging => Recording?._debug;

    /// <summary>This thread's journal, whether or not a tape is open.</summary>
    public static Journal OfThread
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => t_current ?? Create();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Journal Create() => t_current = new();

    /// <summary>The innermost open tape of this thread.</summary>
    public static Tape? OpenTape => t_current is { _tapes.Count: > 0 } journal ? journal._tapes[^1] : null;

    /// <summary>What entries keep besides what their rules read: everything, where each is looked at on its own.</summary>
    public Residuals Also;

    /// <summary>Whether operations call <c>Record</c>.</summary>
    private bool _listens;

    /// <summary>Whether a step is being written down.</summary>
    public bool IsCapturing => _recorder is not null;

    /// <summary>False inside an operation, whose own operations are nobody's business.</summary>
    public bool IsListening => _listens;

    public bool IsRecording { get; private set; }

    public bool IsPaused { get; private set; }

    public int Count => _count;

    public int Depth => _tapes.Count;

    public ref Entry this[int node] => ref _entries[node];

    public ReadOnlySpan<Entry> Entries => _entries.AsSpan(0, _count);

    public void Open(Tape tape)
    {
        if (_tapes.Count >= MostOpen) throw new TapeException($"Tape: {_tapes.Count} tapes are open on this thread, each nested in the one before; dispose each when its step is done: `using var tape = new Tape();`");
        if (_tapes.Count == 0) Begin();
        _tapes.Add(tape);
        if ((tape.Options & TapeOptions.Debug) != 0) (_debug ??= new(this)).Open(tape.Options);
        IsWatched = _debug is not null || _recorder is not null;
        Resume(false);
    }

    /// <summary>A new epoch, for the outermost tape.</summary>
    private void Begin()
    {
        if (_epochsLeft == 0)
        {
            s_owners.TryRemove(_epoch / EpochsPerBlock, out _);
            _epoch = Interlocked.Increment(ref s_blocks) * EpochsPerBlock;
            _epochsLeft = EpochsPerBlock;
            s_owners[_epoch / EpochsPerBlock] = new(this);
        }
        else
        {
            _epoch++;
        }
        _epochsLeft--;
        _live = true;
        BufferCache.StepBegan();
    }

    /// <summary>Closes a tape, which began at <paramref name="start"/>, and those nested in it; the last one empties the journal.</summary>
    public void Close(Tape tape, int start)
    {
        int last = _tapes.Count - 1, at = last >= 0 && ReferenceEquals(_tapes[last], tape) ? last : _tapes.LastIndexOf(tape);
        if (at < 0) return;
        for (int i = at; i < _tapes.Count && _debug is not null; i++)
        {
            if ((_tapes[i].Options & TapeOptions.Debug) != 0 && !_debug.Close(_tapes[i].Options)) _debug = null;
        }
        IsWatched = _debug is not null || _recorder is not null;
        for (; last >= at; last--) _tapes.RemoveAt(last);
        Resume(tape.PausedBefore && _tapes.Count > 0);
        if (_tapes.Count > 0)
        {
            if (tape.PausedBefore) MakeConstant(start);
            return;
        }
        End(keep: 0);
    }

    /// <summary>Empties the journal, but for the first entries, which the next step writes over.</summary>
    private void End(int keep)
    {
        int last = Math.Max(_count, _former);
        if (last > keep) Array.Clear(_entries, keep, last - keep);
        (_count, _former) = (0, keep);
        _leaves = null;
        _unkept.Clear();
        Watched = null;
        Scopes.Clear();
        _live = false;
        BufferCache.StepEnded();
    }

    /// <summary>Begins anew with the only tape.</summary>
    public void Reset(Tape tape)
    {
        End(tape.Recycles ? _count : 0);
        Begin();
        if (_debug is null) return;
        _debug.Close(tape.Options);
        (_debug = new(this)).Open(tape.Options);
    }

    /// <summary>In recycled steps, what the step before recorded in the place of the operation that is about to be.</summary>
    public Rule? Former => _count < _former ? _entries[_count].Rule : null;

    /// <summary>What messages say of where a tensor of the step before came from.</summary>
    public string OriginOf(Tensor tensor) =>
        tensor.Record >> NodeBits == _epoch - 1 && ((int)tensor.Record & NodeMask) is var node && node >= _count && node < _former && _entries[node].Rule is { } rule ? $", the result of {rule.Name}," : "";

    /// <summary>Results from here on were recorded while the outer tape was paused; to it they are constants.</summary>
    private void MakeConstant(int start)
    {
        for (int node = start; node < _count; node++)
        {
            ref Entry entry = ref _entries[node];
            if (!entry.IsLeaf) entry = new() { Shape = entry.Shape, DType = entry.DType };
        }
    }

    /// <summary>Has this thread record on another journal, to which what stands here is foreign, until <see cref="Rejoin"/>.</summary>
    public Journal Branch() => t_current = _branch ??= new() { _outer = this };

    /// <summary>Goes back to the journal around this one.</summary>
    public void Rejoin() => t_current = _outer;

    /// <summary>Whether this journal is in another one's place.</summary>
    public bool IsInside(Journal other) => _outer is { } outer && (ReferenceEquals(outer, other) || outer.IsInside(other));

    /// <summary>Where an entry was asked for, or a leaf first used; null but in debug mode.</summary>
    public Site? SiteOf(int node) => _debug?.SiteOf(node);

    /// <summary>What debug mode keeps; null where it is off.</summary>
    public DebugLog? Debug => _debug;

    /// <summary>An entry's site as it follows other words in a message: nothing where there is none.</summary>
    public string At(int node) => SiteOf(node) is { } site ? $" ({site.ToString(_entries[node].Rule?.Name ?? "")})" : "";

    public bool IsOpen(Tape tape) => _tapes.Count > 0 && (ReferenceEquals(_tapes[^1], tape) || _tapes.Contains(tape));

    /// <summary>Has every operation of this thread written down, or none; returns whoever did that before.</summary>
    public Recorder? Capture(Recorder? recorder)
    {
        Recorder? before = _recorder;
        _recorder = recorder;
        IsWatched = _debug is not null || _recorder is not null;
        // What is written down lives on.
        Recycler.Exchange(recorder is null ? Recycler.Own : null);
        Resume(IsPaused);
        return before;
    }

    /// <summary>Stops recording for what is not to be differentiated, but is no operation's inside either; returns what <see cref="Resume"/> takes to go back.</summary>
    public bool Suspend()
    {
        bool before = IsPaused;
        (IsPaused, IsRecording, _listens) = (true, false, _listens && _recorder is not null);
        return before;
    }

    /// <summary>Stops recording inside an operation; returns what <see cref="Resume"/> takes to go back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Pause()
    {
        bool before = IsPaused;
        (IsPaused, IsRecording, _listens) = (true, false, false);
        return before;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Resume(bool paused)
    {
        IsPaused = paused;
        IsRecording = !paused && _tapes.Count > 0;
        _listens = IsRecording || _recorder is not null || (paused && WatchesPause && _debug is not null);
    }

    /// <summary>Whether the user, not the engine, paused the recording: debug mode then notes the operations.</summary>
    public bool WatchesPause { get; set; }

    // Not inlined, so that recording makes no room for the span.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Begin(Rule rule, Tensor a, Tensor? b, Tensor output) => b is null ? Begin(rule, [a], output) : Begin(rule, [a, b], output);

    /// <summary>For those who watch, before anything is recorded; false where it only is to be known, as the tape is paused.</summary>
    private bool Begin(Rule rule, ReadOnlySpan<Tensor> inputs, Tensor output)
    {
        _recorder?.Operation(rule, inputs, output);
        if (IsRecording)
        {
            _debug?.Begin();
            if (_debug is { DetectsAnomalies: true, InSweep: false }) AnomalyCheck.Result(this, rule.Name, inputs, output);
            return true;
        }
        if (WatchesPause) _debug?.Cut(GradientCause.Paused, rule.Name, inputs, output);
        return false;
    }

    /// <summary>A result that carries no gradient, for those who watch.</summary>
    public void Note(Rule rule, ReadOnlySpan<Tensor> inputs, Tensor output)
    {
        _recorder?.Operation(rule, inputs, output);
        _debug?.Cut(GradientCause.NotDifferentiable, rule.Name, inputs, output);
    }

    public Sweep RentSweep()
    {
        Sweep sweep = _sweep ?? new(this);
        _sweep = null;
        return sweep;
    }

    /// <summary>The number 1, from which most sweeps start. Nobody may write to it, so that it must not leave the engine.</summary>
    public Tensor One(DType dtype) => dtype == DType.Float32 ? _one ??= Tensor.Ones(Shape.Scalar, dtype) : _oneDouble ??= Tensor.Ones(Shape.Scalar, dtype);

    public void Return(Sweep sweep) => _sweep = sweep;

    /// <summary>The entry of a tensor on the open tapes, or <see cref="Entry.NoNode"/>.</summary>
    public int Find(Tensor tensor)
    {
        if (_tapes.Count == 0) return Entry.NoNode;
        long record = tensor.Record;
        if (record >> NodeBits == _epoch) return (int)record & NodeMask;
        return IsForeign(record) && Leaves().TryGetValue(tensor, out int node) ? node : Entry.NoNode;
    }

    /// <summary>What a tensor's <see cref="Tensor.Record"/> is that stands at an entry.</summary>
    public long RecordOf(int node) => (_epoch << NodeBits) | (long)node;

    /// <summary>Where an input stands; one not met before is entered as a leaf. Integers and masks have no place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NodeOf(Tensor tensor)
    {
        long record = tensor.Record;
        if (record >> NodeBits != _epoch) return AddLeaf(tensor, record);
        int node = (int)record & NodeMask;
        _entries[node].CheckUnwritten(tensor, node, this);
        return node;
    }

    private int AddLeaf(Tensor tensor, long record)
    {
        if (!tensor.DType.IsFloating()) return Entry.NoNode;
        bool renumber = true;
        if (IsForeign(record))
        {
            if (Leaves().TryGetValue(tensor, out int known)) return known;
            renumber = !IsOpenElsewhere(record);
        }
        _leaves?.Add(tensor, _count);
        Append(null, tensor, tensor, renumber);
        if (tensor.Hooks is not null) Watch(tensor);
        return _count - 1;
    }

    /// <summary>
    /// Where a tensor stands; one not met before is entered as a leaf that is not kept alive: it has a gradient for those who hold it.
    /// </summary>
    public int AddUnkept(Tensor tensor)
    {
        if (Find(tensor) is var known and not Entry.NoNode) return known;
        if (IsForeign(tensor.Record) && IsOpenElsewhere(tensor.Record)) return NodeOf(tensor);
        Append(null, tensor, null);
        _unkept.Add(_count - 1, new(tensor));
        if (tensor.Hooks is not null) Watch(tensor);
        return _count - 1;
    }

    /// <summary>The tensor of a leaf, if it is one and there still is one.</summary>
    public Tensor? LeafAt(int node) => !_entries[node].IsLeaf ? null : _entries[node].Output ?? (_unkept.TryGetValue(node, out WeakReference<Tensor>? leaf) && leaf.TryGetTarget(out Tensor? tensor) ? tensor : null);

    /// <summary>Has sweeps call the hooks of a tensor that stands on the open tapes.</summary>
    public void Watch(Tensor tensor)
    {
        if (Find(tensor) is var node and not Entry.NoNode) (Watched ??= [])[node] = tensor;
    }

    /// <summary>Whether a tensor was last recorded on another thread.</summary>
    public bool IsForeign(Tensor tensor) => IsForeign(tensor.Record);

    /// <summary>Whether another thread wrote this number.</summary>
    private bool IsForeign(long record) => record != 0 && (record >> NodeBits) / EpochsPerBlock != _epoch / EpochsPerBlock;

    /// <summary>Whether the number is that of an open tape; what a branch of this journal has met belongs to this one too.</summary>
    private bool IsOpenElsewhere(long record)
    {
        long epoch = record >> NodeBits;
        return s_owners.TryGetValue(epoch / EpochsPerBlock, out WeakReference<Journal>? reference) && reference.TryGetTarget(out Journal? owner) && owner._live && !ReferenceEquals(owner._outer, this) && Volatile.Read(ref owner._epoch) == epoch;
    }

    private Dictionary<Tensor, int> Leaves()
    {
        if (_leaves is null)
        {
            _leaves = new(ReferenceEqualityComparer.Instance);
            for (int i = 0; i < _count; i++)
            {
                if (_entries[i] is { IsLeaf: true, Output: { } leaf }) _leaves.Add(leaf, i);
            }
        }
        return _leaves;
    }

    /// <summary>A new entry for <paramref name="tensor"/>, which from now on stands there.</summary>
    /// <param name="rule">How it came about; null of a leaf.</param>
    /// <param name="tensor">The value.</param>
    /// <param name="kept">It, where the entry keeps it.</param>
    /// <param name="number">Whether it is to know its place.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Entry Append(Rule? rule, Tensor tensor, Tensor? kept, bool number = true)
    {
        if (_count == _entries.Length) Grow();
        ref Entry entry = ref _entries[_count];
        Keep(ref entry.Rule, rule);
        Keep(ref entry.Shape, tensor.Shape);
        Keep(ref entry.Output, kept);
        Keep(ref entry.Rest, null);
        // An operation sets these itself.
        if (rule is null) (entry.A, entry.B, entry.C) = (null, null, null);
        entry.DType = tensor.DType;
        entry.VersionOutput = tensor.Storage.Version;
        if (number) tensor.Record = RecordOf(_count);
        _count++;
        return ref entry;
    }

    /// <summary>Puts a reference into an entry. Mostly it is there, in recycled steps, and to compare takes less than to tell the collector of a write.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep<T>(ref T place, T value) where T : class?
    {
        if (!ReferenceEquals(place, value)) place = value;
    }

    /// <summary>Keeps an input, or none where the derivative does not read it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Save(ref Tensor? place, ref int version, Tensor? input)
    {
        Keep(ref place, input);
        if (input is not null) version = input.Storage.Version;
    }

    private void Grow()
    {
        if (_count >= 1 << NodeBits) throw new TapeException($"Tape: {_count} entries recorded, the most one tape holds; open a tape for each step, or Detach between parts");
        Array.Resize(ref _entries, _entries.Length * 2);
    }

    public void Record(Rule rule, Tensor a, Tensor output)
    {
        if (IsWatched && !Begin(rule, a, null, output)) return;
        int nodeA = NodeOf(a);
        Residuals keep = rule.Residuals | Also;
        ref Entry entry = ref Append(rule, output, (keep & Residuals.Output) != 0 ? output : null);
        Save(ref entry.A, ref entry.VersionA, (keep & Residuals.First) != 0 ? a : null);
        Keep(ref entry.B, null);
        Keep(ref entry.C, null);
        entry.NodeA = nodeA;
        entry.NodeB = entry.NodeC = Entry.NoNode;
    }

    public void Record(Rule rule, Tensor a, Tensor b, Tensor output)
    {
        if (IsWatched && !Begin(rule, a, b, output)) return;
        int nodeA = NodeOf(a), nodeB = NodeOf(b);
        Residuals keep = rule.Residuals | Also;
        ref Entry entry = ref Append(rule, output, (keep & Residuals.Output) != 0 ? output : null);
        Save(ref entry.A, ref entry.VersionA, (keep & Residuals.First) != 0 ? a : null);
        Save(ref entry.B, ref entry.VersionB, (keep & Residuals.Second) != 0 ? b : null);
        Keep(ref entry.C, null);
        entry.NodeA = nodeA;
        entry.NodeB = nodeB;
        entry.NodeC = Entry.NoNode;
    }

    /// <summary>Any number of inputs.</summary>
    public void Record(Rule rule, ReadOnlySpan<Tensor> inputs, Tensor output)
    {
        if (IsWatched && !Begin(rule, inputs, output)) return;
        // All inputs first: one that is new makes an entry of its own.
        int first = NodeOrNone(inputs, 0), second = NodeOrNone(inputs, 1), third = NodeOrNone(inputs, 2);
        int[] rest = inputs.Length > 3 ? new int[inputs.Length - 3] : [];
        for (int i = 0; i < rest.Length; i++) rest[i] = NodeOf(inputs[i + 3]);
        Residuals keep = rule.Residuals | Also;
        ref Entry entry = ref Append(rule, output, (keep & Residuals.Output) != 0 ? output : null);
        Save(ref entry.A, ref entry.VersionA, (keep & Residuals.First) != 0 && inputs.Length > 0 ? inputs[0] : null);
        Save(ref entry.B, ref entry.VersionB, (keep & Residuals.Second) != 0 && inputs.Length > 1 ? inputs[1] : null);
        Save(ref entry.C, ref entry.VersionC, (keep & Residuals.Third) != 0 && inputs.Length > 2 ? inputs[2] : null);
        (entry.NodeA, entry.NodeB, entry.NodeC) = (first, second, third);
        if (rest.Length == 0) return;
        Tensor[] saved = (keep & Residuals.Inputs) == Residuals.Inputs ? inputs[3..].ToArray() : [];
        int[] versions = new int[saved.Length];
        for (int i = 0; i < saved.Length; i++) versions[i] = saved[i].Storage.Version;
        entry.Rest = new(saved, rest, versions);
    }

    private int NodeOrNone(ReadOnlySpan<Tensor> inputs, int i) => i < inputs.Length ? NodeOf(inputs[i]) : Entry.NoNode;
}
