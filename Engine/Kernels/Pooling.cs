using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// The windows of a pool along one axis: window o takes the elements from Start[o] until before End[o], every <see cref="Step"/>th. They may be of different sizes, and empty.
/// </summary>
/// <param name="Input">The size of the axis.</param>
/// <param name="Start">Where each begins.</param>
/// <param name="End">Where each ends.</param>
/// <param name="Count">What an average over it divides by.</param>
/// <param name="Step">The distance between the elements that are taken.</param>
internal sealed record PoolAxis(int Input, int[] Start, int[] End, int[] Count, int Step = 1)
{
    /// <summary>An axis that there is none of.</summary>
    public static readonly PoolAxis None = new(1, [0], [1], [1]);

    public int Output => Start.Length;

    /// <summary>From one window to the next; of windows at regular distances.</summary>
    public int Stride => Output < 2 ? 1 : Start[Output / 2] - Start[Output / 2 - 1];

    /// <summary>The windows, from one on, that are of one size and a stride apart: those that do not reach into the padding.</summary>
    public (int First, int Count) Regular { get; } = FindRegular(Start, End);

    private static (int First, int Count) FindRegular(int[] start, int[] end)
    {
        int middle = start.Length / 2, first = middle, last = middle, stride = start.Length < 2 ? 1 : start[middle] - start[middle - 1];
        if (start.Length == 0 || stride <= 0 || start.Length == 1) return default;
        while (first > 0 && start[first] - start[first - 1] == stride && end[first] - end[first - 1] == stride) first--;
        while (last < start.Length - 1 && start[last + 1] - start[last] == stride && end[last + 1] - end[last] == stride) last++;
        return (first, last - first + 1);
    }
}

