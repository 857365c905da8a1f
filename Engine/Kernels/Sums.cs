using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet.Kernels;

/// <summary>Sums by a fixed tree, whose rounding error grows with the logarithm of the length (TensorPrimitives.Sum of 2^24 floats of 0.1 is 1.7 % off).</summary>
internal static class Sums
{
    private const int Block = 256;

    public static T Sum<T>(ReadOnlySpan<T> x) where T : unmanaged, INumber<T>
    {
        if (x.Length <= Block)
        {
            if (x.Length >= 16) return TensorPrimitives.Sum(x);
            T sum = T.Zero;
            foreach (T value in x) sum += value;
            return sum;
        }
        int half = Math.Max(Block, (int)(BitOperations.RoundUpToPowerOf2((uint)x.Length) / 2));
        return Sum(x[..half]) + Sum(x[half..]);
    }

    /// <summary>y[j] = sum over i of x[i, j] of a row-major matrix, by a tree over the rows.</summary>
    public static void Columns<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, INumber<T>
    {
        int n = y.Length, rows = n == 0 ? 0 : x.Length / n;
        if (rows <= 32)
        {
            y.Clear();
            for (int i = 0; i < rows; i++) TensorPrimitives.Add(y, x.Slice(i * n, n), y);
            return;
        }
        int half = (int)(BitOperations.RoundUpToPowerOf2((uint)rows) / 2);
        Columns(x[..(half * n)], y);
        T[] rest = new T[n];
        Columns(x[(half * n)..], rest.AsSpan());
        TensorPrimitives.Add<T>(y, rest, y);
    }
}
