using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PyDeepTensorNet;

/// <summary>Where a contiguous operand of an instruction lies, without the questions that a tensor's span asks: whoever replays has pinned the memory, and is not watched.</summary>
internal readonly struct Place<T>(Tensor tensor) where T : unmanaged
{
    private readonly Storage<T> _storage = (Storage<T>)tensor.Storage;
    private readonly int _offset = tensor.Offset, _count = tensor.ElementCount;

    public Span<T> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => MemoryMarshal.CreateSpan(ref Unsafe.Add(ref _storage.First, (nint)(uint)_offset), _count);
    }
}