/// <summary>Largest elements and averages of windows over planes of up to three axes.</summary>
internal readonly record struct Pooling(PoolAxis Depth, PoolAxis Height, PoolAxis Width)
{
    public int Plane => Depth.Input * Height.Input * Width.Input;

    public int Windows => Depth.Output * Height.Output * Width.Output;

    /// <summary>Where the largest element of each window lies in x: the first of equal ones, or a NaN.</summary>
    public unsafe void ArgMax<T>(ReadOnlySpan<T> x, Span<int> offsets) where T : unmanaged, INumber<T>
    {
        if (x.IsEmpty) return;
        fixed (T* source = x) fixed (int* target = offsets) RowPieces.Run(x.Length / Plane, Plane, new LargestOfPlanes<T>(this, source, target));
    }

    private readonly unsafe struct LargestOfPlanes<T>(Pooling pooling, T* x, int* offsets) : IRowWork where T : unmanaged, INumber<T>
    {
        public void Run(int first, int end)
        {
            for (int plane = first; plane < end; plane++)
            {
                int* next = offsets + (nint)plane * pooling.Windows;
                for (int d = 0; d < pooling.Depth.Output; d++)
                {
                    for (int h = 0; h < pooling.Height.Output; h++, next += pooling.Width.Output)
                    {
                        pooling.Largest(new ReadOnlySpan<T>(x + (nint)plane * pooling.Plane, pooling.Plane), plane * pooling.Plane, d, h, new Span<int>(next, pooling.Width.Output));
                    }
                }
            }
        }
    }

    /// <summary>A row of windows.</summary>
    private void Largest<T>(ReadOnlySpan<T> image, int plane, int d, int h, Span<int> offsets) where T : unmanaged, INumber<T>
    {
        int done = 0;
        if (typeof(T) == typeof(float) && Vector128.IsHardwareAccelerated && Width.Regular is { Count: >= 4 } regular)
        {
            for (; done < regular.First; done++) offsets[done] = plane + Largest(image, d, h, done);
            LargestOfFour(MemoryMarshal.Cast<T, float>(image), plane, d, h, regular.First, offsets.Slice(done, regular.Count));
            done += regular.Count;
        }
        for (; done < offsets.Length; done++) offsets[done] = plane + Largest(image, d, h, done);
    }

    /// <summary>Four windows at once, all of one size, without the branches that no processor foresees; the last ones twice where they are not a multiple of four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void LargestOfFour(ReadOnlySpan<float> image, int plane, int d, int h, int first, Span<int> offsets)
    {
        int stride = Width.Stride, size = Width.End[first] - Width.Start[first];
        Vector128<int> steps = Vector128<int>.Indices * stride;
        fixed (float* x = image)
        {
            for (int done = 0; done < offsets.Length; done = done + 4 == offsets.Length ? offsets.Length : Math.Min(done + 4, offsets.Length - 4))
            {
                int left = Width.Start[first + done], start = (Depth.Start[d] * Height.Input + Height.Start[h]) * Width.Input + left;
                Vector128<float> largest = Load(x + start, stride);
                Vector128<int> best = steps + Vector128.Create(start);
                for (int z = Depth.Start[d]; z < Depth.End[d]; z += Depth.Step)
                {
                    for (int v = Height.Start[h]; v < Height.End[h]; v += Height.Step)
                    {
                        int row = (z * Height.Input + v) * Width.Input + left;
                        for (int u = 0; u < size; u += Width.Step)
                        {
                            Vector128<float> value = Load(x + row + u, stride), better = Vector128.GreaterThan(value, largest) | ~Vector128.Equals(value, value);
                            largest = Vector128.ConditionalSelect(better, value, largest);
                            best = Vector128.ConditionalSelect(better.AsInt32(), steps + Vector128.Create(row + u), best);
                        }
                    }
                }
                (best + Vector128.Create(plane)).CopyTo(offsets[done..]);
            }
        }

        // The last element that is read is the last that is wanted.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector128<float> Load(float* x, int stride) =>
            stride == 1 ? Vector128.Load(x)
            : stride == 2 && Sse.IsSupported ? Sse.Shuffle(Vector128.Load(x), Vector128.Load(x + 3), 0b11_01_10_00)
            : Vector128.Create(x[0], x[stride], x[2 * stride], x[3 * stride]);
    }

    /// <summary>The average of each window.</summary>
    public void Average<T>(ReadOnlySpan<T> x, T? divisor, Span<T> y) where T : unmanaged, INumber<T>
    {
        int next = 0;
        for (int plane = 0; plane < x.Length; plane += Plane)
        {
            ReadOnlySpan<T> image = x.Slice(plane, Plane);
            for (int d = 0; d < Depth.Output; d++)
            {
                for (int h = 0; h < Height.Output; h++)
                {
                    for (int w = 0; w < Width.Output; w++)
                    {
                        T sum = T.Zero;
                        for (int z = Depth.Start[d]; z < Depth.End[d]; z++)
                        {
                            for (int v = Height.Start[h]; v < Height.End[h]; v++)
                            {
                                int row = (z * Height.Input + v) * Width.Input;
                                for (int u = Width.Start[w]; u < Width.End[w]; u++) sum += image[row + u];
                            }
                        }
                        y[next++] = sum / (divisor ?? Count<T>(d, h, w));
                    }
                }
            }
        }
    }

    /// <summary>Adds to each element of a window its share of what <see cref="Average"/> made of them: the transpose.</summary>
    public void Spread<T>(ReadOnlySpan<T> dy, T? divisor, Span<T> dx) where T : unmanaged, INumber<T>
    {
        int next = 0;
        for (int plane = 0; plane < dx.Length; plane += Plane)
        {
            Span<T> image = dx.Slice(plane, Plane);
            for (int d = 0; d < Depth.Output; d++)
            {
                for (int h = 0; h < Height.Output; h++)
                {
                    for (int w = 0; w < Width.Output; w++)
                    {
                        T share = dy[next++] / (divisor ?? Count<T>(d, h, w));
                        for (int z = Depth.Start[d]; z < Depth.End[d]; z++)
                        {
                            for (int v = Height.Start[h]; v < Height.End[h]; v++)
                            {
                                int row = (z * Height.Input + v) * Width.Input;
                                for (int u = Width.Start[w]; u < Width.End[w]; u++) image[row + u] += share;
                            }
                        }
                    }
                }
            }
        }
    }

    private int Largest<T>(ReadOnlySpan<T> image, int d, int h, int w) where T : unmanaged, INumber<T>
    {
        int best = (Depth.Start[d] * Height.Input + Height.Start[h]) * Width.Input + Width.Start[w];
        T largest = image[best];
        for (int z = Depth.Start[d]; z < Depth.End[d]; z += Depth.Step)
        {
            for (int v = Height.Start[h]; v < Height.End[h]; v += Height.Step)
            {
                int row = (z * Height.Input + v) * Width.Input;
                for (int u = Width.Start[w]; u < Width.End[w]; u += Width.Step)
                {
                    T value = image[row + u];
                    if (value > largest || T.IsNaN(value)) (largest, best) = (value, row + u);
                }
            }
        }
        return best;
    }

    // A window that lies in the padding alone has the average 0, whatever it is divided by.
    private T Count<T>(int d, int h, int w) where T : unmanaged, INumber<T> => T.CreateChecked(Math.Max(1, Depth.Count[d] * Height.Count[h] * Width.Count[w]));
}
