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
        var units = new List<List<Instruction>>();
        // The last unit that writes a storage, and the last that touches it.
        var written = new Dictionary<Storage, int>(ReferenceEqualityComparer.Instance);
        var touched = new Dictionary<Storage, int>(ReferenceEqualityComparer.Instance);
        foreach (Instruction instruction in flow.Instructions)
        {
            int earliest = 0;
            foreach (Storage storage in flow.TouchedBy(instruction))
            {
                int after = (flow.Writes(instruction, storage) ? touched : written).GetValueOrDefault(storage, -1);
                if (after < 0) continue;
                bool beside = instruction is ElementwiseInstruction elementwise && units[after].TrueForAll(other => IsBeside(flow, elementwise, other, storage));
                earliest = Math.Max(earliest, beside ? after : after + 1);
            }
            int unit = instruction is ElementwiseInstruction { Count: > FewElements } joining ? units.FindIndex(Math.Min(earliest, units.Count), group => group[0] is ElementwiseInstruction first && first.Count == joining.Count) : -1;
            if (unit < 0)
            {
                unit = units.Count;
                units.Add([]);
            }
            units[unit].Add(instruction);
            foreach (Storage storage in flow.TouchedBy(instruction))
            {
                touched[storage] = Math.Max(unit, touched.GetValueOrDefault(storage, -1));
                if (flow.Writes(instruction, storage)) written[storage] = Math.Max(unit, written.GetValueOrDefault(storage, -1));
            }
        }
        var fused = new List<Instruction>();
        foreach (List<Instruction> unit in units) fused.Add(unit.Count == 1 ? unit[0] : new FusedInstruction(flow, [.. unit.Cast<ElementwiseInstruction>()], OnlyHere(unit)));
        return [.. fused];

        // Values that no other unit touches.
        HashSet<Storage> OnlyHere(List<Instruction> unit)
        {
            var own = new HashSet<Storage>(unit.SelectMany(flow.TouchedBy).Where(flow.IsOwn), ReferenceEqualityComparer.Instance);
            foreach (Instruction instruction in flow.Instructions)
            {
                if (!unit.Contains(instruction)) own.ExceptWith(flow.TouchedBy(instruction));
            }
            return own;
        }
    }

    /// <summary>Whether both instructions, if they touch a storage, do so at the same element at the same time.</summary>
    private static bool IsBeside(DataFlow flow, ElementwiseInstruction instruction, Instruction other, Storage storage) =>
        other is ElementwiseInstruction elementwise && elementwise.Count == instruction.Count && IsAligned(flow, instruction, storage) && IsAligned(flow, elementwise, storage);

    /// <summary>Whether an instruction goes through a storage element by element, from the first to the last, wherever it touches it.</summary>
    public static bool IsAligned(DataFlow flow, ElementwiseInstruction instruction, Storage storage)
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
