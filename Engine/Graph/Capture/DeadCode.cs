namespace PyDeepTensorNet;

/// <summary>Instructions whose results nobody reads.</summary>
internal static class DeadCode
{
    /// <summary>Removes them, and says how many there were.</summary>
    public static int Remove(DataFlow flow)
    {
        var needed = new HashSet<Storage>(ReferenceEqualityComparer.Instance);
        var alive = new List<Instruction>();
        for (int i = flow.Instructions.Count - 1; i >= 0; i--)
        {
            Instruction instruction = flow.Instructions[i];
            // A generator moves on, and numbers of the host are read, whoever uses them.
            bool always = instruction.Effect is Effect.Draws or Effect.Reads || instruction.Output is null;
            if (!always && !flow.Outlives(instruction.Output!.Storage) && !needed.Contains(flow.Of(instruction.Output!))) continue;
            needed.UnionWith(flow.TouchedBy(instruction));
            alive.Add(instruction);
        }
        alive.Reverse();
        int removed = flow.Instructions.Count - alive.Count;
        flow.Instructions = alive;
        return removed;
    }
}
