using System.Numerics;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet.Kernels;

/// <summary>Two registers.</summary>
internal readonly struct Pair<TVector> where TVector : struct
{
    public readonly TVector First, Second;

    // What the JIT would inline of its own accord counts against a budget, which the many calls of a long function exceed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Pair(TVector first, TVector second) => (First, Second) = (first, second);
}

/// <summary>
/// Two registers as one, every instruction for both: a function on it is two chains of instructions side by side, of which one runs while the other waits. Instructions that come later are not seen in time: a
/// chain takes some 50 cycles, and the hardware looks ahead by fewer instructions than a second one after it has.
/// </summary>
internal readonly struct SimdPair<T, TVector, TSimd> : ISimdMath<T, Pair<TVector>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector>
{
    public static int Count => 2 * TSimd.Count;

    public static bool Fuses => TSimd.Fuses;

    public static Pair<TVector> SignBit
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Both(TSimd.SignBit);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Pair<TVector> Load(T* from) => new(TSimd.Load(from), TSimd.Load(from + TSimd.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(Pair<TVector> value, T* to)
    {
        TSimd.Store(value.First, to);
        TSimd.Store(value.Second, to + TSimd.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<TVector> Broadcast(T value) => Both(TSimd.Broadcast(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<TVector> Constant(float single, double other) => Both(TSimd.Constant(single, other));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<TVector> Constant(double value) => Both(TSimd.Constant(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<TVector> Pattern(int single, long other) => Both(TSimd.Pattern(single, other));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<TVector> Add(Pair<TVector> a, Pair<TVector> b) => new(TSimd.Add(a.First, b.First), TSimd.Add(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<TVector> Subtract(Pair<TVector> a, Pair<TVector> b) => new(TSimd.Subtract(a.First, b.First), TSimd.Subtract(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<TVector> Multiply(Pair<TVector> a, Pair<TVector> b) => new(TSimd.Multiply(a.First, b.First), TSimd.Multiply(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<TVector> Divide(Pair<TVector> a, Pair<TVector> b) => new(TSimd.Divide(a.First, b.First), TSimd.Divide(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<TVector> Negate(Pair<TVector> a) => new(TSimd.Negate(a.First), TSimd.Negate(a.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<TVector> Max(Pair<TVector> a, Pair<TVector> b) => new(TSimd.Max(a.First, b.First), TSimd.Max(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Pair<TVector> a) => TSimd.Sum(TSimd.Add(a.First, a.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<TVector> MultiplyAdd(Pair<TVector> a, Pair<TVector> b, Pair<TVector> c) => new(TSimd.MultiplyAdd(a.First, b.First, c.First), TSimd.MultiplyAdd(a.Second, b.Second, c.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<TVector> AtMost(Pair<TVector> a, Pair<TVector> limit) => new(TSimd.AtMost(a.First, limit.First), TSimd.AtMost(a.Second, limit.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<TVector> AtLeast(Pair<TVector> a, Pair<TVector> limit) => new(TSimd.AtLeast(a.First, limit.First), TSimd.AtLeast(a.Second, limit.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Largest(Pair<TVector> a) => TSimd.Largest(TSimd.AtLeast(a.First, a.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<TVector> LessThan(Pair<TVector> a, Pair<TVector> b) => new(TSimd.LessThan(a.First, b.First), TSimd.LessThan(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<TVector> Equal(Pair<TVector> a, Pair<TVector> b) => new(TSimd.Equal(a.First, b.First), TSimd.Equal(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<TVector> Select(Pair<TVector> mask, Pair<TVector> a, Pair<TVector> b) => new(TSimd.Select(mask.First, a.First, b.First), TSimd.Select(mask.Second, a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Pair<TVector> mask) => TSimd.Any(TSimd.Or(mask.First, mask.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool All(Pair<TVector> mask) => TSimd.All(TSimd.And(mask.First, mask.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<TVector> And(Pair<TVector> a, Pair<TVector> b) => new(TSimd.And(a.First, b.First), TSimd.And(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<TVector> Or(Pair<TVector> a, Pair<TVector> b) => new(TSimd.Or(a.First, b.First), TSimd.Or(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<TVector> AddBits(Pair<TVector> a, Pair<TVector> b) => new(TSimd.AddBits(a.First, b.First), TSimd.AddBits(a.Second, b.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<TVector> ToExponent(Pair<TVector> bits) => new(TSimd.ToExponent(bits.First), TSimd.ToExponent(bits.Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<TVector> FromExponent(Pair<TVector> bits) => new(TSimd.FromExponent(bits.First), TSimd.FromExponent(bits.Second));

    public static unsafe void Transpose(T* from, nint line, int lines, T* to, nint toLine) => Transposes.ByElement(Count, from, line, lines, to, toLine);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Pair<TVector> Both(TVector value) => new(value, value);
}
