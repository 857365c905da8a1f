namespace PyDeepTensorNet;

/// <summary>
/// The reverse traversal: a loop from the loss down to the tape's mark, so that depth costs no stack. It alone adds cotangents and undoes broadcasting; rules only return them.
/// </summary>
internal sealed class Sweep(Journal journal)
{
    private Tensor?[] _cotangents = [];
    private Mark[] _marks = [];
    private int _start;

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
    public bool Needs(int node) => node >= _start && _marks[node - _start] != Mark.None;

    /// <summary>The shape of a node's value.</summary>
    public Shape ShapeOf(int node) => journal[node].Shape;

    /// <summary>Adds a cotangent to those that a node has received; one of a broadcast shape is first summed to the node's own.</summary>
    public void Add(int node, Tensor? cotangent)
    {
        if (cotangent is null || !Needs(node)) return;
        Shape shape = journal[node].Shape;
        if (!ReferenceEquals(cotangent.Shape, shape) && cotangent.Shape != shape) cotangent = cotangent.SumToSize(shape);
        ref Tensor? sum = ref _cotangents[node - _start];
        sum = sum is null ? cotangent : sum + cotangent;
    }

    /// <summary>
    /// Adds a cotangent to the elements that <paramref name="part"/> takes, in place, so that taking a tensor apart costs no more than its size, however many the parts.
    /// For a sweep that is not recorded.
    /// </summary>
    public void AddPart<TOp>(int node, TOp part, Tensor cotangent) where TOp : struct, IPartOp
    {
        if (!Needs(node)) return;
        ref Tensor? sum = ref _cotangents[node - _start];
        ref Mark mark = ref _marks[node - _start];
        if (sum is null || (mark & Mark.Owned) == 0)
        {
            sum = sum is null ? Tensor.Zeros(journal[node].Shape, cotangent.DType) : sum.Clone();
            mark |= Mark.Owned;
        }
        part.AddTo(sum, cotangent);
    }

    /// <summary>
    /// The cotangents of <paramref name="wanted"/> nodes, given that of <paramref name="root"/>; null where the root does not depend on one.
    /// </summary>
    public Tensor?[] Run(int start, int root, Tensor seed, ReadOnlySpan<int> wanted)
    {
        _start = start;
        int length = root - start + 1;
        if (_marks.Length < length)
        {
            int capacity = Math.Max(64, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length));
            (_marks, _cotangents) = (new Mark[capacity], new Tensor?[capacity]);
        }
        var results = new Tensor?[wanted.Length];
        try
        {
            foreach (int node in wanted)
            {
                if (node >= start && node <= root) _marks[node - start] = Mark.Needed | Mark.Wanted;
            }
            for (int node = start; node <= root; node++)
            {
                ref Entry entry = ref journal[node];
                if (entry.Rule is null) continue;
                if (NeedsInput(in entry)) _marks[node - start] |= Mark.Needed | Mark.Inner;
            }
            if (_marks[root - start] != Mark.None) _cotangents[root - start] = seed;
            for (int node = root; node >= start; node--)
            {
                if ((_marks[node - start] & Mark.Inner) == 0 || _cotangents[node - start] is not { } dy) continue;
                // With createGraph the pulls append to the journal, which may move its entries; this one stays as it is in the memory that they leave.
                ref readonly Entry entry = ref journal[node];
                entry.CheckVersions(node);
                entry.Rule!.Pull(in entry, dy, this);
                if ((_marks[node - start] & Mark.Wanted) == 0) _cotangents[node - start] = null;
            }
            for (int i = 0; i < wanted.Length; i++)
            {
                if (wanted[i] >= start && wanted[i] <= root) results[i] = _cotangents[wanted[i] - start];
            }
            return results;
        }
        finally
        {
            Array.Clear(_marks, 0, length);
            Array.Clear(_cotangents, 0, length);
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
