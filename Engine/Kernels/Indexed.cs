using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// Copies between dense memory and the places in other memory that a list of offsets names, in runs of consecutive elements. A negative offset is no place: it reads as zeros and takes nothing.
/// </summary>
internal static class Indexed
{
    /// <summary>Run j of <paramref name="y"/> is the run of <paramref name="x"/> at offset j.</summary>
    public static unsafe void Pick<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> offsets, int run, Span<T> y) where T : unmanaged
    {
        fixed (T* source = x, target = y) fixed (int* places = offsets) RowPieces.Run(offsets.Length, run, new Picks<T>(source, x.Length, places, run, target));
    }

    private readonly unsafe struct Picks<T>(T* x, int length, int* offsets, int run, T* y) : IRowWork where T : unmanaged
    {
        public void Run(int first, int end)
        {
            var source = new ReadOnlySpan<T>(x, length);
            if (run == 1)
            {
                for (int j = first; j < end; j++) y[j] = offsets[j] < 0 ? default : source[offsets[j]];
                return;
            }
            for (int j = first; j < end; j++)
            {
                var target = new Span<T>(y + (nint)j * run, run);
                if (offsets[j] < 0) target.Clear();
                else source.Slice(offsets[j], run).CopyTo(target);
            }
        }
    }

    /// <summary>Adds run j of <paramref name="x"/> to the run of <paramref name="y"/> at offset j, in order. Where the offsets are in equal parts that go to equal parts of y, threads share them.</summary>
    public static unsafe void Add<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> offsets, int run, Span<T> y, int parts = 1) where T : unmanaged, INumber<T>
    {
        if (parts > 1)
        {
            fixed (T* source = x, target = y) fixed (int* places = offsets) RowPieces.Run(parts, offsets.Length / parts * run, new Adds<T>(source, places, offsets.Length / parts, run, target, y.Length));
            return;
        }
        if (run == 1)
        {
            for (int j = 0; j < offsets.Length; j++)
            {
                if (offsets[j] >= 0) y[offsets[j]] += x[j];
            }
            return;
        }
        for (int j = 0; j < offsets.Length; j++)
        {
            if (offsets[j] < 0) continue;
            Span<T> target = y.Slice(offsets[j], run);
            TensorPrimitives.Add(target, x.Slice(j * run, run), target);
        }
    }

    private readonly unsafe struct Adds<T>(T* x, int* offsets, int each, int run, T* y, int length) : IRowWork where T : unmanaged, INumber<T>
    {
        public void Run(int first, int end)
        {
            nint from = (nint)first * each;
            int count = (end - first) * each;
            Indexed.Add<T>(new(x + from * run, count * run), new(offsets + from, count), run, new(y, length));
        }
    }

    /// <summary>Writes run j of <paramref name="x"/> over the run of <paramref name="y"/> at offset j, in order: the last of several to one place stays.</summary>
    public static void Put<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> offsets, int run, Span<T> y) where T : unmanaged
    {
        for (int j = 0; j < offsets.Length; j++)
        {
            if (offsets[j] >= 0) x.Slice(j * run, run).CopyTo(y[offsets[j]..]);
        }
    }

    /// <summary>Makes of each run of <paramref name="y"/> at offset j the larger or smaller of it and run j of <paramref name="x"/>, element by element; NaN where one is.</summary>
    public static void Extreme<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> offsets, int run, Span<T> y, bool largest) where T : unmanaged, INumber<T>
    {
        for (int j = 0; j < offsets.Length; j++)
        {
            if (offsets[j] < 0) continue;
            Span<T> target = y.Slice(offsets[j], run);
            ReadOnlySpan<T> source = x.Slice(j * run, run);
            if (largest) TensorPrimitives.Max(target, source, target);
            else TensorPrimitives.Min(target, source, target);
        }
    }
}
