namespace PyDeepTensorNet;

/// <summary>Lays the values of a step over each other: memory is used again as soon as what is in it has been read for the last time.</summary>
internal sealed class MemoryPlan
{
    private readonly long _bytes, _valueBytes;

    /// <summary>So much garbage at once is worth a collection.</summary>
    private const long LargeBytes = 16 << 20;

    public MemoryPlan(DataFlow flow, Instruction[] instructions)
    {
        var lives = new Dictionary<Storage, (int First, int Last)>(ReferenceEqualityComparer.Instance);
        var registers = new HashSet<Storage>(instructions.OfType<FusedInstruction>().SelectMany(fused => fused.InRegisters), ReferenceEqualityComparer.Instance);
        var temporary = new HashSet<Storage>(instructions.SelectMany(instruction => instruction.Allocated), ReferenceEqualityComparer.Instance);
        for (int i = 0; i < instructions.Length; i++)
        {
            foreach (Storage storage in flow.TouchedBy(instructions[i]).Concat(instructions[i].Allocated.Select(flow.Of)).Distinct())
            {
                if (storage.IsMovable && (flow.IsOwn(storage) || (temporary.Contains(storage) && !flow.Outlives(storage)))) lives[storage] = lives.TryGetValue(storage, out var life) ? (life.First, i) : (i, i);
            }
        }
        var slots = new List<Slot>();
        foreach ((Storage storage, (int first, int last)) in lives.OrderBy(life => life.Value.First))
        {
            _valueBytes += Bytes(storage.DType, storage.Length);
            if (registers.Contains(storage)) continue;
            Slot? slot = Best(slots, storage, first);
            if (slot is null) slots.Add(slot = new(storage.DType));
            slot.Length = Math.Max(slot.Length, storage.Length);
            slot.FreeAfter = last;
            slot.Held.Add(storage);
        }
        foreach (Storage storage in registers.Concat(lives.Keys).Where(storage => storage.IsMovable)) storage.Abandon();
        if (_valueBytes > LargeBytes)
        {
            // What held the values until now would wait for a collection of all generations, and what an eager run took from the cache is not needed again.
            using MemoryEpoch.Unpinned unpinned = MemoryEpoch.Unpin();
            TensorMemory.Collect();
            TensorMemory.Release();
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
        foreach (Slot slot in slots)
        {
            Storage memory = Storage.Allocate(slot.DType, slot.Length, Placement.Fixed);
            _bytes += Bytes(slot.DType, slot.Length);
            foreach (Storage storage in slot.Held) storage.PointTo(memory);
        }
        // What stands for another's values lies where they are.
        foreach ((Storage storage, Storage other) in flow.SameAs)
        {
            if (registers.Contains(other)) storage.Abandon();
            else storage.PointTo(other);
        }
    }

    public override string ToString() => $"{Quantities.Bytes(_valueBytes)} of values in {Quantities.Bytes(_bytes)}";

    private static long Bytes(DType dtype, int length) => (long)length * dtype.Size();

    /// <summary>The smallest free place that is large enough, else the largest, which grows; null where none is free.</summary>
    private static Slot? Best(List<Slot> slots, Storage storage, int first)
    {
        Slot? best = null;
        foreach (Slot slot in slots)
        {
            if (slot.DType != storage.DType || slot.FreeAfter >= first) continue;
            bool fits = slot.Length >= storage.Length;
            if (best is null || (fits ? best.Length < storage.Length || slot.Length < best.Length : best.Length < storage.Length && slot.Length > best.Length)) best = slot;
        }
        return best;
    }

    private sealed class Slot(DType dtype)
    {
        public DType DType { get; } = dtype;
        public int Length;
        public int FreeAfter;
        public List<Storage> Held { get; } = [];
    }
}
