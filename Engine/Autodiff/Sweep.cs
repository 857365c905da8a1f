using System.Runtime.CompilerServices;

namespace PyDeepTensorNet;

/// <summary>
/// The reverse traversal: a loop from the loss down to the tape's mark, so that depth costs no stack. It alone adds cotangents and undoes broadcasting; rules only return them.
/// To a nested tape what stands below its mark is constant, unless it is asked for.
/// </summary>
internal sealed class Sweep(Journal journal)
{
    /// <summary>What the sweep knows of each node from <see cref="_base"/> on.</summary>
    private Cell[] _cells = [];

    /// <summary>Cotangents that are not asked for, and what the rules need to compute them, go back at their last use.</summary>
    private readonly BufferLedger _ledger = new();

    /// <summary>Sums that parts of a tensor are being written into.</summary>
    private readonly PartialSums _partial = new();

    /// <summary>The node of the first mark: the tape's first, or the lowest that is asked for.</summary>
    private int _base;

    private struct Cell
    {
        /// <summary>The sum of what it has received.</summary>
        public Tensor? Cotangent;
        public Mark Mark;
    }

    [Flags]
    private enum Mark : byte
    {
        None = 0,

        /// <summary>Depends on a wanted node, or is one.</summary>
        Needed = 1,
        Wanted = 2,

        /// <summary>The sum of its cotangents is memory that nobody else sees, and may be added to in place.</summary>
        Owned = 4,

        /// <summary>One of its inputs is needed.</summary>
        Inner = 8,
    }

    /// <summary>Whether a requested tensor lies behind this node, so that its cotangent is worth computing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Needs(int node) => node >= _base && _cells[node - _base].Mark != Mark.None;

    /// <summary>The shape of a node's value.</summary>
    public Shape ShapeOf(int node) => journal[node].Shape;

    /// <summary>Takes away what a node has received so far, for another sweep to go on with.</summary>
    public Tensor? Take(int node)
    {
        Complete(node);
        ref Cell cell = ref _cells[node - _base];
        Tensor? sum = cell.Cotangent;
        cell.Cotangent = null;
        cell.Mark &= ~Mark.Owned;
        BufferLedger.Show(sum);
        return sum;
    }

    /// <summary>Adds a cotangent to those that a node has received; one of a broadcast shape is first summed to the node's own.</summary>
    public void Add(int node, Tensor? cotangent)
    {
        if (cotangent is null || node < _base) return;
        ref Cell cell = ref _cells[node - _base];
        if (cell.Mark == Mark.None) return;
        Shape shape = journal[node].Shape;
        if (cotangent.Shape != shape) cotangent = cotangent.SumToSize(shape);
        if (!_partial.IsEmpty) Complete(node);
        if (cell.Cotangent is not { } sum)
        {
            Put(ref cell.Cotangent, cotangent);
        }
        else if ((cell.Mark & Mark.Owned) != 0)
        {
            if (journal.Recorder is { } recorder) Capture(recorder, sum, cotangent);
            else sum.Accumulate(cotangent);
        }
        else
        {
            Put(ref cell.Cotangent, sum + cotangent);
            // Nobody differentiates a sweep that is not recorded, so that its sums may be written in place.
            if (!journal.IsRecording) cell.Mark |= Mark.Owned;
        }
    }

    /// <summary>
    /// Adds the product of two tensors to a sum of cotangents in place, with the roundings of a product that is added then; false where there is no such sum, or it is to be seen how it comes about.
    /// </summary>
    public bool TryAddProduct(int node, Tensor a, Tensor b)
    {
        ref readonly Cell cell = ref _cells[node - _base];
        if ((cell.Mark & Mark.Owned) == 0 || !_partial.IsEmpty || journal.Recorder is not null || cell.Cotangent is not { } sum) return false;
        if (a.Shape != sum.Shape || b.Shape != sum.Shape || !a.IsContiguous || !b.IsContiguous || !sum.IsContiguous) return false;
        Apply.AccumulateProduct(sum, a, b);
        return true;
    }

