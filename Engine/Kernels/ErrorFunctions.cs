using System.Numerics;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// The error function, its complement and its inverse. Units in the last place, at most: Erf 1.5, Erfc and Erfinv 4. The coefficients are Chebyshev interpolations of the functions, computed in 50
/// digits.
/// </summary>
internal static class ErrorFunctions
{
    // erf(x) / x - 1 by powers of x^2, for |x| up to 1.
    private static ReadOnlySpan<double> ErfCoefficients =>
    [
        0.1283791670955126, -0.3761263890318375, 0.11283791670954879, -0.026866170645076792,
        0.0052239776248180145, -0.000854832698083379, 0.0001205533111164271, -1.4925595266831182e-05,
        1.6461000484121368e-06, -1.6350312701054695e-07, 1.4659775274047436e-08, -1.1372848856791674e-09,
        5.957176147748911e-11,
    ];

    private static ReadOnlySpan<float> ErfCoefficientsSingle => [0.128379166f, -0.37612626f, 0.112835944f, -0.0268542115f, 0.00518908724f, -0.00080168643f, 7.87587487e-05f];

    // ln(erfc(x)) by powers of x, for x from 1 to 4.
    private static ReadOnlySpan<float> LogTailCoefficients =>
    [
        0.00032013806f, -1.13023341f, -0.631826043f, -0.110080086f, 0.0264211353f, -0.0047595962f, 0.00059680565f, -4.60580413e-05f, 1.6371514e-06f,
    ];

    // erfc(x) e^(x^2) (1 + x) by powers of (x - 3) / (x + 3), for x from 0.5 to 28.
    private static ReadOnlySpan<double> TailCoefficients =>
    [
        0.7160046047255598, -0.23092733308380903, 0.09902075367944828, -0.010235388899029555,
        -0.023803913109182822, 0.021957764013468654, -0.009750689280229017, 0.001618569112587709,
        0.0006458140469059499, -0.0003672883319243714, -2.0550475442532073e-05, 5.611843420772016e-05,
        -1.5194380905469892e-06, -8.986204222213307e-06, 2.748801126951662e-07, 1.5785144919561202e-06,
        3.5796498966974287e-08, -2.7650422140676463e-07, -2.0838402291101104e-08, 3.491991112096615e-08,
        1.6169239112752589e-09,
    ];

    // erfinv(x) / x by powers of w - 3.125 with w = -ln(1 - x^2), for w up to 6.25.
    private static ReadOnlySpan<double> CentralCoefficients =>
    [
        1.6536545626831027, 0.2401581824255897, -0.006033670871427011, -0.0007407025341669402,
        0.0001867342080212427, -1.3882523361276876e-05, -1.3654691796592068e-06, 4.2347877672780653e-07,
        -2.907038666019143e-08, -4.112633104297614e-09, 1.0512202440121784e-09, -5.4154417754696635e-11,
        -1.2977505202014966e-11, 2.6335724924608484e-12, -8.106594456438496e-14, -4.0554139746886e-14,
        6.581955305929239e-15, 2.166994626283574e-17, -1.290702354613073e-16, 1.1125794759379464e-17,
        1.1027771591500033e-18, -1.6787330615256773e-19, -2.362369698566107e-22,
    ];

    // The same by powers of sqrt(w) - 3.25, for w up to 16.
    private static ReadOnlySpan<double> OuterCoefficients =>
    [
        3.0838856104922208, 1.0052589676941652, 0.00537091455357168, -0.003751208508215561,
        0.0024914420969817607, -0.0016882755357337071, 0.0009532893637435638, -0.00035503780975963814,
        2.4031257015092525e-05, 6.828708654753377e-05, -4.731898412011245e-05, 1.2465167157087251e-05,
        2.9257291901789823e-06, -3.986084395214756e-06, 1.4987130784186127e-06, -2.7004219280868947e-08,
        -2.713451105439456e-07, 1.3104351499972014e-07, 6.969241977629694e-10, -1.5102695423335065e-08,
    ];

