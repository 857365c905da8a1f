using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// A vector register of <typeparamref name="T"/>, so that one kernel source serves every width: the JIT makes a kernel for each struct that takes this role.
/// </summary>
internal interface ISimd<T, TVector> where T : unmanaged where TVector : struct
{
    /// <summary>Elements in a register.</summary>
    static abstract int Count { get; }

    static abstract unsafe TVector Load(T* from);

    static abstract unsafe void Store(TVector value, T* to);

    static abstract TVector Broadcast(T value);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    /// <summary>The greater of each pair; NaN where either is.</summary>
    static abstract TVector Max(TVector a, TVector b);

    /// <summary>Whether <see cref="MultiplyAdd"/> rounds once.</summary>
    static abstract bool Fuses { get; }

    /// <summary>a b + c, fused where the hardware fuses.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>The sum of the lanes, by the same tree with and without instructions for it.</summary>
    static abstract T Sum(TVector a);

    /// <summary>
    /// Writes a register's worth of lines transposed: to[p * toLine + i] = from[i * line + p] for i and p below <see cref="Count"/>. Lines from number <paramref name="lines"/> on are not read; the last one
    /// takes their place.
    /// </summary>
    static abstract unsafe void Transpose(T* from, nint line, int lines, T* to, nint toLine);
}

internal readonly partial struct Simd128<T> : ISimd<T, Vector128<T>> where T : unmanaged, INumber<T>
{
    public static int Count => Vector128<T>.Count;

    public static bool Fuses => Fma.IsSupported || AdvSimd.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector128<T> Load(T* from) => Vector128.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(Vector128<T> value, T* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Broadcast(T value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Add(Vector128<T> a, Vector128<T> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Multiply(Vector128<T> a, Vector128<T> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector128<T> a) => Vector128.Sum(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Max(Vector128<T> a, Vector128<T> b) => Vector128.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplyAdd(Vector128<T> a, Vector128<T> b, Vector128<T> c) =>
        typeof(T) == typeof(float) ? Vector128.MultiplyAddEstimate(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
        : typeof(T) == typeof(double) ? Vector128.MultiplyAddEstimate(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>()
        : (a * b) + c;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Transpose(T* from, nint line, int lines, T* to, nint toLine)
    {
        if (typeof(T) == typeof(float) && Sse.IsSupported) Transposes.FourByFour((float*)from, line, lines, (float*)to, toLine);
        else Transposes.ByElement(Count, from, line, lines, to, toLine);
    }
}

internal readonly partial struct Simd256<T> : ISimd<T, Vector256<T>> where T : unmanaged, INumber<T>
{
    public static int Count => Vector256<T>.Count;

    public static bool Fuses => Fma.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector256<T> Load(T* from) => Vector256.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(Vector256<T> value, T* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Broadcast(T value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Add(Vector256<T> a, Vector256<T> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Multiply(Vector256<T> a, Vector256<T> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector256<T> a) => Vector256.Sum(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Max(Vector256<T> a, Vector256<T> b) => Vector256.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MultiplyAdd(Vector256<T> a, Vector256<T> b, Vector256<T> c) =>
        typeof(T) == typeof(float) ? Vector256.MultiplyAddEstimate(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
        : typeof(T) == typeof(double) ? Vector256.MultiplyAddEstimate(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>()
        : (a * b) + c;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Transpose(T* from, nint line, int lines, T* to, nint toLine)
    {
        if (typeof(T) == typeof(float) && Avx.IsSupported) Transposes.EightByEight((float*)from, line, lines, (float*)to, toLine);
        else if (typeof(T) == typeof(double) && Avx.IsSupported) Transposes.FourByFour((double*)from, line, lines, (double*)to, toLine);
        else Transposes.ByElement(Count, from, line, lines, to, toLine);
    }
}