    /// <summary>
    /// Adds a cotangent to the elements that <paramref name="part"/> takes, in place, so that taking a tensor apart costs no more than its size, however many the parts.
    /// For a sweep that is not recorded.
    /// </summary>
    public void AddPart<TOp>(int node, TOp part, Tensor cotangent) where TOp : struct, IPartOp
    {
        if (!Needs(node)) return;
        ref Tensor? sum = ref _cells[node - _base].Cotangent;
        ref Mark mark = ref _cells[node - _base].Mark;
        // Where sums are looked at in between, they must be whole.
        if (journal.Debug is null && part.Stretch is { } stretch && _partial.TryWrite(node, journal[node].Shape, sum, stretch, cotangent, out bool owned) is { } written)
        {
            if (!ReferenceEquals(written, sum)) Put(ref sum, written);
            if (owned) mark |= Mark.Owned;
            return;
        }
        Complete(node);
        if (sum is null || (mark & Mark.Owned) == 0)
        {
            bool isNew = sum is null;
            Put(ref sum, sum is null ? Tensor.Zeros(journal[node].Shape, cotangent.DType) : sum.Clone());
            mark |= Mark.Owned;
            if (isNew) journal.Recorder?.BeforeWrite(part.Name, sum!);
        }
        if (journal.Recorder is { } recorder) Capture(recorder, part, sum!, cotangent);
        else part.AddTo(sum!, cotangent);
    }

    private static void Capture(Recorder recorder, Tensor sum, Tensor cotangent) =>
        recorder.Act(Apply.Accumulation(sum, cotangent));

    private static void Capture<TOp>(Recorder recorder, TOp part, Tensor sum, Tensor cotangent) where TOp : struct, IPartOp
    {
        // A view is made once for all replays.
        Tensor? view = part.Stretch is null ? null : part.Forward(sum);
        recorder.Act(part.Name + "Embed", [cotangent], sum, view is null ? () => part.AddTo(sum, cotangent) : () => view.Accumulate(cotangent));
    }

