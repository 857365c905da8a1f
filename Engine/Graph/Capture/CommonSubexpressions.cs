using System.Runtime.CompilerServices;

namespace PyDeepTensorNet;

/// <summary>Instructions that compute what another has computed already.</summary>
internal static class CommonSubexpressions
{
    /// <summary>Removes them, and says how many there were. Only values that are written once count.</summary>
    public static int Remove(DataFlow flow)
    {
        var written = new Dictionary<Storage, int>(ReferenceEqualityComparer.Instance);
        foreach (Instruction instruction in flow.Instructions)
        {
            if (instruction.Output is { } output) written[output.Storage] = written.GetValueOrDefault(output.Storage) + 1;
        }
        var seen = new Dictionary<int, List<Instruction>>();
        var kept = new List<Instruction>();
        foreach (Instruction instruction in flow.Instructions)
        {
            if (instruction.Effect == Effect.None && instruction.Output is { } output && IsFinal(output) && output.Storage.IsMovable && instruction.Inputs.All(HasOneValue))
            {
                int key = KeyOf(flow, instruction);
                if (!seen.TryGetValue(key, out List<Instruction>? alike)) seen[key] = alike = [];
                if (alike.Find(other => IsSame(flow, instruction, other)) is { } other)
                {
                    flow.Replace(output.Storage, other.Output!.Storage);
                    continue;
                }
                alike.Add(instruction);
            }
            kept.Add(instruction);
        }
        int removed = flow.Instructions.Count - kept.Count;
        flow.Instructions = kept;
        return removed;

        bool IsFinal(Tensor tensor) => flow.IsOwn(tensor.Storage) && written[tensor.Storage] == 1;

        bool HasOneValue(Tensor tensor) => written.GetValueOrDefault(tensor.Storage) <= (flow.Outlives(tensor.Storage) ? 0 : 1);
    }

    /// <summary>A number that is the same for instructions that are.</summary>
    private static int KeyOf(DataFlow flow, Instruction instruction)
    {
        var key = new HashCode();
        key.Add(instruction.Name);
        foreach (Tensor input in instruction.Inputs) key.Add(RuntimeHelpers.GetHashCode(flow.Of(input)));
        return key.ToHashCode();
    }

    private static bool IsSame(DataFlow flow, Instruction a, Instruction b)
    {
        if (a.Name != b.Name || a.Inputs.Length != b.Inputs.Length || !a.Output!.HasLayoutOf(b.Output!) || !a.IsSame(b)) return false;
        for (int i = 0; i < a.Inputs.Length; i++)
        {
            if (!ReferenceEquals(flow.Of(a.Inputs[i]), flow.Of(b.Inputs[i])) || a.Inputs[i].Offset != b.Inputs[i].Offset || !a.Inputs[i].HasLayoutOf(b.Inputs[i])) return false;
        }
        return true;
    }
}
