using System.Numerics;

namespace PyDeepTensorNet.Kernels;

/// <summary>Elementary functions, exact to a few units in the last place, where .NET's lose digits.</summary>
internal static class Elementary
{
    /// <summary>ln(1 + x): the error of u = 1 + x, which is exact to the last bit, is undone by x / (u - 1) (Kahan). float32 goes through double.</summary>
    public static T Log1p<T>(T x) where T : IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float)) return T.CreateTruncating(Log1p(double.CreateTruncating(x)));
        T u = T.One + x;
        if (u == T.One || T.IsPositiveInfinity(x)) return x;
        return T.Log(u) * (x / (u - T.One));
    }

    /// <summary>e^x - 1: the error of u = e^x is undone by x / ln(u) (Kahan). float32 goes through double.</summary>
    public static T Expm1<T>(T x) where T : IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float)) return T.CreateTruncating(Expm1(double.CreateTruncating(x)));
        T u = T.Exp(x), difference = u - T.One;
        if (u == T.One) return x;
        if (difference == -T.One || T.IsPositiveInfinity(u)) return difference;
        return difference * (x / T.Log(u));
    }
}
