namespace PyDeepTensorNet;

/// <summary>Operations that another one does on its result while it is in registers, as a product does an activation.</summary>
internal static class Absorption
{
    /// <summary>Merges them, and says how many there were.</summary>
    public static int Merge(DataFlow flow)
    {
        var touching = new Dictionary<Storage, List<Instruction>>(ReferenceEqualityComparer.Instance);
        foreach (Instruction instruction in flow.Instructions)
        {
            foreach (Storage storage in flow.TouchedBy(instruction))
            {
                if (!touching.TryGetValue(storage, out List<Instruction>? all)) touching[storage] = all = [];
                all.Add(instruction);
            }
        }
        var merged = new Dictionary<Instruction, Instruction>();
        foreach (Instruction instruction in flow.Instructions)
        {
            if (instruction.Output is not { } output || !flow.IsOwn(output.Storage) || touching[flow.Of(output)] is not [var first, var next] || first != instruction || merged.ContainsKey(instruction)) continue;
            if (next.Output is not { } result || result.ElementCount != output.ElementCount || touching[flow.Of(result)][0] != next || instruction.Absorb(next) is not { } both) continue;
            both.Site = next.Site;
            both.Touched = [.. instruction.Touched.Concat(next.Touched).Where(storage => !ReferenceEquals(flow.Of(storage), flow.Of(output))).Distinct()];
            merged.Add(instruction, both);
            merged.Add(next, both);
        }
        // Where the first one stood: what it needs is there, and what the second makes is not needed before.
        var seen = new HashSet<Instruction>();
        flow.Instructions = [.. flow.Instructions.Select(instruction => merged.GetValueOrDefault(instruction, instruction)).Where(seen.Add)];
        return merged.Count / 2;
    }
}