    // The same by powers of sqrt(w) - 5, for w up to 36.8, past the last number below 1.
    private static ReadOnlySpan<double> ExtremeCoefficients =>
    [
        4.849906401408584, 1.0103004648645426, -0.0001387193183495277, -0.000215030119690875,
        7.599527730854759e-05, -1.9681772654935912e-05, 4.52606036527157e-06, -9.93016923135581e-07,
        2.2901363499526237e-07, -6.759815354132272e-08, 2.912900707366691e-08, -1.5175188555284074e-08,
        7.6383134221713e-09, -3.557730522871102e-09, 1.4935823940503666e-09, -3.880637174997426e-10,
        -2.3546689955135928e-11, 3.120837422325291e-11,
    ];

    /// <summary>2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x.</summary>
    internal readonly struct Erf<T> : IElementary<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector x) where TVector : struct where TSimd : ISimdMath<T, TVector>
        {
            TVector sign = TSimd.And(x, TSimd.SignBit), one = TSimd.Constant(1);
            TVector near = TSimd.MultiplyAdd(x, Polynomial.Of<T, TVector, TSimd>(TSimd.Multiply(x, x), ErfCoefficientsSingle, ErfCoefficients), x);
            // From there on it is 1.
            TVector negative = TSimd.AtLeast(TSimd.Or(x, TSimd.SignBit), TSimd.Constant(-4, -6)), size = TSimd.Negate(negative), tail;
            if (typeof(T) == typeof(float)) tail = Exponentials.Exp<T>.Of<TVector, TSimd>(Polynomial.Of<T, TVector, TSimd>(size, LogTailCoefficients, []));
            else tail = Tail<T, TVector, TSimd>(size);
            return TSimd.Select(TSimd.LessThan(negative, TSimd.Constant(-1)), TSimd.Or(TSimd.Subtract(one, tail), sign), near);
        }
    }

    /// <summary>1 - erf(x), with its digits where that is small.</summary>
    internal readonly struct Erfc : IElementary<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector x) where TVector : struct where TSimd : ISimdMath<double, TVector>
        {
            TVector zero = TSimd.Constant(0), half = TSimd.Constant(0.5), one = TSimd.Constant(1), two = TSimd.Constant(2);
            TVector near = TSimd.MultiplyAdd(x, Polynomial.Of<double, TVector, TSimd>(TSimd.Multiply(x, x), [], ErfCoefficients), x);
            // From there on the tail is 0.
            TVector size = TSimd.AtMost(TSimd.Negate(TSimd.Or(x, TSimd.SignBit)), TSimd.Constant(28)), tail = Tail<double, TVector, TSimd>(size);
            TVector far = TSimd.Select(TSimd.LessThan(x, zero), TSimd.Subtract(two, tail), tail);
            return TSimd.Select(TSimd.LessThan(half, size), far, TSimd.Subtract(one, near));
        }
    }

    /// <summary>The number whose error function is x: infinite at -1 and 1, NaN beyond.</summary>
    public static double Erfinv(double x)
    {
        if (Math.Abs(x) == 1) return Math.CopySign(double.PositiveInfinity, x);
        double w = -Math.Log((1 - x) * (1 + x)), root = Math.Sqrt(w);
        return x * (w <= 6.25 ? Polynomial.Of(w - 3.125, CentralCoefficients) : w <= 16 ? Polynomial.Of(root - 3.25, OuterCoefficients) : Polynomial.Of(root - 5, ExtremeCoefficients));
    }

    /// <summary>erfc(x) for x from 0.5 to 28, in double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Tail<T, TVector, TSimd>(TVector x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector>
    {
        // The square of a number of 26 bits is exact; what is left of x^2 is small.
        TVector one = TSimd.Constant(1), three = TSimd.Constant(3), high = TSimd.And(x, TSimd.Pattern(0, -1L << 27)), rest = TSimd.Multiply(TSimd.Subtract(high, x), TSimd.Add(high, x));
        TVector exponential = Exponentials.OfSum<T, TVector, TSimd>(TSimd.Negate(TSimd.Multiply(high, high)), rest);
        TVector factor = Polynomial.Of<T, TVector, TSimd>(TSimd.Divide(TSimd.Subtract(x, three), TSimd.Add(x, three)), [], TailCoefficients);
        return TSimd.Multiply(exponential, TSimd.Divide(factor, TSimd.Add(x, one)));
    }
}
