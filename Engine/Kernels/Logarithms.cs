using System.Numerics;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// Logarithms. x = 2^k (1 + f) with 1 + f between the root of 1/2 and that of 2; ln(1 + f) = f - f^2 / 2 + s (f^2 / 2 + R(s^2)) with s = f / (2 + f) (Sun's fdlibm), R a polynomial that is a Chebyshev
/// interpolation computed in 50 digits. At most 1 unit in the last place.
/// </summary>
internal static class Logarithms
{
    /// <summary>ln(x).</summary>
    internal readonly struct Log<T> : IElementary<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector x) where TVector : struct where TSimd : ISimdMath<T, TVector> => OfAny<T, TVector, TSimd, Natural<T>>(x);
    }

    /// <summary>The logarithm to base 2, exact where that is an integer; at most 2 units in the last place.</summary>
    internal readonly struct Log2<T> : IElementary<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector x) where TVector : struct where TSimd : ISimdMath<T, TVector> => OfAny<T, TVector, TSimd, Binary<T>>(x);
    }

    /// <summary>ln(1 + x) of numbers from 0 to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Log1pOfPart<T, TVector, TSimd>(TVector x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector>
    {
        TVector one = TSimd.Constant(1), sum = TSimd.Add(x, one), rest = TSimd.Subtract(x, TSimd.Subtract(sum, one)), k = Split<T, TVector, TSimd>(sum, out TVector f);
        return Join<T, TVector, TSimd>(k, f, TSimd.MultiplyAdd(k, TSimd.Constant(Ieee.LnTwoLowSingle, Ieee.LnTwoLowDouble), TSimd.Divide(rest, sum)));
    }

    /// <summary>What a base makes of a = 2^k and b = 1 + f: the logarithm of their product.</summary>
    private readonly struct Natural<T> : IElementaryPair<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector k, TVector f) where TVector : struct where TSimd : ISimdMath<T, TVector> =>
            Join<T, TVector, TSimd>(k, f, TSimd.Multiply(k, TSimd.Constant(Ieee.LnTwoLowSingle, Ieee.LnTwoLowDouble)));
    }

    private readonly struct Binary<T> : IElementaryPair<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector k, TVector f) where TVector : struct where TSimd : ISimdMath<T, TVector> =>
            TSimd.MultiplyAdd(OfSum<T, TVector, TSimd>(f, TSimd.Constant(0)), TSimd.Constant(1.4426950408889634), k);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector OfAny<T, TVector, TSimd, TBase>(TVector x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector> where TBase : IElementaryPair<T>
    {
        TVector usual = TSimd.And(TSimd.LessThan(TSimd.Constant(Ieee.SmallestNormalSingle, Ieee.SmallestNormalDouble), x), TSimd.LessThan(x, TSimd.Constant(double.PositiveInfinity)));
        if (!TSimd.All(usual)) return Elementary.Called<T, TVector, TSimd>(AtEnds(x));
        TVector k = Split<T, TVector, TSimd>(x, out TVector f);
        return TBase.Of<TVector, TSimd>(k, f);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static TVector AtEnds(TVector x)
        {
            // A number that is not normal is brought among those that are.
            TVector small = TSimd.LessThan(x, TSimd.Constant(Ieee.SmallestNormalSingle, Ieee.SmallestNormalDouble));
            TVector normal = TSimd.Select(small, TSimd.Multiply(x, TSimd.Constant(4 * Ieee.IntegersSingle, 4 * Ieee.IntegersDouble)), x);
            TVector k = TSimd.Add(Split<T, TVector, TSimd>(normal, out TVector f), TSimd.And(small, TSimd.Constant(-2 - Ieee.MantissaBitsSingle, -2 - Ieee.MantissaBitsDouble)));
            return Special<T, TVector, TSimd>(x, TBase.Of<TVector, TSimd>(k, f));
        }
    }

    /// <summary>ln(1 + x), by the rounded sum and what it was rounded by.</summary>
    internal readonly struct Log1p<T> : IElementary<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector x) where TVector : struct where TSimd : ISimdMath<T, TVector>
        {
            TVector one = TSimd.Constant(1), sum = TSimd.Add(x, one), added = TSimd.Subtract(sum, x);
            TVector rest = TSimd.Add(TSimd.Subtract(x, TSimd.Subtract(sum, added)), TSimd.Subtract(one, added));
            TVector k = Split<T, TVector, TSimd>(sum, out TVector f);
            TVector y = Join<T, TVector, TSimd>(k, f, TSimd.MultiplyAdd(k, TSimd.Constant(Ieee.LnTwoLowSingle, Ieee.LnTwoLowDouble), TSimd.Divide(rest, sum)));
            return TSimd.Or(Special<T, TVector, TSimd>(sum, y), TSimd.And(x, TSimd.SignBit));
        }
    }

    /// <summary>x = 2^k (1 + f) of a positive normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Split<T, TVector, TSimd>(TVector x, out TVector f)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector>
    {
        // The root of 1/2 is moved to 1, so that the exponent changes there.
        const int RootSingle = 0x3F3504F3;
        const long RootDouble = 0x3FE6A09E667F3BCD;
        TVector bits = TSimd.AddBits(x, TSimd.Pattern(Ieee.OneSingle - RootSingle, Ieee.OneDouble - RootDouble));
        TVector integer = TSimd.Or(TSimd.FromExponent(bits), TSimd.Constant(Ieee.IntegersSingle, Ieee.IntegersDouble));
        f = TSimd.Subtract(TSimd.AddBits(TSimd.And(bits, TSimd.Pattern(Ieee.MantissaSingle, Ieee.MantissaDouble)), TSimd.Pattern(RootSingle, RootDouble)), TSimd.Constant(1));
        return TSimd.Subtract(integer, TSimd.Constant(Ieee.IntegersSingle + Ieee.BiasSingle, Ieee.IntegersDouble + Ieee.BiasDouble));
    }

    /// <summary>k ln(2) + ln(1 + f), the lower digits of the first, and whatever else is small, being <paramref name="low"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Join<T, TVector, TSimd>(TVector k, TVector f, TVector low)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector> =>
        TSimd.MultiplyAdd(k, TSimd.Constant(Ieee.LnTwoHighSingle, Ieee.LnTwoHighDouble), OfSum<T, TVector, TSimd>(f, low));

    /// <summary>ln(1 + f) + low.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector OfSum<T, TVector, TSimd>(TVector f, TVector low)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector>
    {
        TVector s = TSimd.Divide(f, TSimd.Add(f, TSimd.Constant(2))), half = TSimd.Multiply(TSimd.Multiply(f, f), TSimd.Constant(0.5));
        TVector y = TSimd.MultiplyAdd(s, TSimd.Add(half, Series<T, TVector, TSimd>(TSimd.Multiply(s, s))), low);
        return TSimd.Add(TSimd.Subtract(y, half), f);
    }

    /// <summary>z times the sum of 2 / (2 i + 3) z^i: (ln(1 + s) - ln(1 - s)) / s - 2 by z = s^2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Series<T, TVector, TSimd>(TVector z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector>
    {
        TVector r;
        if (typeof(T) == typeof(float))
        {
            r = TSimd.MultiplyAdd(TSimd.Constant(0.233305737), z, TSimd.Constant(0.285508156));
            r = TSimd.MultiplyAdd(r, z, TSimd.Constant(0.400001228));
            return TSimd.Multiply(TSimd.MultiplyAdd(r, z, TSimd.Constant(0.666666687)), z);
        }
        r = TSimd.MultiplyAdd(TSimd.Constant(0.14616576421644387), z, TSimd.Constant(0.15331711346672997));
        r = TSimd.MultiplyAdd(r, z, TSimd.Constant(0.18182889433757515));
        r = TSimd.MultiplyAdd(r, z, TSimd.Constant(0.22222211130560726));
        r = TSimd.MultiplyAdd(r, z, TSimd.Constant(0.28571428626001427));
        r = TSimd.MultiplyAdd(r, z, TSimd.Constant(0.3999999999989945));
        return TSimd.Multiply(TSimd.MultiplyAdd(r, z, TSimd.Constant(0.666666666666667)), z);
    }

    /// <summary>y, but at 0, below and at what is not finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Special<T, TVector, TSimd>(TVector x, TVector y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector>
    {
        y = TSimd.Select(TSimd.LessThan(x, TSimd.Constant(double.PositiveInfinity)), y, x);
        y = TSimd.Select(TSimd.Equal(x, TSimd.Constant(0)), TSimd.Constant(double.NegativeInfinity), y);
        return TSimd.Select(TSimd.LessThan(x, TSimd.Constant(0)), TSimd.Constant(double.NaN), y);
    }
}
