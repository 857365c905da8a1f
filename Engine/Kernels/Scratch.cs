using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// A thread's working memory for kernels, aligned to a cache line, kept between calls and given back with the thread. Taken like a stack, so that a kernel may call another: what is taken last is
/// returned first.
/// </summary>
internal sealed unsafe class Scratch
{
    private const nuint LineBytes = 64;

    /// <summary>Behind each piece: full registers may be read and written past its end.</summary>
    private const nuint SlackBytes = 64;

    [ThreadStatic]
    private static Scratch? t_current;

    private (nint Pointer, nuint Size)[] _blocks = new (nint, nuint)[8];
    private int _depth;

    /// <summary>The calling thread's.</summary>
    public static Scratch Current => t_current ??= new();

    /// <summary>Memory for <paramref name="count"/> elements, undefined, until <see cref="Return"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public T* Take<T>(nint count) where T : unmanaged
    {
        nuint size = (nuint)(count * sizeof(T)) + SlackBytes;
        if (_depth == _blocks.Length) Array.Resize(ref _blocks, 2 * _depth);
        (nint pointer, nuint held) = _blocks[_depth];
        if (held < size)
        {
            NativeMemory.AlignedFree((void*)pointer);
            _blocks[_depth] = default;
            pointer = (nint)NativeMemory.AlignedAlloc(size, LineBytes);
            _blocks[_depth] = (pointer, size);
        }
        _depth++;
        return (T*)pointer;
    }

    /// <summary>Gives back the piece taken last.</summary>
    public void Return() => _depth--;

    ~Scratch()
    {
        foreach ((nint pointer, _) in _blocks) NativeMemory.AlignedFree((void*)pointer);
    }
}
