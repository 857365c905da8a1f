using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PyDeepTensorNet.Kernels;

/// <summary>What elementary functions need of a register besides <see cref="ISimd{T, TVector}"/>. Masks are registers too, all bits of a lane being set or none; <typeparamref name="T"/> is float or double.</summary>
internal interface ISimdMath<T, TVector> : ISimd<T, TVector> where T : unmanaged where TVector : struct
{
    /// <summary>The sign bit in every lane.</summary>
    static abstract TVector SignBit { get; }

    /// <summary>A number in every lane, by their type.</summary>
    static abstract TVector Constant(float single, double other);

    /// <summary>A number, rounded to the type of the lanes, in every lane.</summary>
    static abstract TVector Constant(double value);

    /// <summary>A bit pattern in every lane, by their type.</summary>
    static abstract TVector Pattern(int single, long other);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    static abstract TVector Negate(TVector a);

    /// <summary>a where the limit is not less than a; NaN is.</summary>
    static abstract TVector AtMost(TVector a, TVector limit);

    /// <summary>a where a is not less than the limit; NaN is not.</summary>
    static abstract TVector AtLeast(TVector a, TVector limit);

    /// <summary>The largest of the lanes, but for NaN.</summary>
    static abstract T Largest(TVector a);

    static abstract TVector LessThan(TVector a, TVector b);

    static abstract TVector Equal(TVector a, TVector b);

    /// <summary>a where the mask is set, else b.</summary>
    static abstract TVector Select(TVector mask, TVector a, TVector b);

    /// <summary>Whether the mask is set in a lane.</summary>
    static abstract bool Any(TVector mask);

    /// <summary>Whether the mask is set in every lane.</summary>
    static abstract bool All(TVector mask);

    static abstract TVector And(TVector a, TVector b);

    static abstract TVector Or(TVector a, TVector b);

    /// <summary>The sum of the bit patterns as integers.</summary>
    static abstract TVector AddBits(TVector a, TVector b);

    /// <summary>Shifts bits from the end of the mantissa to the exponent.</summary>
    static abstract TVector ToExponent(TVector bits);

    /// <summary>Shifts bits of the exponent to the end of the mantissa, and the sign bit with them.</summary>
    static abstract TVector FromExponent(TVector bits);
}

/// <summary>One number, where the hardware has no registers of several.</summary>
internal readonly struct Simd1<T> : ISimdMath<T, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Count => 1;

    public static bool Fuses => Simd128<T>.Fuses;

    public static T SignBit => T.NegativeZero;

    public static unsafe T Load(T* from) => *from;

    public static unsafe void Store(T value, T* to) => *to = value;

    public static T Broadcast(T value) => value;

    public static T Constant(float single, double other) => typeof(T) == typeof(float) ? Unsafe.BitCast<float, T>(single) : Unsafe.BitCast<double, T>(other);

    public static T Constant(double value) => T.CreateTruncating(value);

    public static T Pattern(int single, long other) => typeof(T) == typeof(float) ? Unsafe.BitCast<int, T>(single) : Unsafe.BitCast<long, T>(other);

    public static T Add(T a, T b) => a + b;

    public static T Subtract(T a, T b) => a - b;

    public static T Multiply(T a, T b) => a * b;

    public static T Divide(T a, T b) => a / b;

    public static T Negate(T a) => -a;

    public static T MultiplyAdd(T a, T b, T c) => T.MultiplyAddEstimate(a, b, c);

    public static T Max(T a, T b) => T.Max(a, b);

    public static T Sum(T a) => a;

    public static T AtMost(T a, T limit) => limit < a ? limit : a;

    public static T AtLeast(T a, T limit) => limit > a ? limit : a;

    public static T Largest(T a) => a;

    public static T LessThan(T a, T b) => OfBits(a < b ? -1 : 0);

    public static T Equal(T a, T b) => OfBits(a == b ? -1 : 0);

    public static T Select(T mask, T a, T b) => Bits(mask) != 0 ? a : b;

    public static bool Any(T mask) => Bits(mask) != 0;

    public static bool All(T mask) => Bits(mask) != 0;

    public static T And(T a, T b) => OfBits(Bits(a) & Bits(b));

    public static T Or(T a, T b) => OfBits(Bits(a) | Bits(b));

    public static T AddBits(T a, T b) => OfBits(Bits(a) + Bits(b));

    public static T ToExponent(T bits) => OfBits(Bits(bits) << (typeof(T) == typeof(float) ? Ieee.MantissaBitsSingle : Ieee.MantissaBitsDouble));

    public static T FromExponent(T bits) => OfBits(typeof(T) == typeof(float) ? (uint)Bits(bits) >> Ieee.MantissaBitsSingle : Bits(bits) >>> Ieee.MantissaBitsDouble);

    public static unsafe void Transpose(T* from, nint line, int lines, T* to, nint toLine) => Transposes.ByElement(Count, from, line, lines, to, toLine);

    private static T OfBits(long bits) => Pattern((int)bits, bits);

    private static long Bits(T value) => typeof(T) == typeof(float) ? Unsafe.BitCast<T, int>(value) : Unsafe.BitCast<T, long>(value);
}