    /// <summary>Fills in the cotangents of the <paramref name="wanted"/> nodes, given that of the root, on top of what they have; those stay null that the root does not depend on.</summary>
    public void Run(int start, int root, Tensor seed, Gradients.Pair[] wanted)
    {
        Slice? whole = Profile.Begin();
        _base = start;
        foreach (ref readonly Gradients.Pair pair in wanted.AsSpan())
        {
            if (pair.Node != Entry.NoNode) _base = Math.Min(_base, pair.Node);
        }
        int length = root - _base + 1;
        if (_cells.Length < length) _cells = new Cell[Math.Max(64, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length))];
        MemoryEpoch.Slot pins = journal.Memory.Pins;
        int depth = pins.Depth;
        // A sweep that is recorded or captured shows what it makes.
        BufferLedger.Scope open = BufferLedger.Open(journal.IsRecording || journal.Recorder is not null ? null : _ledger);
        try
        {
            MarkNeeded(start, root, wanted);
            if (_cells[root - _base].Mark != Mark.None) Put(ref _cells[root - _base].Cotangent, seed);
            Descend(start, root, pins);
            foreach (ref Gradients.Pair pair in wanted.AsSpan())
            {
                if (pair.Node >= _base && pair.Node <= root) BufferLedger.Show(pair.Value = _cells[pair.Node - _base].Cotangent);
            }
            whole?.End(SliceKind.Sweep, "backward sweep");
        }
        finally
        {
            open.Dispose();
            pins.LeaveTo(depth);
            Clear(start, root, wanted);
        }
    }

    /// <summary>Marks what is wanted, and what depends on it. Not inlined, as <see cref="Descend"/> is not.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MarkNeeded(int start, int root, Gradients.Pair[] wanted)
    {
        Span<Cell> cells = _cells.AsSpan(0, root - _base + 1);
        foreach (ref readonly Gradients.Pair pair in wanted.AsSpan())
        {
            int cell = pair.Node - _base;
            if ((uint)cell < (uint)cells.Length) cells[cell] = new() { Mark = Mark.Needed | Mark.Wanted, Cotangent = pair.Value };
        }
        ReadOnlySpan<Entry> entries = journal.Entries.Slice(start, root - start + 1);
        for (int i = 0; i < entries.Length; i++)
        {
            ref readonly Entry entry = ref entries[i];
            if (entry.Rule is not null && NeedsInput(in entry)) cells[start - _base + i].Mark |= Mark.Needed | Mark.Inner;
        }
    }

    /// <summary>
    /// The traversal itself. A method of its own, with one guard around all of it in the caller: the runtime compiles a loop inside of a guard without the counts of what usually happens in it, and with its variables in memory.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Descend(int start, int root, MemoryEpoch.Slot pins)
    {
        Dictionary<int, Tensor>? watched = journal.Watched;
        bool detects = journal.Debug is { DetectsAnomalies: true };
        if (detects) journal.Debug!.InSweep = true;
        for (int node = root; node >= start; node--)
        {
            if (!_partial.IsEmpty) Complete(node);
            if (watched is not null) RunHooks(watched, node);
            ref Cell cell = ref _cells[node - _base];
            if ((cell.Mark & Mark.Inner) == 0 || cell.Cotangent is not { } dy) continue;
            // With createGraph the pulls append to the journal, which may move its entries; this one stays as it is in the memory that they leave.
            ref readonly Entry entry = ref journal[node];
            entry.CheckVersions(node, journal);
            Slice? slice = Profile.Begin();
            // Buffers of rules that work on spans themselves come back too.
            pins.Enter();
            entry.Rule!.Pull(in entry, dy, this);
            pins.Leave();
            slice?.End(SliceKind.Pull, entry.Rule!.Name, entry.DType.Name() + entry.Shape, journal.RecordOf(node));
            if (detects) CheckFinite(node, in entry, dy);
            if ((cell.Mark & Mark.Wanted) == 0) Put(ref cell.Cotangent, null);
            _ledger.ReturnLoose();
        }
        for (int node = start - 1; node >= _base; node--)
        {
            Complete(node);
            if (watched is not null) RunHooks(watched, node);
        }
    }

    /// <summary>Throws where a derivative has just made a cotangent infinite or NaN.</summary>
    private void CheckFinite(int node, in Entry entry, Tensor dy)
    {
        foreach (int input in entry.Inputs())
        {
            if (Needs(input) && _cells[input - _base].Cotangent is { } cotangent && !AnomalyCheck.IsFinite(cotangent)) AnomalyCheck.Refuse(journal, node, in entry, dy, input, cotangent);
        }
    }

    private void RunHooks(Dictionary<int, Tensor> watched, int node)
    {
        if (_cells[node - _base].Cotangent is not { } cotangent || !watched.TryGetValue(node, out Tensor? tensor)) return;
        using BufferLedger.Scope suspended = BufferLedger.Suspend();
        Put(ref _cells[node - _base].Cotangent, tensor.RunHooks(cotangent));
    }

    /// <summary>Makes a sum whole of which only parts are written.</summary>
    private void Complete(int node)
    {
        ref Tensor? sum = ref _cells[node - _base].Cotangent;
        if (_partial.Complete(node, sum) is not { } whole) return;
        if (!ReferenceEquals(whole, sum)) Put(ref sum, whole);
        _cells[node - _base].Mark |= Mark.Owned;
    }

    /// <summary>Keeps a cotangent in place of another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put(ref Tensor? place, Tensor? cotangent)
    {
        if (cotangent is not null) _ledger.Hold(cotangent);
        if (place is not null) _ledger.LetGo(place);
        place = cotangent;
    }

    // Not in the finally itself: the runtime does not tier methods up that have loops there.
    private void Clear(int start, int root, Gradients.Pair[] wanted)
    {
        if (journal.Debug is { } debug) debug.InSweep = false;
        _ledger.Clear();
        _partial.Clear();
        Array.Clear(_cells, start - _base, root - start + 1);
        // Below the start there is nothing but what was wanted.
        foreach (ref readonly Gradients.Pair pair in wanted.AsSpan())
        {
            if (pair.Node >= _base && pair.Node < start) _cells[pair.Node - _base] = default;
        }
    }

    private bool NeedsInput(in Entry entry)
    {
        if (Needs(entry.NodeA) || Needs(entry.NodeB) || Needs(entry.NodeC)) return true;
        if (entry.Rest is null) return false;
        foreach (int node in entry.Rest.Nodes)
        {
            if (Needs(node)) return true;
        }
        return false;
    }
}
