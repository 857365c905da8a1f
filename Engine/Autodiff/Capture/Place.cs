using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PyDeepTensorNet;

/// <summary>Where an operand of an instruction lies, all from its first element to the end of the memory if it is strided, without the questions that a tensor's span asks: whoever replays has pinned the memory, and is not watched.</summary>
internal readonly struct Place<T>(Tensor tensor) where T : unmanaged
{
    private readonly Storage<T> _storage = (Storage<T>)tensor.Storage;
    private readonly int _offset = tensor.Offset, _count = tensor.IsContiguous ? tensor.ElementCount : tensor.Storage.Length - tensor.Offset;

    public Span<T> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => MemoryMarshal.CreateSpan(ref Unsafe.Add(ref _storage.First, (nint)(uint)_offset), _count);
    }
}
