using System.Numerics;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet.Kernels;

/// <summary>The derivatives of simple functions, times a cotangent b, in one pass.</summary>
internal static class Slopes
{
    /// <summary>b with the sign of a turned around where a is negative, 0 at 0.</summary>
    internal readonly struct Abs<T> : IElementaryPair<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector a, TVector b) where TVector : struct where TSimd : ISimdMath<T, TVector>
        {
            TVector zero = TSimd.Constant(0);
            // At 0, and NaN where a is.
            TVector other = TSimd.Multiply(a, b);
            return TSimd.Select(TSimd.LessThan(zero, a), b, TSimd.Select(TSimd.LessThan(a, zero), TSimd.Negate(b), other));
        }
    }

    /// <summary>b / (2 a), with a the root.</summary>
    internal readonly struct Sqrt<T> : IElementaryPair<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector a, TVector b) where TVector : struct where TSimd : ISimdMath<T, TVector> => TSimd.Divide(b, TSimd.Add(a, a));
    }

    /// <summary>-b a^2, with a the reciprocal.</summary>
    internal readonly struct Reciprocal<T> : IElementaryPair<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector a, TVector b) where TVector : struct where TSimd : ISimdMath<T, TVector> => TSimd.Multiply(TSimd.Negate(TSimd.Multiply(b, a)), a);
    }

    /// <summary>-b a^3 / 2, with a the reciprocal of the root.</summary>
    internal readonly struct Rsqrt<T> : IElementaryPair<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector, TSimd>(TVector a, TVector b) where TVector : struct where TSimd : ISimdMath<T, TVector> =>
            TSimd.Multiply(TSimd.Multiply(TSimd.Constant(-0.5), b), TSimd.Multiply(TSimd.Multiply(a, a), a));
    }
}