internal readonly partial struct Simd128<T> : ISimdMath<T, Vector128<T>>
{
    public static Vector128<T> SignBit
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Constant(-0.0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Constant(float single, double other) => typeof(T) == typeof(float) ? Vector128.Create(single).As<float, T>() : Vector128.Create(other).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Constant(double value) => typeof(T) == typeof(float) ? Vector128.Create((float)value).As<float, T>() : Vector128.Create(value).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Pattern(int single, long other) => typeof(T) == typeof(float) ? Vector128.Create(single).As<int, T>() : Vector128.Create(other).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Subtract(Vector128<T> a, Vector128<T> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Divide(Vector128<T> a, Vector128<T> b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Negate(Vector128<T> a) => -a;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> AtMost(Vector128<T> a, Vector128<T> limit) => Vector128.MinNative(limit, a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> AtLeast(Vector128<T> a, Vector128<T> limit) => Vector128.MaxNative(limit, a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Largest(Vector128<T> a) => Vector128<T>.Count == 2 ? T.MaxNative(a[0], a[1]) : T.MaxNative(T.MaxNative(a[0], a[1]), T.MaxNative(a[2], a[3]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> LessThan(Vector128<T> a, Vector128<T> b) => Vector128.LessThan(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Equal(Vector128<T> a, Vector128<T> b) => Vector128.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Select(Vector128<T> mask, Vector128<T> a, Vector128<T> b) => Vector128.ConditionalSelect(mask, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Vector128<T> mask) => mask.ExtractMostSignificantBits() != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool All(Vector128<T> mask) => mask.ExtractMostSignificantBits() == (1u << Count) - 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> And(Vector128<T> a, Vector128<T> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Or(Vector128<T> a, Vector128<T> b) => a | b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> AddBits(Vector128<T> a, Vector128<T> b) => typeof(T) == typeof(float) ? (a.AsInt32() + b.AsInt32()).As<int, T>() : (a.AsInt64() + b.AsInt64()).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> ToExponent(Vector128<T> bits) =>
        typeof(T) == typeof(float) ? (bits.AsInt32() << Ieee.MantissaBitsSingle).As<int, T>() : (bits.AsInt64() << Ieee.MantissaBitsDouble).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> FromExponent(Vector128<T> bits) =>
        typeof(T) == typeof(float) ? (bits.AsInt32() >>> Ieee.MantissaBitsSingle).As<int, T>() : (bits.AsInt64() >>> Ieee.MantissaBitsDouble).As<long, T>();
}

internal readonly partial struct Simd256<T> : ISimdMath<T, Vector256<T>>
{
    public static Vector256<T> SignBit
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Constant(-0.0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Constant(float single, double other) => typeof(T) == typeof(float) ? Vector256.Create(single).As<float, T>() : Vector256.Create(other).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Constant(double value) => typeof(T) == typeof(float) ? Vector256.Create((float)value).As<float, T>() : Vector256.Create(value).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Pattern(int single, long other) => typeof(T) == typeof(float) ? Vector256.Create(single).As<int, T>() : Vector256.Create(other).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Subtract(Vector256<T> a, Vector256<T> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Divide(Vector256<T> a, Vector256<T> b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Negate(Vector256<T> a) => -a;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> AtMost(Vector256<T> a, Vector256<T> limit) => Vector256.MinNative(limit, a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> AtLeast(Vector256<T> a, Vector256<T> limit) => Vector256.MaxNative(limit, a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Largest(Vector256<T> a) => Simd128<T>.Largest(Vector128.MaxNative(a.GetLower(), a.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> LessThan(Vector256<T> a, Vector256<T> b) => Vector256.LessThan(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Equal(Vector256<T> a, Vector256<T> b) => Vector256.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Select(Vector256<T> mask, Vector256<T> a, Vector256<T> b) =>
        !Avx.IsSupported ? Vector256.ConditionalSelect(mask, a, b)
        : typeof(T) == typeof(float) ? Avx.BlendVariable(b.AsSingle(), a.AsSingle(), mask.AsSingle()).As<float, T>()
        : Avx.BlendVariable(b.AsDouble(), a.AsDouble(), mask.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Vector256<T> mask) => mask.ExtractMostSignificantBits() != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool All(Vector256<T> mask) => mask.ExtractMostSignificantBits() == (1u << Count) - 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> And(Vector256<T> a, Vector256<T> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Or(Vector256<T> a, Vector256<T> b) => a | b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> AddBits(Vector256<T> a, Vector256<T> b) => typeof(T) == typeof(float) ? (a.AsInt32() + b.AsInt32()).As<int, T>() : (a.AsInt64() + b.AsInt64()).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> ToExponent(Vector256<T> bits) =>
        typeof(T) == typeof(float) ? (bits.AsInt32() << Ieee.MantissaBitsSingle).As<int, T>() : (bits.AsInt64() << Ieee.MantissaBitsDouble).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> FromExponent(Vector256<T> bits) =>
        typeof(T) == typeof(float) ? (bits.AsInt32() >>> Ieee.MantissaBitsSingle).As<int, T>() : (bits.AsInt64() >>> Ieee.MantissaBitsDouble).As<long, T>();
}
