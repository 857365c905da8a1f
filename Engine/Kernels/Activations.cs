using System.Numerics;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// Activation functions and their derivatives, in double where their terms cancel. The lower tail of the normal distribution is e^(-x^2 / 2) p((k - x) / (k + x)) / (k + x), p a polynomial that
/// is a Chebyshev interpolation computed in 50 digits; Gelu is within 6 units in the last place.
/// </summary>
internal static class Activations
{
    /// <summary>Of gelu's hyperbolic tangent: sqrt(8 / pi), and the coefficient of x^3.</summary>
    public const double RootOfEightByPi = 1.5957691216057308, Cubic = 0.044715;

    private static ReadOnlySpan<double> TailCoefficients =>
    [
        0.769193049750063, 0.6653825028900568, 0.4953056159699761, 0.31353315667128745, 0.16502036617040713,
        0.06911863870687814, 0.020795066799260343, 0.002993376761868743, -0.0007978693892958589, -0.0005448989927584027,
        -5.9375807358891235e-05, 4.976245616870157e-05, 1.6681639595174005e-05, -3.97980489932909e-06, -2.7707204135122383e-06,
        3.345738518771817e-07, 4.362925568222539e-07, -4.0177962891473734e-08, -7.014220631960926e-08, 8.555696628254633e-09,
        1.0797345335746256e-08, -2.220848621773149e-09, -1.160886448380309e-09, 3.81618035300424e-10,
    ];

