using System.Numerics;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// The exponential function and those made of it. e^x = 2^n e^r with n the integer nearest to x / ln 2; e^r - 1 = r + r^2 q(r), q a polynomial that is a Chebyshev interpolation computed in 50
/// digits. Units in the last place, at most: Exp 1, the others 2.
/// </summary>
internal static class Exponentials
{
    /// <summary>e^x.</summary>
    internal readonly struct Exp<T> : IElementary<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector x) where TVector : struct where TSimd : ISimdMath<T, TVector>
        {
            // Almost always 2^n is a normal number, and one factor.
            if (TSimd.Any(IsFar<T, TVector, TSimd>(x))) return AtEnds(x);
            TVector n = Reduce<T, TVector, TSimd>(x, out TVector r, out TVector rest);
            return TSimd.Multiply(OfRest<T, TVector, TSimd>(r, rest), PowerOfTwo<T, TVector, TSimd>(n));

            [MethodImpl(MethodImplOptions.NoInlining)]
            static TVector AtEnds(TVector x)
            {
                TVector n = Bounded<T, TVector, TSimd>(x, out TVector r, out TVector rest);
                return Scale<T, TVector, TSimd>(OfRest<T, TVector, TSimd>(r, rest), n);
            }
        }
    }

    /// <summary>e^x of numbers that are not positive; 0 where that is below the normal numbers.</summary>
    internal readonly struct ExpOfNegative<T> : IElementary<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector x) where TVector : struct where TSimd : ISimdMath<T, TVector>
        {
            TVector least = Least<T, TVector, TSimd>();
            TVector n = Reduce<T, TVector, TSimd>(TSimd.AtLeast(x, least), out TVector r, out TVector rest);
            TVector y = TSimd.Multiply(OfRest<T, TVector, TSimd>(r, rest), PowerOfTwo<T, TVector, TSimd>(n));
            return TSimd.Select(TSimd.LessThan(x, least), TSimd.Constant(0), y);
        }
    }

    /// <summary>e^x - 1.</summary>
    internal readonly struct Expm1<T> : IElementary<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector x) where TVector : struct where TSimd : ISimdMath<T, TVector>
        {
            TVector bounded = TSimd.AtMost(x, TSimd.Constant(89, 710));
            bounded = TSimd.AtLeast(bounded, TSimd.Constant(-18, -38));
            TVector n = Reduce<T, TVector, TSimd>(bounded, out TVector r, out TVector rest);
            TVector half = Round<T, TVector, TSimd>(TSimd.Multiply(n, TSimd.Constant(0.5))), other = TSimd.Subtract(n, half), scale = PowerOfTwo<T, TVector, TSimd>(half);
            // 2^other ((2^half - 2^-other) + 2^half (e^r - 1)), the largest parts first: their sum is exact where they cancel.
            TVector y = TSimd.Subtract(scale, PowerOfTwo<T, TVector, TSimd>(TSimd.Negate(other)));
            y = TSimd.MultiplyAdd(scale, r, y);
            y = TSimd.MultiplyAdd(scale, TSimd.MultiplyAdd(TSimd.Multiply(r, r), Quotient<T, TVector, TSimd>(r), rest), y);
            return WithSign<T, TVector, TSimd>(TSimd.Multiply(y, PowerOfTwo<T, TVector, TSimd>(other)), x);
        }
    }

    /// <summary>1 / (1 + e^-x).</summary>
    internal readonly struct Sigmoid<T> : IElementary<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector x) where TVector : struct where TSimd : ISimdMath<T, TVector>
        {
            // The bound above keeps 2^n among the normal numbers, which one factor then serves.
            TVector far = TSimd.LessThan(x, Least<T, TVector, TSimd>());
            TVector n = Reduce<T, TVector, TSimd>(TSimd.AtLeast(TSimd.Negate(x), Least<T, TVector, TSimd>()), out TVector r, out TVector rest);
            TVector e = TSimd.Multiply(OfRest<T, TVector, TSimd>(r, rest), PowerOfTwo<T, TVector, TSimd>(n)), y = TSimd.Divide(TSimd.Constant(1), TSimd.Add(TSimd.Constant(1), e));
            return TSimd.Any(far) ? TSimd.Select(far, Exp<T>.Of<TVector, TSimd>(x), y) : y;
        }
    }

    /// <summary>ln(1 + e^x), without overflow.</summary>
    internal readonly struct Softplus<T> : IElementary<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector x) where TVector : struct where TSimd : ISimdMath<T, TVector> =>
            TSimd.Add(TSimd.AtLeast(x, TSimd.Constant(0)), Logarithms.Log1p<T>.Of<TVector, TSimd>(Exp<T>.Of<TVector, TSimd>(TSimd.Or(x, TSimd.SignBit))));
    }

    /// <summary>max(a, 0) - a b + ln(1 + e^-|a|): the cross-entropy of the sigmoid of a with b.</summary>
    internal readonly struct CrossEntropy<T> : IElementaryPair<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector a, TVector b) where TVector : struct where TSimd : ISimdMath<T, TVector>
        {
            TVector log = Logarithms.Log1p<T>.Of<TVector, TSimd>(Exp<T>.Of<TVector, TSimd>(TSimd.Or(a, TSimd.SignBit)));
            return TSimd.Add(TSimd.Subtract(TSimd.AtLeast(a, TSimd.Constant(0)), TSimd.Multiply(a, b)), log);
        }
    }

    /// <summary>The hyperbolic tangent: an odd polynomial up to 0.625, and 1 - 2 e / (1 + e) with e = e^(-2 |x|) from there.</summary>
    internal readonly struct Tanh<T> : IElementary<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector x) where TVector : struct where TSimd : ISimdMath<T, TVector>
        {
            TVector negative = TSimd.Or(x, TSimd.SignBit), one = TSimd.Constant(1);
            TVector doubled = TSimd.AtLeast(TSimd.Add(negative, negative), TSimd.Constant(-20, -40));
            TVector n = Reduce<T, TVector, TSimd>(doubled, out TVector r, out TVector rest), e = TSimd.Multiply(OfRest<T, TVector, TSimd>(r, rest), PowerOfTwo<T, TVector, TSimd>(n));
            TVector far = TSimd.Subtract(one, TSimd.Divide(TSimd.Add(e, e), TSimd.Add(e, one)));
            TVector square = TSimd.Multiply(x, x), near = TSimd.MultiplyAdd(TSimd.Multiply(x, square), Polynomial(square), x);
            return WithSign<T, TVector, TSimd>(TSimd.Select(TSimd.LessThan(negative, TSimd.Constant(-0.625)), far, near), x);

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            static TVector Polynomial(TVector z)
            {
                TVector p;
                if (typeof(T) == typeof(float))
                {
                    p = TSimd.MultiplyAdd(TSimd.Constant(0.00229274482), z, TSimd.Constant(-0.00834394526));
                    p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.0217689183));
                    p = TSimd.MultiplyAdd(p, z, TSimd.Constant(-0.0539592579));
                    p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.133333042));
                    return TSimd.MultiplyAdd(p, z, TSimd.Constant(-0.333333343));
                }
                p = TSimd.MultiplyAdd(TSimd.Constant(6.485163482793113e-06), z, TSimd.Constant(-3.12011014257974e-05));
                p = TSimd.MultiplyAdd(p, z, TSimd.Constant(9.257116129556769e-05));
                p = TSimd.MultiplyAdd(p, z, TSimd.Constant(-0.0002375906496055562));
                p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.0005896606577757043));
                p = TSimd.MultiplyAdd(p, z, TSimd.Constant(-0.0014557754120478055));
                p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.0035921217511549622));
                p = TSimd.MultiplyAdd(p, z, TSimd.Constant(-0.008863235103240878));
                p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.021869488519008305));
                p = TSimd.MultiplyAdd(p, z, TSimd.Constant(-0.05396825396789699));
                p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.13333333333333042));
                return TSimd.MultiplyAdd(p, z, TSimd.Constant(-0.3333333333333333));
            }
        }
    }

    /// <summary>b a (1 - a): the derivative of the sigmoid, whose value is a.</summary>
    internal readonly struct SigmoidGrad<T> : IElementaryPair<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector a, TVector b) where TVector : struct where TSimd : ISimdMath<T, TVector> =>
            TSimd.Multiply(TSimd.Multiply(b, a), TSimd.Subtract(TSimd.Constant(1), a));
    }

    /// <summary>b (1 - a^2), with its digits where a is near 1: the derivative of the hyperbolic tangent, whose value is a.</summary>
    internal readonly struct TanhGrad<T> : IElementaryPair<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector a, TVector b) where TVector : struct where TSimd : ISimdMath<T, TVector> =>
            TSimd.Multiply(b, TSimd.Multiply(TSimd.Subtract(TSimd.Constant(1), a), TSimd.Add(TSimd.Constant(1), a)));
    }

    /// <summary>e^(x + low), with <paramref name="low"/> so small beside x that the sum would be rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector OfSum<T, TVector, TSimd>(TVector x, TVector low)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector>
    {
        if (TSimd.Any(IsFar<T, TVector, TSimd>(x))) return AtEnds(x, low);
        TVector n = Reduce<T, TVector, TSimd>(x, out TVector r, out TVector rest);
        return TSimd.Multiply(OfSum(r, rest, low), PowerOfTwo<T, TVector, TSimd>(n));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static TVector AtEnds(TVector x, TVector low)
        {
            TVector n = Bounded<T, TVector, TSimd>(x, out TVector r, out TVector rest);
            return Scale<T, TVector, TSimd>(OfSum(r, rest, low), n);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static TVector OfSum(TVector r, TVector rest, TVector low)
        {
            TVector sum = TSimd.Add(r, low);
            return OfRest<T, TVector, TSimd>(sum, TSimd.Add(TSimd.Add(TSimd.Subtract(r, sum), low), rest));
        }
    }

    /// <summary>Where the exponential is not a normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector IsFar<T, TVector, TSimd>(TVector x) where T : unmanaged where TVector : struct where TSimd : ISimdMath<T, TVector> =>
        TSimd.Or(TSimd.LessThan(x, Least<T, TVector, TSimd>()), TSimd.LessThan(TSimd.Negate(Least<T, TVector, TSimd>()), x));

    /// <summary><see cref="Reduce"/> of a number that is first brought between those beyond which its exponential is 0 or infinite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Bounded<T, TVector, TSimd>(TVector x, out TVector r, out TVector rest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector> =>
        Reduce<T, TVector, TSimd>(TSimd.AtLeast(TSimd.AtMost(x, TSimd.Constant(89, 710)), TSimd.Constant(-104, -746)), out r, out rest);

    /// <summary>The smallest argument whose exponential is a normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Least<T, TVector, TSimd>() where T : unmanaged where TVector : struct where TSimd : ISimdMath<T, TVector> => TSimd.Constant(-87.33f, -708.39);

    /// <summary>y 2^n in two factors, for the largest results and for those that underflow gradually.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Scale<T, TVector, TSimd>(TVector y, TVector n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector>
    {
        TVector half = Round<T, TVector, TSimd>(TSimd.Multiply(n, TSimd.Constant(0.5)));
        return TSimd.Multiply(TSimd.Multiply(y, PowerOfTwo<T, TVector, TSimd>(half)), PowerOfTwo<T, TVector, TSimd>(TSimd.Subtract(n, half)));
    }

    /// <summary>x = n ln 2 + r + rest: n an integer, r at most half of ln 2, rest what r was rounded by.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Reduce<T, TVector, TSimd>(TVector x, out TVector r, out TVector rest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector>
    {
        TVector n = Round<T, TVector, TSimd>(TSimd.Multiply(x, TSimd.Constant(1.44269504f, 1.4426950408889634)));
        TVector high = TSimd.MultiplyAdd(n, TSimd.Constant(-Ieee.LnTwoHighSingle, -Ieee.LnTwoHighDouble), x), low = TSimd.Multiply(n, TSimd.Constant(Ieee.LnTwoLowSingle, Ieee.LnTwoLowDouble));
        r = TSimd.Subtract(high, low);
        rest = TSimd.Subtract(TSimd.Subtract(high, r), low);
        return n;
    }

    /// <summary>e^(r + rest).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector OfRest<T, TVector, TSimd>(TVector r, TVector rest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector> =>
        TSimd.Add(TSimd.Add(TSimd.MultiplyAdd(TSimd.Multiply(r, r), Quotient<T, TVector, TSimd>(r), rest), r), TSimd.Constant(1));

    /// <summary>(e^r - 1 - r) / r^2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Quotient<T, TVector, TSimd>(TVector r)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector>
    {
        TVector q;
        if (typeof(T) == typeof(float))
        {
            q = TSimd.MultiplyAdd(TSimd.Constant(0.000198912763), r, TSimd.Constant(0.0013933907));
            q = TSimd.MultiplyAdd(q, r, TSimd.Constant(0.00833331048));
            q = TSimd.MultiplyAdd(q, r, TSimd.Constant(0.041666463));
            q = TSimd.MultiplyAdd(q, r, TSimd.Constant(0.166666672));
            return TSimd.MultiplyAdd(q, r, TSimd.Constant(0.5));
        }
        q = TSimd.MultiplyAdd(TSimd.Constant(2.0914904528759253e-09), r, TSimd.Constant(2.5105521666108532e-08));
        q = TSimd.MultiplyAdd(q, r, TSimd.Constant(2.755727311887771e-07));
        q = TSimd.MultiplyAdd(q, r, TSimd.Constant(2.7557254666098247e-06));
        q = TSimd.MultiplyAdd(q, r, TSimd.Constant(2.4801587325962223e-05));
        q = TSimd.MultiplyAdd(q, r, TSimd.Constant(0.00019841269875401043));
        q = TSimd.MultiplyAdd(q, r, TSimd.Constant(0.0013888888888883629));
        q = TSimd.MultiplyAdd(q, r, TSimd.Constant(0.00833333333332597));
        q = TSimd.MultiplyAdd(q, r, TSimd.Constant(0.04166666666666667));
        q = TSimd.MultiplyAdd(q, r, TSimd.Constant(0.1666666666666667));
        return TSimd.MultiplyAdd(q, r, TSimd.Constant(0.5));
    }

    /// <summary>To the nearest integer, of numbers that are not large.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Round<T, TVector, TSimd>(TVector x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector> =>
        TSimd.Subtract(TSimd.Add(x, TSimd.Constant(Ieee.RounderSingle, Ieee.RounderDouble)), TSimd.Constant(Ieee.RounderSingle, Ieee.RounderDouble));

    /// <summary>2^n of an integer that is a normal number's exponent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector PowerOfTwo<T, TVector, TSimd>(TVector n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector> =>
        TSimd.ShiftLeft(TSimd.Add(n, TSimd.Constant(Ieee.RounderSingle + Ieee.BiasSingle, Ieee.RounderDouble + Ieee.BiasDouble)), typeof(T) == typeof(float) ? Ieee.MantissaBitsSingle : Ieee.MantissaBitsDouble);

    /// <summary>A result that has the sign of x but for that of zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector WithSign<T, TVector, TSimd>(TVector y, TVector x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector> => TSimd.Or(y, TSimd.And(x, TSimd.SignBit));
}
