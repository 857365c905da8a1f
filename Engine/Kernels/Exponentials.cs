using System.Numerics;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// The exponential function and those made of it. e^x = 2^n e^r with n the integer nearest to x / ln 2; e^r = 1 + r + r^2 q(r), q a polynomial: in double a Chebyshev interpolation computed in 50 digits,
/// in single the one whose largest error in e^r is least, found by Lawson's iteration. Units in the last place, at most: Exp 1, the others 2.
/// </summary>
/// <remarks>
/// A chain of such instructions takes some 40 cycles, and the hardware has registers for some 140 that have not ended: what counts is the number of instructions times the length of the chain. So there are
/// no second digits of r, and the polynomial in single is short and in two parts.
/// </remarks>
internal static class Exponentials
{
    /// <summary>e^x.</summary>
    internal readonly struct Exp<T> : IElementary<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector x) where TVector : struct where TSimd : ISimdMath<T, TVector>
        {
            // Almost always 2^n is a normal number, and one factor.
            return IsNear<T, TVector, TSimd>(x) ? OfNear<T, TVector, TSimd>(x) : Elementary.Called<T, TVector, TSimd>(AtEnds(x));

            [MethodImpl(MethodImplOptions.NoInlining)]
            static TVector AtEnds(TVector x)
            {
                TVector n = Bounded<T, TVector, TSimd>(x, out TVector r);
                return Scale<T, TVector, TSimd>(OfRest<T, TVector, TSimd>(r), n);
            }
        }
    }

    /// <summary>e^x of numbers that are not positive; 0 below -88 (in double -709), where that is no normal number.</summary>
    internal readonly struct ExpOfNegative<T> : IElementary<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // There n is one less than the exponent of any normal number: as an exponent it is that of 0.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector x) where TVector : struct where TSimd : ISimdMath<T, TVector> => OfNear<T, TVector, TSimd>(TSimd.AtLeast(x, TSimd.Constant(-88, -709)));
    }

    /// <summary>e^x - 1.</summary>
    internal readonly struct Expm1<T> : IElementary<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector x) where TVector : struct where TSimd : ISimdMath<T, TVector>
        {
            TVector bounded = TSimd.AtMost(x, TSimd.Constant(89, 710));
            bounded = TSimd.AtLeast(bounded, TSimd.Constant(-18, -38));
            TVector n = Whole<T, TVector, TSimd>(Reduce<T, TVector, TSimd>(bounded, out TVector r));
            TVector half = Round<T, TVector, TSimd>(TSimd.Multiply(n, TSimd.Constant(0.5))), other = TSimd.Subtract(n, half), scale = Exponent<T, TVector, TSimd>(half);
            // 2^other ((2^half - 2^-other) + 2^half (e^r - 1)), the largest parts first: their sum is exact where they cancel.
            TVector y = TSimd.Subtract(scale, Exponent<T, TVector, TSimd>(TSimd.Negate(other)));
            y = TSimd.MultiplyAdd(scale, r, y);
            y = TSimd.MultiplyAdd(scale, TSimd.Multiply(TSimd.Multiply(r, r), Quotient<T, TVector, TSimd>(r)), y);
            return WithSign<T, TVector, TSimd>(TSimd.Multiply(y, Exponent<T, TVector, TSimd>(other)), x);
        }
    }

    /// <summary>1 / (1 + e^-x).</summary>
    internal readonly struct Sigmoid<T> : IElementary<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector x) where TVector : struct where TSimd : ISimdMath<T, TVector>
        {
            return IsNear<T, TVector, TSimd>(x) ? OfNear(TSimd.Negate(x)) : Elementary.Called<T, TVector, TSimd>(AtEnds(x));

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            static TVector OfNear(TVector minus) => TSimd.Divide(TSimd.Constant(1), TSimd.Add(TSimd.Constant(1), OfNear<T, TVector, TSimd>(minus)));

            [MethodImpl(MethodImplOptions.NoInlining)]
            static TVector AtEnds(TVector x) =>
                TSimd.Select(TSimd.LessThan(x, Least<T, TVector, TSimd>()), Exp<T>.Of<TVector, TSimd>(x), OfNear(TSimd.AtLeast(TSimd.Negate(x), Least<T, TVector, TSimd>())));
        }
    }

    /// <summary>ln(1 + e^x), without overflow.</summary>
    internal readonly struct Softplus<T> : IElementary<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector x) where TVector : struct where TSimd : ISimdMath<T, TVector> =>
            TSimd.Add(TSimd.AtLeast(x, TSimd.Constant(0)), Logarithms.Log1pOfPart<T, TVector, TSimd>(Exp<T>.Of<TVector, TSimd>(TSimd.Or(x, TSimd.SignBit))));
    }

    /// <summary>ln(1 + e^(beta x)) / beta, and x where beta x exceeds the threshold.</summary>
    internal readonly struct SoftplusUpTo<T>(T beta, T threshold) : IFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Of<TVector, TSimd>(TVector x) where TVector : struct where TSimd : ISimdMath<T, TVector>
        {
            TVector rate = TSimd.Broadcast(beta), z = TSimd.Multiply(rate, x);
            return TSimd.Select(TSimd.LessThan(TSimd.Broadcast(threshold), z), x, TSimd.Divide(Softplus<T>.Of<TVector, TSimd>(z), rate));
        }
    }

    /// <summary>b times the sigmoid of beta a, and b where beta a exceeds the threshold.</summary>
    internal readonly struct SoftplusUpToGrad<T>(T beta, T threshold) : IFunctionPair<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Of<TVector, TSimd>(TVector a, TVector b) where TVector : struct where TSimd : ISimdMath<T, TVector>
        {
            TVector z = TSimd.Multiply(TSimd.Broadcast(beta), a);
            return TSimd.Select(TSimd.LessThan(TSimd.Broadcast(threshold), z), b, TSimd.Multiply(b, Sigmoid<T>.Of<TVector, TSimd>(z)));
        }
    }

    /// <summary>scale x above 0, factor (e^(rate x) - 1) elsewhere.</summary>
    internal readonly struct Elu<T>(T scale, T factor, T rate) : IFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Of<TVector, TSimd>(TVector x) where TVector : struct where TSimd : ISimdMath<T, TVector>
        {
            TVector below = TSimd.Multiply(TSimd.Broadcast(factor), Expm1<T>.Of<TVector, TSimd>(TSimd.Multiply(TSimd.Broadcast(rate), x)));
            return TSimd.Select(TSimd.LessThan(TSimd.Constant(0), x), TSimd.Multiply(TSimd.Broadcast(scale), x), below);
        }
    }

    /// <summary>b scale where a is above 0, b factor e^(rate a) elsewhere.</summary>
    internal readonly struct EluGrad<T>(T scale, T factor, T rate) : IFunctionPair<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Of<TVector, TSimd>(TVector a, TVector b) where TVector : struct where TSimd : ISimdMath<T, TVector>
        {
            TVector below = TSimd.Multiply(TSimd.Broadcast(factor), Exp<T>.Of<TVector, TSimd>(TSimd.Multiply(TSimd.Broadcast(rate), a)));
            return TSimd.Multiply(b, TSimd.Select(TSimd.LessThan(TSimd.Constant(0), a), TSimd.Broadcast(scale), below));
        }
    }

    /// <summary>max(a, 0) - a b + ln(1 + e^-|a|): the cross-entropy of the sigmoid of a with b.</summary>
    internal readonly struct CrossEntropy<T> : IElementaryPair<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector a, TVector b) where TVector : struct where TSimd : ISimdMath<T, TVector>
        {
            TVector log = Logarithms.Log1pOfPart<T, TVector, TSimd>(Exp<T>.Of<TVector, TSimd>(TSimd.Or(a, TSimd.SignBit)));
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
            TVector e = OfNear<T, TVector, TSimd>(doubled);
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
        return IsNear<T, TVector, TSimd>(x) ? OfNearSum<T, TVector, TSimd>(x, low) : Elementary.Called<T, TVector, TSimd>(AtEnds(x, low));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static TVector AtEnds(TVector x, TVector low)
        {
            TVector n = Bounded<T, TVector, TSimd>(x, out TVector r);
            return Scale<T, TVector, TSimd>(OfRest<T, TVector, TSimd>(TSimd.Add(r, low)), n);
        }
    }

    /// <summary>The same where that is a normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector OfNearSum<T, TVector, TSimd>(TVector x, TVector low)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector>
    {
        TVector shifted = Reduce<T, TVector, TSimd>(x, out TVector r);
        return TSimd.Multiply(OfRest<T, TVector, TSimd>(TSimd.Add(r, low)), PowerOfTwo<T, TVector, TSimd>(shifted));
    }

    /// <summary>Whether the exponential and its reciprocal are normal numbers in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsNear<T, TVector, TSimd>(TVector x) where T : unmanaged where TVector : struct where TSimd : ISimdMath<T, TVector> =>
        TSimd.All(TSimd.LessThan(Least<T, TVector, TSimd>(), TSimd.Or(x, TSimd.SignBit)));

    /// <summary>e^x where that is a normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector OfNear<T, TVector, TSimd>(TVector x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector>
    {
        TVector shifted = Reduce<T, TVector, TSimd>(x, out TVector r);
        return TSimd.Multiply(OfRest<T, TVector, TSimd>(r), PowerOfTwo<T, TVector, TSimd>(shifted));
    }

    /// <summary>n and r of <see cref="Reduce"/>, of a number that is first brought between those beyond which its exponential is 0 or infinite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Bounded<T, TVector, TSimd>(TVector x, out TVector r)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector> =>
        Whole<T, TVector, TSimd>(Reduce<T, TVector, TSimd>(TSimd.AtLeast(TSimd.AtMost(x, TSimd.Constant(89, 710)), TSimd.Constant(-104, -746)), out r));

    /// <summary>The smallest argument whose exponential is a normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Least<T, TVector, TSimd>() where T : unmanaged where TVector : struct where TSimd : ISimdMath<T, TVector> => TSimd.Constant(-87.33f, -708.39);

    /// <summary>y 2^n in two factors, for the largest results and for those that underflow gradually.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Scale<T, TVector, TSimd>(TVector y, TVector n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector>
    {
        TVector half = Round<T, TVector, TSimd>(TSimd.Multiply(n, TSimd.Constant(0.5)));
        return TSimd.Multiply(TSimd.Multiply(y, Exponent<T, TVector, TSimd>(half)), Exponent<T, TVector, TSimd>(TSimd.Subtract(n, half)));
    }

    /// <summary>x = n ln 2 + r: n an integer, r at most half of ln 2. The result is n as <see cref="PowerOfTwo"/> takes it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Reduce<T, TVector, TSimd>(TVector x, out TVector r)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector>
    {
        TVector shifted = TSimd.MultiplyAdd(x, TSimd.Constant(1.44269504f, 1.4426950408889634), Shift<T, TVector, TSimd>()), n = Whole<T, TVector, TSimd>(shifted);
        r = TSimd.MultiplyAdd(n, TSimd.Constant(-Ieee.LnTwoHighSingle, -Ieee.LnTwoHighDouble), x);
        r = TSimd.MultiplyAdd(n, TSimd.Constant(-Ieee.LnTwoLowSingle, -Ieee.LnTwoLowDouble), r);
        return shifted;
    }

    /// <summary>e^r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector OfRest<T, TVector, TSimd>(TVector r)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector>
    {
        TVector q = Quotient<T, TVector, TSimd>(r), one = TSimd.Constant(1);
        // Rounded twice, products of r with numbers near 1 would cost a unit.
        return TSimd.Fuses ? TSimd.MultiplyAdd(TSimd.MultiplyAdd(q, r, one), r, one) : TSimd.Add(TSimd.Add(TSimd.Multiply(TSimd.Multiply(r, r), q), r), one);
    }

    /// <summary>(e^r - 1 - r) / r^2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Quotient<T, TVector, TSimd>(TVector r)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector>
    {
        TVector q;
        if (typeof(T) == typeof(float))
        {
            TVector square = TSimd.Multiply(r, r);
            q = TSimd.MultiplyAdd(TSimd.Constant(0.00138637528), square, TSimd.MultiplyAdd(TSimd.Constant(0.00836751983), r, TSimd.Constant(0.0416672379)));
            return TSimd.MultiplyAdd(q, square, TSimd.MultiplyAdd(TSimd.Constant(0.166665331), r, TSimd.Constant(0.5)));
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
    private static TVector Exponent<T, TVector, TSimd>(TVector n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector> => PowerOfTwo<T, TVector, TSimd>(TSimd.Add(n, Shift<T, TVector, TSimd>()));

    /// <summary>2^n of n + <see cref="Shift"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector PowerOfTwo<T, TVector, TSimd>(TVector shifted)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector> =>
        TSimd.ToExponent(shifted);

    /// <summary>n of n + <see cref="Shift"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Whole<T, TVector, TSimd>(TVector shifted) where T : unmanaged where TVector : struct where TSimd : ISimdMath<T, TVector> => TSimd.Subtract(shifted, Shift<T, TVector, TSimd>());

    /// <summary>What rounds a number that is not large to an integer when it is added, in whose lower bits the sum then has what a power of two has for an exponent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Shift<T, TVector, TSimd>() where T : unmanaged where TVector : struct where TSimd : ISimdMath<T, TVector> =>
        TSimd.Constant(Ieee.RounderSingle + Ieee.BiasSingle, Ieee.RounderDouble + Ieee.BiasDouble);

    /// <summary>A result that has the sign of x but for that of zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector WithSign<T, TVector, TSimd>(TVector y, TVector x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector> => TSimd.Or(y, TSimd.And(x, TSimd.SignBit));
}
