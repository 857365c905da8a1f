using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// Convolutions of stride 1 as sums of matrix products, one for each tap of the window: an image that is copied once among zeros serves all taps, each reading it from another offset on, so that windows
/// are never unrolled. Rows lie as far apart as the longer of image and result with the zeros between them, which serve the row before and the row behind; what the products make of the gaps is not
/// copied out.
/// </summary>
/// <remarks>
/// Measured on Zen 3, 16 images of 64 channels, 28 x 28, 64 filters of 3 x 3: unrolling and one product took 21 ms, this 13.5. The cost of the gaps is a column in 29.
/// </remarks>
/// <param name="Height">How the window slides down.</param>
/// <param name="Width">How it slides along.</param>
/// <param name="Images">Channels of an image.</param>
/// <param name="Results">Channels of a result.</param>
internal readonly unsafe record struct Shifted(Slide Height, Slide Width, int Images, int Results)
{
    /// <summary>Elements of the largest operand of a band's products, which are read for every tap and so should stay in the second-level cache.</summary>
    private const int BandElements = 32 * 1024;

    /// <summary>Zeros behind the image that the last window reaches.</summary>
    private int After => Width.Output + (Width.Size - 1) * Width.Dilation - Width.Padding - Width.Input;

    private int Taps => Height.Size * Width.Size;

    /// <summary>Elements from row to row.</summary>
    private int Row => Width.Input + Math.Max(Math.Max(Width.Padding, After), Math.Max(Width.Output - Width.Input, 0));

    /// <summary>Rows of an image among zeros.</summary>
    private int Rows => Height.Output + (Height.Size - 1) * Height.Dilation;

    /// <summary>Elements of a channel among zeros, with those before the first row and behind the last.</summary>
    private int Plane => Rows * Row + (Width.Size - 1) * Width.Dilation + Width.Padding;

    /// <summary>Rows of the result that are computed together.</summary>
    private int Band
    {
        get
        {
            int most = Math.Clamp(BandElements / (Math.Max(Images, Results) * Row), 1, Height.Output);
            int bands = (Height.Output + most - 1) / most;
            return (Height.Output + bands - 1) / bands;
        }
    }

    /// <summary>Whether this serves a window: it moves by single elements, and cuts nothing off the image.</summary>
    public static bool Serves(in Slides slides) =>
        slides.Depth == Slide.None && slides.Height is { Stride: 1, Padding: >= 0, Output: > 0 } && slides.Width is { Stride: 1, Padding: >= 0, Output: > 0 }
        && slides.Width.Input > 0 && slides.Height.Input > 0;

    /// <summary>The convolution that takes the cotangent of this one's results to that of its images, with the taps of the weights in reverse.</summary>
    public Shifted Transposed => new(Turn(Height), Turn(Width), Results, Images);

    private static Slide Turn(Slide slide) => new(slide.Output, slide.Input, slide.Size, 1, (slide.Size - 1) * slide.Dilation - slide.Padding, slide.Dilation);

    /// <summary>
    /// Adds the convolution of an image [Images, height, width] to y [Results, height, width], with weights [taps, Results, Images].
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Forward<T>(T* image, T* weights, T* y) where T : unmanaged, INumber<T>
    {
        Scratch scratch = Scratch.Current;
        T* padded = scratch.Take<T>((nint)Images * Plane);
        Pad(image, padded);
        int band = Band;
        T* sums = scratch.Take<T>((nint)Results * band * Row);
        for (int top = 0; top < Height.Output; top += band)
        {
            int rows = Math.Min(band, Height.Output - top), columns = (rows - 1) * Row + Width.Output;
            for (int tap = 0; tap < Taps; tap++)
            {
                var target = new Gemm.Target<T>(new(sums, Results * band * Row), band * Row);
                Gemm.Multiply(
                    Results, columns, Images, new(new(weights + (nint)tap * Results * Images, Results * Images), Images, 1), Operand(padded, tap, top), target,
                    new(T.One, tap == 0 ? T.Zero : T.One, new(target.Data, target.Row, 1)));
            }
            for (int k = 0; k < Results; k++)
            {
                for (int row = 0; row < rows; row++)
                {
                    var to = new Span<T>(y + ((nint)k * Height.Output + top + row) * Width.Output, Width.Output);
                    TensorPrimitives.Add(to, new ReadOnlySpan<T>(sums + ((nint)k * band + row) * Row, Width.Output), to);
                }
            }
        }
        scratch.Return();
        scratch.Return();
    }

    /// <summary>Adds the cotangent of the weights [taps, Results, Images], given that of a result and its image.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Weights<T>(T* dy, T* image, T* dw) where T : unmanaged, INumber<T>
    {
        Scratch scratch = Scratch.Current;
        T* padded = scratch.Take<T>((nint)Images * Plane);
        Pad(image, padded);
        // The cotangent in the layout of the products, zeros in its gaps.
        int plane = Height.Output * Row;
        T* spread = scratch.Take<T>((nint)Results * plane);
        for (int row = 0; row < Results * Height.Output; row++)
        {
            new ReadOnlySpan<T>(dy + (nint)row * Width.Output, Width.Output).CopyTo(new(spread + (nint)row * Row, Width.Output));
            new Span<T>(spread + (nint)row * Row + Width.Output, Row - Width.Output).Clear();
        }
        int band = Band;
        for (int top = 0; top < Height.Output; top += band)
        {
            int rows = Math.Min(band, Height.Output - top), depth = (rows - 1) * Row + Width.Output;
            var a = new Gemm.Matrix<T>(new(spread + (nint)top * Row, Results * plane - top * Row), plane, 1);
            for (int tap = 0; tap < Taps; tap++)
            {
                Gemm.Matrix<T> shifted = Operand(padded, tap, top);
                Gemm.MultiplyAdd(Results, Images, depth, a, new(shifted.Data, 1, shifted.Row), new Span<T>(dw + (nint)tap * Results * Images, Results * Images));
            }
        }
        scratch.Return();
        scratch.Return();
    }

    /// <summary>The image as a tap sees it from a row of the result on: a channel a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Gemm.Matrix<T> Operand<T>(T* padded, int tap, int top) where T : unmanaged
    {
        int offset = (top + tap / Width.Size * Height.Dilation) * Row + tap % Width.Size * Width.Dilation;
        return new(new(padded + offset, Images * Plane - offset), Plane, 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pad<T>(T* image, T* padded) where T : unmanaged
    {
        int plane = Plane, row = Row, before = Width.Padding + Height.Padding * row, rows = Math.Min(Height.Input, Rows - Height.Padding);
        for (int c = 0; c < Images; c++)
        {
            T* to = padded + (nint)c * plane;
            T* from = image + (nint)c * Height.Input * Width.Input;
            new Span<T>(to, before).Clear();
            for (int i = 0; i < rows; i++)
            {
                new ReadOnlySpan<T>(from + (nint)i * Width.Input, Width.Input).CopyTo(new(to + before + (nint)i * row, Width.Input));
                new Span<T>(to + before + (nint)i * row + Width.Input, row - Width.Input).Clear();
            }
            int end = before + rows * row;
            if (end < plane) new Span<T>(to + end, plane - end).Clear();
        }
    }
}
