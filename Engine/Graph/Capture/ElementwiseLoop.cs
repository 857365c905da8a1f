using System.Runtime.Intrinsics;
using PyDeepTensorNet.Kernels;

namespace PyDeepTensorNet;

/// <summary>
/// Parts of a fused group that are functions of a register: when they have run for about as long as a loop takes to compile, one loop does for all of them, each element from the first part to the last, with the same
/// bits. Until then, and where code cannot be made at run time, each goes over the tile by itself.
/// </summary>
internal sealed unsafe class ElementwiseLoop : ElementwiseInstruction
{
    /// <summary>Elements times parts that take 10 to 20 ms, as the first loop does to compile.</summary>
    private const long WorthCompiling = 1 << 26;

    private readonly ElementwiseInstruction[] _parts;

    /// <summary>What is loaded, and behind that what is stored: the part and the operand that tell where it is.</summary>
    private readonly List<(ElementwiseInstruction Part, int Operand, bool IsConstant)> _places = [];
    private readonly int _loads;
    private readonly List<RegisterLoop.Call> _calls = [];
    private RegisterLoop? _loop;
    private long _done;

    private ElementwiseLoop(DataFlow flow, ElementwiseInstruction[] parts, Func<Storage, bool> isReadElsewhere) : base("Loop", Effect.None, [], parts[^1].Output!)
    {
        _parts = parts;
        // What is read before a part makes it comes from memory.
        var values = new Dictionary<(Storage, int, bool), int>();
        var made = new HashSet<(Storage, int, bool)>();
        foreach (ElementwiseInstruction part in parts)
        {
            foreach (int operand in part.Operands)
            {
                if (made.Contains(Key(part, operand)) || !values.TryAdd(Key(part, operand), _places.Count)) continue;
                _places.Add((part, operand, !part.IsDirectAt(operand)));
            }
            made.Add(Key(part, part.Inputs.Length));
        }
        _loads = _places.Count;
        for (int i = 0; i < parts.Length; i++)
        {
            ElementwiseInstruction part = parts[i];
            Storage result = flow.Of(part.Output!);
            int[] operands = [.. part.Operands.Select(operand => values[Key(part, operand)])];
            int number = values[Key(part, part.Inputs.Length)] = _loads + i, place = -1;
            if (isReadElsewhere(result) && !parts[(i + 1)..].Any(later => ReferenceEquals(flow.Of(later.Output!), result)))
            {
                place = _places.Count;
                _places.Add((part, part.Inputs.Length, false));
            }
            _calls.Add(new(part.InRegisters!.Value.Delegate.Method, operands, number, place));
        }

        // All elements from one on, or that one alone for all.
        (Storage, int, bool) Key(ElementwiseInstruction part, int operand) => (flow.Of(At(part, operand)), At(part, operand).Offset, part.IsDirectAt(operand));
    }

    public override int Count => _parts[0].Count;

    /// <summary>The parts in an order in which those that can go through one loop stand together.</summary>
    public static ElementwiseInstruction[] Group(DataFlow flow, ElementwiseInstruction[] parts, HashSet<Storage> inRegisters)
    {
        if (!RegisterLoop.IsSupported) return parts;
        var result = new List<ElementwiseInstruction>();
        var loop = new List<ElementwiseInstruction>();
        var after = new List<ElementwiseInstruction>();
        // What the loop computes with a long function, or from such a value.
        var late = new HashSet<Storage>(ReferenceEqualityComparer.Instance);
        foreach (ElementwiseInstruction part in parts)
        {
            if (!CanLoop(part))
            {
                after.Add(part);
                continue;
            }
            bool isFull = loop.Count == RegisterLoop.LongestChain || (IsLong(part) && (IsLate(part) || loop.Count(IsLong) == RegisterLoop.MostLong)) || (loop.Count > 0 && loop[0].Output!.DType != part.Output!.DType);
            if (isFull || after.Exists(other => flow.TouchedBy(other).Intersect(flow.TouchedBy(part)).Any(storage => flow.Writes(other, storage) || flow.Writes(part, storage)))) Flush();
            if (IsLong(part) || IsLate(part)) late.Add(flow.Of(part.Output!));
            loop.Add(part);
        }
        Flush();
        return [.. result];

        bool IsLate(ElementwiseInstruction part) => part.Operands.Any(operand => late.Contains(flow.Of(At(part, operand))));

        void Flush()
        {
            ElementwiseInstruction[] looped = [.. loop];
            if (looped.Length > 1) result.Add(new ElementwiseLoop(flow, looped, storage => !inRegisters.Contains(storage) || parts.Except(looped).Any(other => flow.TouchedBy(other).Contains(storage))));
            else result.AddRange(looped);
            result.AddRange(after);
            loop.Clear();
            after.Clear();
            late.Clear();
        }
    }

