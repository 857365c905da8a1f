using System.Numerics;

namespace PyDeepTensorNet.Kernels;

/// <summary>Moves strided slices of given sizes between listed places on one side and row-major, one after the other, on the other side.</summary>
internal static class Slices
{
    /// <summary>Lays the slices that start at <paramref name="starts"/> one after the other.</summary>
    public static void Read<T>(ReadOnlySpan<T> source, ReadOnlySpan<int> starts, ReadOnlySpan<int> strides, Span<T> destination, ReadOnlySpan<int> rowMajor, ReadOnlySpan<int> sizes)
    {
        if (sizes.IsEmpty)
        {
            for (int k = 0; k < starts.Length; k++) destination[k] = source[starts[k]];
            return;
        }
        int step = rowMajor[0] * sizes[0];
        for (int k = 0; k < starts.Length; k++) Strided.Copy(source, starts[k], strides, destination, k * step, rowMajor, sizes);
    }

    /// <summary>Writes the slices to where <paramref name="starts"/> says, in order.</summary>
    public static void Write<T>(ReadOnlySpan<T> source, Span<T> destination, ReadOnlySpan<int> starts, ReadOnlySpan<int> strides, ReadOnlySpan<int> rowMajor, ReadOnlySpan<int> sizes)
    {
        if (sizes.IsEmpty)
        {
            for (int k = 0; k < starts.Length; k++) destination[starts[k]] = source[k];
            return;
        }
        int step = rowMajor[0] * sizes[0];
        for (int k = 0; k < starts.Length; k++) Strided.Copy(source, k * step, rowMajor, destination, starts[k], strides, sizes);
    }

    /// <summary>Adds the slices to where <paramref name="starts"/> says, in order.</summary>
    public static void Add<T>(ReadOnlySpan<T> source, Span<T> destination, ReadOnlySpan<int> starts, ReadOnlySpan<int> strides, ReadOnlySpan<int> rowMajor, ReadOnlySpan<int> sizes) where T : INumber<T>
    {
        if (sizes.IsEmpty)
        {
            for (int k = 0; k < starts.Length; k++) destination[starts[k]] += source[k];
            return;
        }
        int step = rowMajor[0] * sizes[0];
        for (int k = 0; k < starts.Length; k++) Strided.Add(source, k * step, rowMajor, destination, starts[k], strides, sizes);
    }
}
