using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// Convolutions of 3 x 3 and stride 1 by minimal filtering (Winograd's F(2x2, 3x3): A. Lavin, S. Gray, Fast algorithms for convolutional neural networks, 2016): tiles of 2 x 2 results take 16 products a pair
/// of channels where they would take 36. In each of the 16 components of a transformed tile, all tiles and channels are one matrix product. For float; the error is a few times that of the plain sum.
/// </summary>
/// <remarks>Measured on Zen 3, 16 images of 64 channels, 28 x 28, 64 filters, one thread: shifted products (<see cref="Shifted"/>) take 12.8 ms, this 7.3.</remarks>
/// <param name="Height">How the window slides down.</param>
/// <param name="Width">How it slides along.</param>
/// <param name="Images">Channels of an image.</param>
/// <param name="Results">Channels of a result.</param>
internal readonly unsafe record struct Winograd(Slide Height, Slide Width, int Images, int Results)
{
    /// <summary>Components of a transformed tile.</summary>
    public const int Parts = 16;

    /// <summary>Tiles that are transformed before they are multiplied: enough columns for a good product, few enough for the second-level cache.</summary>
    private const int TilesAtOnce = 200;

    /// <summary>Below, the transforms cost more than the products save.</summary>
    private const int LeastChannels = 16;

    private int Across => (Width.Output + 1) / 2;

    private int Down => (Height.Output + 1) / 2;

    /// <summary>Rows of tiles of an image that are done together.</summary>
    private int Band => Math.Clamp(TilesAtOnce / Across, 1, Down);

    /// <summary>Images that are done together.</summary>
    public int ImagesAtOnce => Band < Down ? 1 : Math.Max(1, TilesAtOnce / (Across * Down));

    private int MostTiles => Across * Band * ImagesAtOnce;

    /// <summary>Elements from one row of tiles' even or odd elements to the next; the loads of a whole register may reach past the last.</summary>
    private int Line => Across + 1 + Vector256<float>.Count;

    private nint Plane(int channels) => (nint)channels * MostTiles;

    /// <summary>Whether this serves.</summary>
    public static bool Serves<T>(in Shifted shifted) =>
        typeof(T) == typeof(float) && Avx2.IsSupported && shifted.Height is { Size: 3, Dilation: 1 } && shifted.Width is { Size: 3, Dilation: 1, Output: >= 7 }
        && Math.Min(shifted.Images, shifted.Results) >= LeastChannels;

    /// <summary>Transforms filters [Results, Images, 3, 3] to [16, Results, Images]: G w G'. Turned, the filters are [Images, Results, 3, 3] and their taps are taken in reverse, as the transpose in the images needs them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Filters(float* weights, float* parts, bool turned)
    {
        float* rows = stackalloc float[12];
        nint step = (nint)Results * Images;
        for (int k = 0; k < Results; k++)
        {
            for (int c = 0; c < Images; c++)
            {
                float* w = weights + (turned ? (nint)c * Results + k : (nint)k * Images + c) * 9, to = parts + (nint)k * Images + c;
                for (int j = 0; j < 3; j++)
                {
                    (float first, float middle, float last) = turned ? (w[8 - j], w[5 - j], w[2 - j]) : (w[j], w[3 + j], w[6 + j]);
                    rows[j] = first;
                    rows[3 + j] = 0.5f * (first + last + middle);
                    rows[6 + j] = 0.5f * (first + last - middle);
                    rows[9 + j] = last;
                }
                for (int i = 0; i < 4; i++, to += 4 * step)
                {
                    float* r = rows + 3 * i;
                    to[0] = r[0];
                    to[step] = 0.5f * (r[0] + r[2] + r[1]);
                    to[2 * step] = 0.5f * (r[0] + r[2] - r[1]);
                    to[3 * step] = r[2];
                }
            }
        }
    }

    /// <summary>Adds the transpose of <see cref="Filters"/> of parts [16, Results, Images] to the cotangent of the filters [Results, Images, 3, 3].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void FiltersBack(float* parts, float* weights)
    {
        float* rows = stackalloc float[12];
        nint step = (nint)Results * Images;
        for (nint pair = 0; pair < step; pair++)
        {
            for (int j = 0; j < 4; j++)
            {
                float* p = parts + pair + j * step;
                float a = p[0], b = p[4 * step], c = p[8 * step], d = p[12 * step];
                rows[j] = a + 0.5f * (b + c);
                rows[4 + j] = 0.5f * (b - c);
                rows[8 + j] = 0.5f * (b + c) + d;
            }
            for (int i = 0; i < 3; i++)
            {
                float* r = rows + 4 * i, w = weights + pair * 9 + 3 * i;
                w[0] += r[0] + 0.5f * (r[1] + r[2]);
                w[1] += 0.5f * (r[1] - r[2]);
                w[2] += 0.5f * (r[1] + r[2]) + r[3];
            }
        }
    }

    /// <summary>Adds the convolution of images, <paramref name="stepX"/> apart, to results, <paramref name="stepY"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Forward(float* x, nint stepX, int images, float* filters, float* y, nint stepY)
    {
        Scratch scratch = Scratch.Current;
        float* tiles = scratch.Take<float>(Parts * Plane(Images)), products = scratch.Take<float>(Parts * Plane(Results));
        float* lines = scratch.Take<float>((2 * Band + 2) * 2 * Line);
        for (int top = 0; top < Down; top += Band)
        {
            int rows = Math.Min(Band, Down - top), count = images * rows * Across;
            ReadTiles(x, stepX, images, top, rows, lines, tiles, count);
            for (int part = 0; part < Parts; part++)
            {
                float* u = filters + (nint)part * Results * Images, v = tiles + part * Plane(Images), m = products + part * Plane(Results);
                Gemm.Multiply(Results, count, Images, new(new(u, Results * Images), Images, 1), new(new(v, Images * count), count, 1), new Span<float>(m, Results * count));
            }
            for (int k = 0; k < Results; k++)
            {
                for (int i = 0; i < images; i++)
                {
                    float* to = y + i * stepY + (nint)k * Height.Output * Width.Output;
                    for (int row = 0; row < rows; row++) WriteTiles(products + (nint)k * count + (i * rows + row) * Across, Plane(Results), lines, to, 2 * (top + row));
                }
            }
        }
        scratch.Return();
        scratch.Return();
        scratch.Return();
    }

    /// <summary>Adds the cotangent of the transformed filters [16, Results, Images], given that of results and their images.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Weights(float* dy, nint stepY, float* x, nint stepX, int images, float* parts)
    {
        Scratch scratch = Scratch.Current;
        float* tiles = scratch.Take<float>(Parts * Plane(Images)), cotangents = scratch.Take<float>(Parts * Plane(Results));
        float* lines = scratch.Take<float>((2 * Band + 2) * 2 * Line);
        for (int top = 0; top < Down; top += Band)
        {
            int rows = Math.Min(Band, Down - top), count = images * rows * Across;
            ReadTiles(x, stepX, images, top, rows, lines, tiles, count);
            for (int k = 0; k < Results; k++)
            {
                for (int i = 0; i < images; i++)
                {
                    float* from = dy + i * stepY + (nint)k * Height.Output * Width.Output;
                    SplitRows(from, Height.Output, Width.Output, 2 * top, 0, 2 * rows, lines);
                    for (int row = 0; row < rows; row++) SpreadTiles(lines + row * 4 * Line, cotangents + (nint)k * count + (i * rows + row) * Across, Plane(Results));
                }
            }
            for (int part = 0; part < Parts; part++)
            {
                float* m = cotangents + part * Plane(Results), v = tiles + part * Plane(Images);
                Gemm.MultiplyAdd(Results, Images, count, new(new(m, Results * count), count, 1), new(new(v, Images * count), 1, count), new Span<float>(parts + (nint)part * Results * Images, Results * Images));
            }
        }
        scratch.Return();
        scratch.Return();
        scratch.Return();
    }

    private void ReadTiles(float* x, nint stepX, int images, int top, int rows, float* lines, float* tiles, int count)
    {
        for (int c = 0; c < Images; c++)
        {
            for (int i = 0; i < images; i++)
            {
                SplitRows(x + i * stepX + (nint)c * Height.Input * Width.Input, Height.Input, Width.Input, 2 * top - Height.Padding, Width.Padding, 2 * rows + 2, lines);
                for (int row = 0; row < rows; row++) TransformTiles(lines + row * 4 * Line, tiles + (nint)c * count + (i * rows + row) * Across, Plane(Images));
            }
        }
    }

    /// <summary>Rows of an image among zeros, the elements of even columns before those of odd ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SplitRows(float* image, int height, int width, int top, int padding, int rows, float* lines)
    {
        int half = Line;
        for (int row = 0; row < rows; row++)
        {
            float* even = lines + row * 2 * half, odd = even + half;
            int at = top + row;
            if (at < 0 || at >= height)
            {
                new Span<float>(even, 2 * half).Clear();
                continue;
            }
            float* from = image + (nint)at * width;
            // Column j of the padded row is element j - padding; an odd padding swaps the two.
            int shift = (padding + 1) / 2, i = 0;
            float* first = (padding & 1) == 0 ? even : odd, second = (padding & 1) == 0 ? odd : even;
            int firstAt = padding / 2, secondAt = shift;
            new Span<float>(even, firstAt + 1).Clear();
            new Span<float>(odd, firstAt + 1).Clear();
            int most = Math.Min(width, 2 * (Across + 1) - padding);
            for (; i <= most - 16; i += 16)
            {
                Vector256<float> a = Vector256.Load(from + i), b = Vector256.Load(from + i + 8);
                Order(Avx.Shuffle(a, b, 0b10_00_10_00)).Store(first + firstAt + i / 2);
                Order(Avx.Shuffle(a, b, 0b11_01_11_01)).Store(second + secondAt + i / 2);
            }
            for (; i < most; i += 2)
            {
                first[firstAt + i / 2] = from[i];
                if (i + 1 < most) second[secondAt + i / 2] = from[i + 1];
            }
            int filledFirst = firstAt + (most + 1) / 2, filledSecond = secondAt + most / 2;
            new Span<float>(first + filledFirst, half - filledFirst).Clear();
            new Span<float>(second + filledSecond, half - filledSecond).Clear();
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<float> Order(Vector256<float> pairs) => Avx2.Permute4x64(pairs.AsDouble(), 0b11_01_10_00).AsSingle();
    }

    /// <summary>B' d B of the tiles in a row, whose four rows begin at <paramref name="lines"/>; the last tiles are done twice where they do not fill a register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransformTiles(float* lines, float* to, nint plane)
    {
        int half = Line, width = Across >= 8 ? 8 : 4;
        for (int t = 0; t < Across; t = Next(t, width))
        {
            if (width == 8) Transform<Vector256<float>, Simd256<float>>(lines + t, half, to + t, plane);
            else Transform<Vector128<float>, Simd128<float>>(lines + t, half, to + t, plane);
        }
    }

    private int Next(int tile, int width) => tile + width >= Across ? Across : Math.Min(tile + width, Across - width);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transform<TVector, TSimd>(float* even, int half, float* to, nint plane) where TVector : unmanaged where TSimd : ISimdMath<float, TVector>
    {
        float* odd = even + half;
        Column(even, out TVector a0, out TVector a1, out TVector a2, out TVector a3);
        Column(odd, out TVector b0, out TVector b1, out TVector b2, out TVector b3);
        Column(even + 1, out TVector c0, out TVector c1, out TVector c2, out TVector c3);
        Column(odd + 1, out TVector d0, out TVector d1, out TVector d2, out TVector d3);
        Row(a0, b0, c0, d0, to);
        Row(a1, b1, c1, d1, to + 4 * plane);
        Row(a2, b2, c2, d2, to + 8 * plane);
        Row(a3, b3, c3, d3, to + 12 * plane);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void Column(float* at, out TVector first, out TVector second, out TVector third, out TVector fourth)
        {
            TVector x0 = TSimd.Load(at), x1 = TSimd.Load(at + 2 * half), x2 = TSimd.Load(at + 4 * half), x3 = TSimd.Load(at + 6 * half);
            (first, second, third, fourth) = (TSimd.Subtract(x0, x2), TSimd.Add(x1, x2), TSimd.Subtract(x2, x1), TSimd.Subtract(x1, x3));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void Row(TVector a, TVector b, TVector c, TVector d, float* at)
        {
            TSimd.Store(TSimd.Subtract(a, c), at);
            TSimd.Store(TSimd.Add(b, c), at + plane);
            TSimd.Store(TSimd.Subtract(c, b), at + 2 * plane);
            TSimd.Store(TSimd.Subtract(b, d), at + 3 * plane);
        }
    }

    /// <summary>A' m A of the tiles in a row, added to two rows of the result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteTiles(float* products, nint plane, float* lines, float* result, int row)
    {
        int width = Across >= 8 ? 8 : 4, half = Line;
        for (int t = 0; t < Across; t = Next(t, width))
        {
            if (width == 8) Gather<Vector256<float>, Simd256<float>>(products + t, plane, lines + t, half);
            else Gather<Vector128<float>, Simd128<float>>(products + t, plane, lines + t, half);
        }
        for (int i = 0; i < Math.Min(2, Height.Output - row); i++) AddInterleaved(lines + i * 2 * half, lines + i * 2 * half + half, result + (nint)(row + i) * Width.Output);
    }

    private void AddInterleaved(float* even, float* odd, float* to)
    {
        int t = 0;
        for (; 2 * t <= Width.Output - 16; t += 8)
        {
            Vector256<float> a = Vector256.Load(even + t), b = Vector256.Load(odd + t), low = Avx.UnpackLow(a, b), high = Avx.UnpackHigh(a, b);
            (Vector256.Load(to + 2 * t) + Avx.Permute2x128(low, high, 0x20)).Store(to + 2 * t);
            (Vector256.Load(to + 2 * t + 8) + Avx.Permute2x128(low, high, 0x31)).Store(to + 2 * t + 8);
        }
        for (; 2 * t < Width.Output; t++)
        {
            to[2 * t] += even[t];
            if (2 * t + 1 < Width.Output) to[2 * t + 1] += odd[t];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Gather<TVector, TSimd>(float* from, nint plane, float* to, int half) where TVector : unmanaged where TSimd : ISimdMath<float, TVector>
    {
        Column(from, out TVector a0, out TVector a1);
        Column(from + plane, out TVector b0, out TVector b1);
        Column(from + 2 * plane, out TVector c0, out TVector c1);
        Column(from + 3 * plane, out TVector d0, out TVector d1);
        TSimd.Store(TSimd.Add(TSimd.Add(a0, b0), c0), to);
        TSimd.Store(TSimd.Subtract(TSimd.Subtract(b0, c0), d0), to + half);
        TSimd.Store(TSimd.Add(TSimd.Add(a1, b1), c1), to + 2 * half);
        TSimd.Store(TSimd.Subtract(TSimd.Subtract(b1, c1), d1), to + 3 * half);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void Column(float* at, out TVector first, out TVector second)
        {
            TVector m0 = TSimd.Load(at), m1 = TSimd.Load(at + 4 * plane), m2 = TSimd.Load(at + 8 * plane), m3 = TSimd.Load(at + 12 * plane);
            (first, second) = (TSimd.Add(TSimd.Add(m0, m1), m2), TSimd.Subtract(TSimd.Subtract(m1, m2), m3));
        }
    }

    /// <summary>A d A' of the tiles in a row of cotangents: the transpose of <see cref="WriteTiles"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SpreadTiles(float* lines, float* to, nint plane)
    {
        int half = Line, width = Across >= 8 ? 8 : 4;
        for (int t = 0; t < Across; t = Next(t, width))
        {
            if (width == 8) Spread<Vector256<float>, Simd256<float>>(lines + t, half, to + t, plane);
            else Spread<Vector128<float>, Simd128<float>>(lines + t, half, to + t, plane);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Spread<TVector, TSimd>(float* from, int half, float* to, nint plane) where TVector : unmanaged where TSimd : ISimdMath<float, TVector>
    {
        TVector a = TSimd.Load(from), b = TSimd.Load(from + half), c = TSimd.Load(from + 2 * half), d = TSimd.Load(from + 3 * half);
        Row(a, b, to);
        Row(TSimd.Add(a, c), TSimd.Add(b, d), to + 4 * plane);
        Row(TSimd.Subtract(a, c), TSimd.Subtract(b, d), to + 8 * plane);
        Row(TSimd.Negate(c), TSimd.Negate(d), to + 12 * plane);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void Row(TVector left, TVector right, float* at)
        {
            TSimd.Store(left, at);
            TSimd.Store(TSimd.Add(left, right), at + plane);
            TSimd.Store(TSimd.Subtract(left, right), at + 2 * plane);
            TSimd.Store(TSimd.Negate(right), at + 3 * plane);
        }
    }
}