    /// <summary>The parts of an instruction that may be a loop.</summary>
    public static IEnumerable<ElementwiseInstruction> PartsOf(ElementwiseInstruction instruction) => instruction is ElementwiseLoop loop ? loop._parts : [instruction];

    /// <summary>Before a run: compiles the loop if the parts have run long enough with it.</summary>
    public void Prepare()
    {
        if (_loop is not null) return;
        _done += (long)Count * _parts.Length;
        if (_done >= WorthCompiling) Compile();
    }

    /// <summary>Compiles the loop now.</summary>
    public void Compile()
    {
        bool[] constants = [.. _places.Take(_loads).Select(place => place.IsConstant)];
        _loop ??= Output!.DType == DType.Float32 ? RegisterLoop.Make<float>(constants, _calls) : RegisterLoop.Make<double>(constants, _calls);
    }

    public override void Run()
    {
        foreach (ElementwiseInstruction part in _parts) part.Run();
    }

    public override void Run(in Tile tile)
    {
        if (_loop is null)
        {
            foreach (ElementwiseInstruction part in _parts) part.Run(tile);
            return;
        }
        nint* places = stackalloc nint[_places.Count];
        if (Output!.DType == DType.Float32) Pinned<float>(tile, 0, places);
        else Pinned<double>(tile, 0, places);
    }

    /// <summary>Pins one place after the other, each in a call of its own.</summary>
    private void Pinned<T>(in Tile tile, int place, nint* places) where T : unmanaged
    {
        if (place == _places.Count)
        {
            Pass<T>(tile.Count, places);
            return;
        }
        (ElementwiseInstruction part, int operand, bool isConstant) = _places[place];
        Tensor tensor = At(part, operand);
        fixed (T* at = isConstant ? tensor.Window<T>()[..1] : tile.Of<T>(tensor, part.Registers[operand]))
        {
            places[place] = (nint)at;
            Pinned<T>(tile, place + 1, places);
        }
    }

    private void Pass<T>(int count, nint* places) where T : unmanaged
    {
        int rest = count % Vector256<T>.Count, whole = count - rest;
        if (whole > 0) _loop!.Run(places, whole * sizeof(T));
        if (rest == 0) return;
        // What is left goes through a register too, from copies: behind it there may be memory of others.
        T* copies = stackalloc T[_places.Count * Vector256<T>.Count];
        nint* padded = stackalloc nint[_places.Count];
        for (int i = 0; i < _places.Count; i++)
        {
            T* copy = copies + (i * Vector256<T>.Count);
            padded[i] = (nint)copy;
            bool isConstant = _places[i].IsConstant;
            new Span<T>((T*)places[i] + (isConstant ? 0 : whole), isConstant ? 1 : rest).CopyTo(new Span<T>(copy, Vector256<T>.Count));
        }
        _loop!.Run(padded, sizeof(Vector256<T>));
        for (int i = _loads; i < _places.Count; i++) new Span<T>((T*)padded[i], rest).CopyTo(new Span<T>((T*)places[i] + whole, rest));
    }

    private static bool IsLong(ElementwiseInstruction part) => part.InRegisters!.Value.IsLong;

    private static bool CanLoop(ElementwiseInstruction part) => part.InRegisters is not null && part.Operands.All(operand => part.IsDirectAt(operand) || Apply.IsConstant(At(part, operand)));

    private static Tensor At(ElementwiseInstruction part, int operand) => operand < part.Inputs.Length ? part.Inputs[operand] : part.Output!;
}
