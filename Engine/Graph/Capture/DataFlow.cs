namespace PyDeepTensorNet;

/// <summary>Which instructions of a recorded step touch which memory, and what of it stays when the step has ended.</summary>
internal sealed class DataFlow(Recorder recorder, HashSet<Storage> kept)
{
    /// <summary>A storage whose values are found in another one, as both would hold the same.</summary>
    private readonly Dictionary<Storage, Storage> _sameAs = new(ReferenceEqualityComparer.Instance);

    /// <summary>In the order in which they ran.</summary>
    public List<Instruction> Instructions { get; set; } = [.. recorder.Instructions];

    /// <summary>The storages that stand for others.</summary>
    public IReadOnlyDictionary<Storage, Storage> SameAs => _sameAs;

    /// <summary>Whether the values of a storage are of this step alone: nobody has it before or after.</summary>
    public bool IsOwn(Storage storage) => recorder.IsProduced(storage) && !Outlives(storage);

    /// <summary>Whether values are there when the step has ended.</summary>
    public bool Outlives(Storage storage) => kept.Contains(storage) || !recorder.IsMade(storage);

    /// <summary>The storage that holds the values.</summary>
    public Storage Of(Storage storage) => _sameAs.TryGetValue(storage, out Storage? other) ? other : storage;

    public Storage Of(Tensor tensor) => Of(tensor.Storage);

    /// <summary>All that an instruction reads or writes.</summary>
    public IEnumerable<Storage> TouchedBy(Instruction instruction) => instruction.Touched.Select(Of).Distinct();

    /// <summary>Whether an instruction changes a storage.</summary>
    public bool Writes(Instruction instruction, Storage storage) =>
        (instruction.Output is { } output && ReferenceEquals(Of(output), storage)) || Array.Exists(instruction.Allocated, allocated => ReferenceEquals(allocated, storage));

    /// <summary>From now on the values of one storage are those of another.</summary>
    public void Replace(Storage storage, Storage other) => _sameAs.Add(storage, Of(other));
}
