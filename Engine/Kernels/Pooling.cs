using System.Numerics;

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
}

/// <summary>Largest elements and averages of windows over planes of up to three axes.</summary>
internal readonly record struct Pooling(PoolAxis Depth, PoolAxis Height, PoolAxis Width)
{
    public int Plane => Depth.Input * Height.Input * Width.Input;

    public int Windows => Depth.Output * Height.Output * Width.Output;

    /// <summary>Where the largest element of each window lies in x: the first of equal ones, or a NaN.</summary>
    public void ArgMax<T>(ReadOnlySpan<T> x, Span<int> offsets) where T : unmanaged, INumber<T>
    {
        int next = 0;
        for (int plane = 0; plane < x.Length; plane += Plane)
        {
            for (int d = 0; d < Depth.Output; d++)
            {
                for (int h = 0; h < Height.Output; h++)
                {
                    for (int w = 0; w < Width.Output; w++) offsets[next++] = plane + Largest(x.Slice(plane, Plane), d, h, w);
                }
            }
        }
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
