using System.Runtime.InteropServices;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

/// <summary>What a run of a function did, as far as two runs are to be compared.</summary>
internal sealed class Course
{
    private readonly List<(string Name, DType DType, Shape Shape)> _operations = [];

    /// <summary>Which of the operations gave the result.</summary>
    private readonly int _last;

    private readonly ulong _bits;

    private Course(Journal journal, int start, int root, Tensor result)
    {
        for (int node = start; node < journal.Count; node++)
        {
            if (node == root) _last = _operations.Count;
            if (journal[node] is { Rule: { } rule } entry) _operations.Add((rule.Name, entry.DType, entry.Shape));
        }
        bool paused = journal.Pause();
        try
        {
            _bits = result.DType == DType.Float32 ? Bits<float>(result) : Bits<double>(result);
        }
        finally
        {
            journal.Resume(paused);
        }
    }

    /// <summary>Of a run that was recorded from an entry on; null where none of its operations gave the result.</summary>
    public static Course? Of(Journal journal, int start, Tensor result) =>
        journal.Find(result) is var root && root >= start && !journal[root].IsLeaf ? new(journal, start, root, result) : null;

    /// <summary>The first operation in which another run differs; null where all are the same.</summary>
    public string? Difference(Course? other)
    {
        if (other is null) return "its result is none of its own operations'";
        for (int i = 0; i < Math.Min(_operations.Count, other._operations.Count); i++)
        {
            if (_operations[i] != other._operations[i]) return $"operation {i} was {Describe(i)}, and is {other.Describe(i)}";
        }
        if (_operations.Count != other._operations.Count) return $"there were {_operations.Count} operations, and are {other._operations.Count}";
        return _last != other._last ? $"the result was that of operation {_last}, {Describe(_last)}, and is that of operation {other._last}, {Describe(other._last)}" : null;
    }

    /// <summary>How the result of another run with the same operations differs; null where it has the same bits.</summary>
    public string? DifferenceOfResult(Course other) => _bits == other._bits ? null : $"its operations are the same, and the values of its result, {Describe(_last)}, are others";

    private string Describe(int operation) => $"{_operations[operation].Name} {_operations[operation].DType.Name()}{_operations[operation].Shape}";

    private static ulong Bits<T>(Tensor tensor) where T : unmanaged
    {
        using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
        Tensor elements = tensor.Contiguous();
        return Fingerprint.Of(MemoryMarshal.AsBytes(elements.Span<T>()));
    }
}
