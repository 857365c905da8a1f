using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet.Kernels;

/// <summary>Normalization of the rows of a row-major matrix, and its derivatives. An empty weight is 1, an empty bias 0.</summary>
internal static class Rows
{
    /// <summary>y = h weight + bias, where h = (x - mean) / sqrt(variance + eps), or x / sqrt(mean of x^2 + eps) where rows are not centered.</summary>
    public static void Standardize<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> y, int columns, double eps, bool center) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int start = 0; start < x.Length; start += columns)
        {
            Span<T> result = y.Slice(start, columns);
            Standardize(x.Slice(start, columns), result, eps, center);
            if (!weight.IsEmpty) TensorPrimitives.Multiply(result, weight, result);
            if (!bias.IsEmpty) TensorPrimitives.Add(result, bias, result);
        }
    }

    /// <summary>y = scale (g - mean(g) - h mean(g h)) with g = dy weight and scale = 1 / sqrt(variance + eps), without mean(g) where rows are not centered.</summary>
    public static void StandardizeGrad<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> dy, ReadOnlySpan<T> weight, Span<T> y, int columns, double eps, bool center) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] h = new T[columns];
        T n = T.CreateTruncating(columns);
        for (int start = 0; start < x.Length; start += columns)
        {
            T scale = Standardize(x.Slice(start, columns), h, eps, center);
            Span<T> g = y.Slice(start, columns);
            if (weight.IsEmpty) dy.Slice(start, columns).CopyTo(g);
            else TensorPrimitives.Multiply(dy.Slice(start, columns), weight, g);
            T along = TensorPrimitives.Dot<T>(g, h) / n;
            if (center) TensorPrimitives.Subtract(g, Sums.Sum<T>(g) / n, g);
            TensorPrimitives.MultiplyAdd(h, -along, g, g);
            TensorPrimitives.Multiply(g, scale, g);
        }
    }

    /// <summary>y = the sum over the rows of h dy, by a tree over the rows.</summary>
    public static void StandardizedSum<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> y, int columns, double eps, bool center) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = columns == 0 ? 0 : x.Length / columns;
        if (rows > 32)
        {
            int half = (int)(BitOperations.RoundUpToPowerOf2((uint)rows) / 2) * columns;
            T[] rest = new T[columns];
            StandardizedSum(x[..half], dy[..half], y, columns, eps, center);
            StandardizedSum(x[half..], dy[half..], rest, columns, eps, center);
            TensorPrimitives.Add<T>(y, rest, y);
            return;
        }
        T[] h = new T[columns];
        y.Clear();
        for (int start = 0; start < x.Length; start += columns)
        {
            Standardize(x.Slice(start, columns), h, eps, center);
            TensorPrimitives.MultiplyAdd(h, dy.Slice(start, columns), y, y);
        }
    }

    /// <summary>h of one row; its scale.</summary>
    private static T Standardize<T>(ReadOnlySpan<T> row, Span<T> h, double eps, bool center) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (double mean, double squares) = center ? Sums.Moments(row) : (0, Sums.Squares(row));
        T scale = T.CreateTruncating(1 / Math.Sqrt(squares / row.Length + eps));
        if (center) TensorPrimitives.Subtract(row, T.CreateTruncating(mean), h);
        else row.CopyTo(h);
        TensorPrimitives.Multiply(h, scale, h);
        return scale;
    }
}
