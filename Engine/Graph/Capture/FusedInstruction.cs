using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

/// <summary>
/// Elementwise instructions run tile by tile, each tile through all of them while it is in the cache; values that live in the group alone have no memory but registers, each a tile long. The pieces that threads take, and
/// the stretches in which kernels see their elements, end where they do for one instruction alone, so that the bits are the same.
/// </summary>
internal sealed class FusedInstruction : Instruction
{
    private readonly ElementwiseInstruction[] _parts, _stages;
    private readonly ElementwiseLoop[] _loops;
    private readonly int _count, _pieceLength, _registers, _registerBytes;

    public FusedInstruction(DataFlow flow, ElementwiseInstruction[] parts, HashSet<Storage> inRegisters) : base("Fused", Effect.None, [], null)
    {
        _stages = ElementwiseLoop.Group(flow, parts, inRegisters);
        _loops = [.. _stages.OfType<ElementwiseLoop>()];
        _parts = [.. _stages.SelectMany(ElementwiseLoop.PartsOf)];
        _count = parts[0].Count;
        _pieceLength = Apply.PieceLengthOf(_count);
        Touched = [.. parts.SelectMany(flow.TouchedBy).Distinct()];
        int longest = Math.Min(2 * Tile.Length, _count);
        _registerBytes = (longest * parts.SelectMany(part => part.Inputs.Append(part.Output!)).Max(tensor => tensor.DType.Size()) + 63) & ~63;
        InRegisters = inRegisters;
        _registers = Assign(flow);
    }

    /// <summary>What has no memory.</summary>
    public HashSet<Storage> InRegisters { get; }

    /// <summary>Compiles the loops that the parts become after some runs.</summary>
    public void Compile()
    {
        foreach (ElementwiseLoop loop in _loops) loop.Compile();
    }

    public override void Run()
    {
        foreach (ElementwiseLoop loop in _loops) loop.Prepare();
        WorkerPool.Run((int)(((long)_count + _pieceLength - 1) / _pieceLength), new Pieces(this));
        foreach (ElementwiseInstruction part in _parts) part.Finish();
    }

    public override string Describe() => FormattableString.Invariant($"Fused over {_count} elements, {InRegisters.Count} values in {_registers} registers: {string.Join(", ", _parts.Select(part => part.Describe()))}");

    /// <summary>Gives each value a register from the instruction that makes it to the last that reads it; returns how many there are.</summary>
    private int Assign(DataFlow flow)
    {
        var last = new Dictionary<Storage, int>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < _parts.Length; i++)
        {
            foreach (Storage storage in flow.TouchedBy(_parts[i])) last[storage] = i;
        }
        var registers = new Dictionary<Storage, int>(ReferenceEqualityComparer.Instance);
        var free = new PriorityQueue<int, int>();
        int count = 0;
        for (int i = 0; i < _parts.Length; i++)
        {
            ElementwiseInstruction part = _parts[i];
            if (part.MayOverwrite) FreeDead();
            for (int k = 0; k <= part.Inputs.Length; k++)
            {
                Storage storage = flow.Of(k < part.Inputs.Length ? part.Inputs[k] : part.Output!);
                part.Registers[k] = -1;
                if (!InRegisters.Contains(storage)) continue;
                if (!registers.TryGetValue(storage, out int register)) registers[storage] = register = free.TryDequeue(out int freed, out _) ? freed : count++;
                part.Registers[k] = register;
            }
            if (!part.MayOverwrite) FreeDead();
            if (InRegisters.Contains(flow.Of(part.Output!)) && last[flow.Of(part.Output!)] == i) free.Enqueue(part.Registers[^1], part.Registers[^1]);

            void FreeDead()
            {
                foreach (Storage storage in part.Inputs.Select(flow.Of).Distinct())
                {
                    if (last[storage] == i && registers.TryGetValue(storage, out int register) && !ReferenceEquals(storage, flow.Of(part.Output!))) free.Enqueue(register, register);
                }
            }
        }
        return count;
    }

    private unsafe void RunPiece(int piece)
    {
        Scratch scratch = Scratch.Current;
        nint registers = (nint)scratch.Take<byte>(_registers * _registerBytes);
        int start = piece * _pieceLength, end = start + Math.Min(_pieceLength, _count - start);
        while (start < end)
        {
            // A short rest goes with the tile before it: kernels may have another way for few elements.
            int count = end - start < 2 * Tile.Length ? end - start : Tile.Length;
            var tile = new Tile(registers, _registerBytes, start, count);
            foreach (ElementwiseInstruction stage in _stages) stage.Run(tile);
            start += count;
        }
        scratch.Return();
    }

    private readonly struct Pieces(FusedInstruction fused) : IChunkedWork
    {
        public void Run(int chunk)
        {
            using MemoryEpoch.Pinned pinned = MemoryEpoch.Pin();
            fused.RunPiece(chunk);
        }
    }
}
