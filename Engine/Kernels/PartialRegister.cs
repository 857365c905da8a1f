using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// Registers that memory fills in part, of elements of 4 or 8 bytes, by moves of 16, 8 and 4 bytes: to gather them on the stack first would have the processor wait for its own writes, some 5 ns, and masked writes are
/// as slow on some.
/// </summary>
internal static unsafe class PartialRegister
{
    /// <summary>The first elements from memory, zeros in the other lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load<T>(T* from, int count) where T : unmanaged
    {
        int bytes = count * sizeof(T);
        byte* at = (byte*)from;
        if (bytes == Vector256<byte>.Count) return Vector256.Load(from);
        Vector128<byte> first = default;
        if ((bytes & 16) != 0)
        {
            first = Vector128.Load(at);
            at += 16;
        }
        ulong low = 0, high = 0;
        if ((bytes & 8) != 0)
        {
            low = *(ulong*)at;
            if ((bytes & 4) != 0) high = *(uint*)(at + 8);
        }
        else if ((bytes & 4) != 0) low = *(uint*)at;
        Vector128<byte> rest = Vector128.Create(low, high).AsByte();
        return ((bytes & 16) != 0 ? Vector256.Create(first, rest) : Vector256.Create(rest, default)).As<byte, T>();
    }

    /// <summary>The first lanes to memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector256<T> value, T* to, int count) where T : unmanaged
    {
        int bytes = count * sizeof(T);
        byte* at = (byte*)to;
        if (bytes == Vector256<byte>.Count)
        {
            value.Store(to);
            return;
        }
        Vector128<ulong> part = value.AsUInt64().GetLower();
        if ((bytes & 16) != 0)
        {
            part.Store((ulong*)at);
            at += 16;
            part = value.AsUInt64().GetUpper();
        }
        ulong rest = part.ToScalar();
        if ((bytes & 8) != 0)
        {
            *(ulong*)at = rest;
            at += 8;
            rest = part.GetElement(1);
        }
        if ((bytes & 4) != 0) *(uint*)at = (uint)rest;
    }
}
