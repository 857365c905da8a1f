using System.Runtime.CompilerServices;

namespace PyDeepTensorNet;

/// <summary>One line of the journal: a leaf (no rule, the tensor in <see cref="Output"/>) or the result of an op.</summary>
internal struct Entry
{
    public const int NoNode = -1;

    public Rule? Rule;
    public Shape Shape;

    /// <summary>Saved where the rule's residuals name it; a leaf itself, unless it is the result of a tape that ran while this one was paused.</summary>
    public Tensor? Output;

    /// <summary>The inputs, saved where the rule's residuals name them.</summary>
    public Tensor? A, B, C;

    /// <summary>Inputs from the fourth on, of ops that take any number.</summary>
    public More? Rest;

    /// <summary>Where the inputs stand in the journal; <see cref="NoNode"/> where there is none or it carries no gradient.</summary>
    public int NodeA, NodeB, NodeC;
    public int VersionA, VersionB, VersionC;

    /// <summary>The writes to a result's memory before it was recorded.</summary>
    public int VersionOutput;

    public DType DType;

    public sealed class More(Tensor[] saved, int[] nodes, int[] versions)
    {
        public readonly Tensor[] Saved = saved;
        public readonly int[] Nodes = nodes;
        public readonly int[] Versions = versions;
    }

    public readonly bool IsLeaf => Rule is null;

    /// <summary>Bytes that this entry keeps alive for the backward sweep.</summary>
    public readonly long BytesKept
    {
        get
        {
            if (IsLeaf) return 0;
            long bytes = Bytes(A) + Bytes(B) + Bytes(C) + Bytes(Output);
            if (Rest is not null)
            {
                foreach (Tensor t in Rest.Saved) bytes += Bytes(t);
            }
            return bytes;

            static long Bytes(Tensor? t) => t is null ? 0 : (long)t.ElementCount * t.DType.Size();
        }
    }

    /// <summary>Throws where this result has been overwritten through an alias: its entry no longer says how its value came about.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void CheckUnwritten(Tensor tensor, int number, Journal journal)
    {
        if (VersionOutput != tensor.Storage.Version && Rule is not null) Overwritten(tensor, number, journal);
    }

    private readonly void Overwritten(Tensor tensor, int number, Journal journal) =>
        throw new TapeException($"{Rule!.Name}: its result {tensor.Describe()}, entry {number} on the open tape{journal.At(number)}, has been written to in place since through a tensor that shares its memory ({Writes(tensor.Storage.Version - VersionOutput)}), so that its gradient would be wrong; write to a Clone(), or read with AsReadOnlySpan");

    private static string Writes(int count) => $"{count} write{(count == 1 ? "" : "s")}";

    /// <summary>The nodes of all inputs, in order.</summary>
    public readonly IEnumerable<int> Inputs()
    {
        if (IsLeaf) yield break;
        if (NodeA != NoNode) yield return NodeA;
        if (NodeB != NoNode) yield return NodeB;
        if (NodeC != NoNode) yield return NodeC;
        if (Rest is null) yield break;
        foreach (int node in Rest.Nodes)
        {
            if (node != NoNode) yield return node;
        }
    }

    /// <summary>Throws where a saved value has been written to since it was saved: its derivative would be wrong.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void CheckVersions(int number, Journal journal)
    {
        if (A is not null && A.Storage.Version != VersionA) Stale(journal, number, "its first input", A, A.Storage.Version - VersionA);
        if (B is not null && B.Storage.Version != VersionB) Stale(journal, number, "its second input", B, B.Storage.Version - VersionB);
        if (C is not null && C.Storage.Version != VersionC) Stale(journal, number, "its third input", C, C.Storage.Version - VersionC);
        if (Output is not null && Output.Storage.Version != VersionOutput) Stale(journal, number, "its output", Output, Output.Storage.Version - VersionOutput);
        if (Rest is not null) CheckRest(number, journal);
    }

    private readonly void CheckRest(int number, Journal journal)
    {
        for (int i = 0; i < Rest!.Saved.Length; i++)
        {
            if (Rest.Saved[i].Storage.Version != Rest.Versions[i]) Stale(journal, number, $"its input {i + 4}", Rest.Saved[i], Rest.Saved[i].Storage.Version - Rest.Versions[i]);
        }
    }

    private readonly void Stale(Journal journal, int number, string which, Tensor saved, int writes) =>
        throw new TapeException($"{Rule!.Name}: {which}, {saved.Describe()}, saved as entry {number}{journal.At(number)} for the backward sweep, has been written to in place since ({Writes(writes)}); write after Gradient, write to a Clone(), or read it with AsReadOnlySpan");
}
