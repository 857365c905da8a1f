namespace PyDeepTensorNet;

/// <summary>
/// Groups elementwise instructions over as many elements, so that one pass over memory does for all of them. An instruction joins the group that made its operands, or a later one, if all else that it needs is
/// computed before that; others keep their order.
/// </summary>
internal static class Fusion
{
    /// <summary>Fewer elements stay in the first-level cache anyway.</summary>
    private const int FewElements = Tile.Length;

    public static Instruction[] Fuse(DataFlow flow)
    {
        var units = new List<Unit>();
        // Those over as many elements, in their order.
        var alike = new Dictionary<int, List<int>>();
        // The last unit that writes a storage, the last that touches it, and the only one; -1 where there are several.
        var written = new Dictionary<Storage, int>(ReferenceEqualityComparer.Instance);
        var touched = new Dictionary<Storage, int>(ReferenceEqualityComparer.Instance);
        var only = new Dictionary<Storage, int>(ReferenceEqualityComparer.Instance);
        foreach (Instruction instruction in flow.Instructions)
        {
            Storage[] storages = [.. flow.TouchedBy(instruction)];
            int earliest = 0;
            foreach (Storage storage in storages)
            {
                int after = (flow.Writes(instruction, storage) ? touched : written).GetValueOrDefault(storage, -1);
                if (after < 0) continue;
                bool beside = instruction is ElementwiseInstruction elementwise && units[after].GoesBeside(flow, elementwise, storage);
                earliest = Math.Max(earliest, beside ? after : after + 1);
            }
            int unit = instruction is ElementwiseInstruction { Count: > FewElements } joining ? First(joining.Count, earliest) : units.Count;
            if (unit == units.Count) units.Add(new());
            units[unit].Add(flow, instruction, storages);
            foreach (Storage storage in storages)
            {
                only[storage] = touched.TryGetValue(storage, out int other) && (other != unit || only[storage] < 0) ? -1 : unit;
                touched[storage] = Math.Max(unit, touched.GetValueOrDefault(storage, -1));
                if (flow.Writes(instruction, storage)) written[storage] = Math.Max(unit, written.GetValueOrDefault(storage, -1));
            }
        }
        foreach ((Storage storage, int unit) in only)
        {
            if (unit >= 0 && flow.IsOwn(storage)) units[unit].Own.Add(storage);
        }
        return [.. units.Select(unit => unit.ToInstruction(flow))];

        // The first unit from one on that goes over so many elements, or a new one.
        int First(int count, int from)
        {
            if (!alike.TryGetValue(count, out List<int>? places)) alike[count] = places = [];
            int at = places.BinarySearch(from);
            if (at < 0) at = ~at;
            if (at == places.Count) places.Add(units.Count);
            return places[at];
        }
    }

    /// <summary>What becomes one instruction.</summary>
    private sealed class Unit
    {
        private readonly List<Instruction> _parts = [];

        /// <summary>What some part touches other than element by element.</summary>
        private readonly HashSet<Storage> _scattered = new(ReferenceEqualityComparer.Instance);

        /// <summary>Values that no other unit touches.</summary>
        public HashSet<Storage> Own { get; } = new(ReferenceEqualityComparer.Instance);

        public void Add(DataFlow flow, Instruction part, Storage[] touched)
        {
            _parts.Add(part);
            if (part is ElementwiseInstruction elementwise) _scattered.UnionWith(touched.Where(storage => !IsAligned(flow, elementwise, storage)));
        }

        /// <summary>Whether an instruction and these, which touch a storage, do so at the same element at the same time.</summary>
        public bool GoesBeside(DataFlow flow, ElementwiseInstruction instruction, Storage storage) =>
            _parts[0] is ElementwiseInstruction first && first.Count == instruction.Count && !_scattered.Contains(storage) && IsAligned(flow, instruction, storage);

        public Instruction ToInstruction(DataFlow flow)
        {
            if (_parts is [var single]) return single;
            Own.ExceptWith(_scattered);
            return new FusedInstruction(flow, [.. _parts.Cast<ElementwiseInstruction>()], Own);
        }
    }

    /// <summary>Whether an instruction goes through a storage element by element, from the first to the last, wherever it touches it.</summary>
    private static bool IsAligned(DataFlow flow, ElementwiseInstruction instruction, Storage storage)
    {
        int places = 0;
        for (int i = 0; i < instruction.Inputs.Length; i++)
        {
            if (!ReferenceEquals(flow.Of(instruction.Inputs[i]), storage)) continue;
            places++;
            if (!instruction.IsDirect(i) || !IsWhole(instruction.Inputs[i], storage, instruction.Count)) return false;
        }
        if (ReferenceEquals(flow.Of(instruction.Output!), storage))
        {
            places++;
            if (!instruction.IsMap || !IsWhole(instruction.Output!, storage, instruction.Count)) return false;
        }
        return places > 0 || !flow.TouchedBy(instruction).Contains(storage);
    }

    private static bool IsWhole(Tensor tensor, Storage storage, int count) => tensor.IsContiguous && tensor.Offset == 0 && tensor.ElementCount == count && storage.Length == count;
}