    /// <summary>x / (1 + e^-x).</summary>
    internal readonly struct Silu : IElementary<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector x) where TVector : struct where TSimd : ISimdMath<double, TVector> => TSimd.Divide(x, OneAndExp<TVector, TSimd>(TSimd.Negate(x)));
    }

    /// <summary>b s (1 + a (1 - s)) with s the sigmoid of a.</summary>
    internal readonly struct SiluGrad : IElementaryPair<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector a, TVector b) where TVector : struct where TSimd : ISimdMath<double, TVector>
        {
            TVector rest = TSimd.Divide(a, OneAndExp<TVector, TSimd>(a));
            return TSimd.Multiply(b, TSimd.Divide(TSimd.Add(TSimd.Constant(1), rest), OneAndExp<TVector, TSimd>(TSimd.Negate(a))));
        }
    }

    /// <summary>x P(x) with the normal distribution function P.</summary>
    internal readonly struct Gelu<T> : IElementary<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector x) where TVector : struct where TSimd : ISimdMath<T, TVector>
        {
            TVector negative = TSimd.Or(x, TSimd.SignBit);
            return IsNear<T, TVector, TSimd>(negative) ? Sum(x, negative, Tail<T, TVector, TSimd>(negative, isNear: true, out _)) : Elementary.Called<T, TVector, TSimd>(AtEnds(x));

            [MethodImpl(MethodImplOptions.NoInlining)]
            static TVector AtEnds(TVector x)
            {
                TVector negative = Bounded<T, TVector, TSimd>(x);
                return Sum(x, negative, Tail<T, TVector, TSimd>(negative, isNear: false, out _));
            }

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            static TVector Sum(TVector x, TVector negative, TVector tail) => TSimd.MultiplyAdd(negative, tail, TSimd.AtLeast(x, TSimd.SignBit));
        }
    }

    /// <summary>b (P(a) + a p(a)) with the density p of P.</summary>
    internal readonly struct GeluGrad<T> : IElementaryPair<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector a, TVector b) where TVector : struct where TSimd : ISimdMath<T, TVector>
        {
            TVector negative = TSimd.Or(a, TSimd.SignBit);
            return IsNear<T, TVector, TSimd>(negative) ? OfTail(a, b, Tail<T, TVector, TSimd>(negative, isNear: true, out TVector exponential), exponential) : Elementary.Called<T, TVector, TSimd>(AtEnds(a, b));

            [MethodImpl(MethodImplOptions.NoInlining)]
            static TVector AtEnds(TVector a, TVector b) => OfTail(a, b, Tail<T, TVector, TSimd>(Bounded<T, TVector, TSimd>(a), isNear: false, out TVector exponential), exponential);

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            static TVector OfTail(TVector a, TVector b, TVector tail, TVector exponential)
            {
                TVector distribution = TSimd.Select(TSimd.LessThan(a, TSimd.Constant(0)), tail, TSimd.Subtract(TSimd.Constant(1), tail));
                return TSimd.Multiply(b, TSimd.MultiplyAdd(a, TSimd.Multiply(exponential, TSimd.Constant(0.3989422804014327)), distribution));
            }
        }
    }

    /// <summary>x / (1 + e^-z) with z = sqrt(8 / pi) (x + 0.044715 x^3).</summary>
    internal readonly struct GeluTanh : IElementary<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector x) where TVector : struct where TSimd : ISimdMath<double, TVector>
        {
            TVector cube = TSimd.Multiply(TSimd.Multiply(TSimd.Multiply(TSimd.Constant(Cubic), x), x), x), z = TSimd.Multiply(TSimd.Constant(RootOfEightByPi), TSimd.Add(x, cube));
            return TSimd.Divide(x, OneAndExp<TVector, TSimd>(TSimd.Negate(z)));
        }
    }

    /// <summary>b s (1 + a z' (1 - s)) with s = 1 / (1 + e^-z).</summary>
    internal readonly struct GeluTanhGrad : IElementaryPair<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector a, TVector b) where TVector : struct where TSimd : ISimdMath<double, TVector>
        {
            TVector one = TSimd.Constant(1), root = TSimd.Constant(RootOfEightByPi), square = TSimd.Multiply(TSimd.Constant(Cubic), TSimd.Multiply(a, a));
            TVector z = TSimd.Multiply(root, TSimd.MultiplyAdd(square, a, a)), slope = TSimd.Multiply(root, TSimd.MultiplyAdd(square, TSimd.Constant(3), one));
            TVector rest = TSimd.Divide(TSimd.Multiply(a, slope), OneAndExp<TVector, TSimd>(z));
            return TSimd.Multiply(b, TSimd.Divide(TSimd.Add(one, rest), OneAndExp<TVector, TSimd>(TSimd.Negate(z))));
        }
    }

    /// <summary>x tanh(ln(1 + e^x)).</summary>
    internal readonly struct Mish : IElementary<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector x) where TVector : struct where TSimd : ISimdMath<double, TVector>
        {
            Fraction<TVector, TSimd>(x, out _, out TVector numerator, out TVector denominator);
            return TSimd.Multiply(x, TSimd.Divide(numerator, denominator));
        }
    }

    /// <summary>b (t + a (1 - t^2) s), with t = tanh(ln(1 + e^a)) and s the sigmoid of a.</summary>
    internal readonly struct MishGrad : IElementaryPair<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector a, TVector b) where TVector : struct where TSimd : ISimdMath<double, TVector>
        {
            TVector e = Fraction<TVector, TSimd>(a, out TVector positive, out TVector numerator, out TVector denominator);
            // (1 - t^2) s is 4 (1 + e) e / denominator^2, times another e for positive arguments.
            TVector product = TSimd.Multiply(TSimd.Multiply(TSimd.Constant(4), TSimd.Add(TSimd.Constant(1), e)), TSimd.Select(positive, TSimd.Multiply(e, e), e));
            TVector rest = TSimd.Multiply(a, TSimd.Divide(product, TSimd.Multiply(denominator, denominator)));
            return TSimd.Multiply(b, TSimd.Add(TSimd.Divide(numerator, denominator), rest));
        }
    }

    /// <summary>Whether the density at -|x| is a normal number in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsNear<T, TVector, TSimd>(TVector negative) where T : unmanaged where TVector : struct where TSimd : ISimdMath<T, TVector> =>
        TSimd.All(TSimd.LessThan(TSimd.Constant(-13.2f, -37.6), negative));

    /// <summary>-|x|, or where that is less the number from which on the tail is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Bounded<T, TVector, TSimd>(TVector x) where T : unmanaged where TVector : struct where TSimd : ISimdMath<T, TVector> =>
        TSimd.AtLeast(TSimd.Or(x, TSimd.SignBit), TSimd.Constant(-14.5f, -39));

    /// <summary>The normal distribution function of a number that is not positive, with all its digits, and e^(-x^2 / 2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Tail<T, TVector, TSimd>(TVector negative, bool isNear, out TVector exponential)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector>
    {
        TVector half = TSimd.Multiply(negative, TSimd.Constant(-0.5)), square = TSimd.Multiply(negative, half), rest;
        if (TSimd.Fuses) rest = TSimd.MultiplyAdd(negative, half, TSimd.Negate(square));
        else
        {
            // The square of half the digits is exact; what is left of x^2 is small.
            TVector high = TSimd.And(negative, TSimd.Pattern(-1 << 12, -1L << 27));
            square = TSimd.Multiply(TSimd.Multiply(high, high), TSimd.Constant(-0.5));
            rest = TSimd.Multiply(TSimd.Multiply(TSimd.Subtract(high, negative), TSimd.Add(high, negative)), TSimd.Constant(0.5));
        }
        exponential = isNear ? Exponentials.OfNearSum<T, TVector, TSimd>(square, rest) : Exponentials.OfSum<T, TVector, TSimd>(square, rest);
        TVector k = TSimd.Constant(4, 5), u = TSimd.Divide(TSimd.Constant(1), TSimd.Subtract(k, negative));
        TVector t = TSimd.Multiply(TSimd.Add(k, negative), u), factor = typeof(T) == typeof(float) ? TailSingle(t) : Polynomial.Of<T, TVector, TSimd>(t, [], TailCoefficients);
        return TSimd.Multiply(exponential, TSimd.Multiply(u, factor));

        // Odd and even powers apart, so that one chain of sums need not wait for the other; written out, as the JIT unrolls no loop of this kind.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static TVector TailSingle(TVector t)
        {
            TVector z = TSimd.Multiply(t, t);
            TVector even = TSimd.MultiplyAdd(TSimd.Constant(0.000194801847), z, TSimd.Constant(-0.00352357398)), odd = TSimd.MultiplyAdd(TSimd.Constant(0.000122983154), z, TSimd.Constant(-0.0015693137));
            even = TSimd.MultiplyAdd(even, z, TSimd.Constant(0.0604064688));
            odd = TSimd.MultiplyAdd(odd, z, TSimd.Constant(0.00752721308));
            even = TSimd.MultiplyAdd(even, z, TSimd.Constant(0.387136668));
            odd = TSimd.MultiplyAdd(odd, z, TSimd.Constant(0.186523005));
            even = TSimd.MultiplyAdd(even, z, TSimd.Constant(0.755285144));
            odd = TSimd.MultiplyAdd(odd, z, TSimd.Constant(0.607896626));
            return TSimd.MultiplyAdd(odd, t, even);
        }
    }

    /// <summary>
    /// tanh(ln(1 + e^x)) = (e^2x + 2 e^x) / (e^2x + 2 e^x + 2) as a fraction in e = e^-|x|, which is returned and does not overflow; for positive arguments both its parts are multiplied by e^2.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Fraction<TVector, TSimd>(TVector x, out TVector positive, out TVector numerator, out TVector denominator) where TVector : struct where TSimd : ISimdMath<double, TVector>
    {
        TVector one = TSimd.Constant(1), two = TSimd.Constant(2), e = Exponentials.Exp<double>.Of<TVector, TSimd>(TSimd.Or(x, TSimd.SignBit)), doubled = TSimd.Multiply(two, e);
        positive = TSimd.LessThan(TSimd.Constant(0), x);
        numerator = TSimd.Select(positive, TSimd.Add(one, doubled), TSimd.Multiply(e, TSimd.Add(e, two)));
        denominator = TSimd.Add(numerator, TSimd.Select(positive, TSimd.Multiply(doubled, e), two));
        return e;
    }

    /// <summary>1 + e^x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector OneAndExp<TVector, TSimd>(TVector x) where TVector : struct where TSimd : ISimdMath<double, TVector> =>
        TSimd.Add(TSimd.Constant(1), Exponentials.Exp<double>.Of<TVector, TSimd>(x));
}
