using System.Numerics;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet.Kernels;

/// <summary>Polynomials by Horner's rule.</summary>
internal static class Polynomial
{
    /// <summary>The sum of coefficients[i] x^i; there is at least one.</summary>
    public static double Of(double x, ReadOnlySpan<double> coefficients) => Of<double, double, Simd1<double>>(x, [], coefficients);

    /// <summary>The same on registers, with coefficients for each type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of<T, TVector, TSimd>(TVector x, ReadOnlySpan<float> single, ReadOnlySpan<double> other)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : ISimdMath<T, TVector>
    {
        TVector sum;
        if (typeof(T) == typeof(float))
        {
            sum = TSimd.Constant(single[^1], 0);
            for (int i = single.Length - 2; i >= 0; i--) sum = TSimd.MultiplyAdd(sum, x, TSimd.Constant(single[i], 0));
            return sum;
        }
        sum = TSimd.Constant(0, other[^1]);
        for (int i = other.Length - 2; i >= 0; i--) sum = TSimd.MultiplyAdd(sum, x, TSimd.Constant(0, other[i]));
        return sum;
    }
}
