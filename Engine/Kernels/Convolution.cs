using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// The three products of a convolution. In each group: images x [channels, plane], weights w [filters, channels * taps], results y [filters, windows]; y = w columns(x).
/// </summary>
/// <param name="Slides">The windows.</param>
/// <param name="Batch">The number of images.</param>
/// <param name="Groups">Groups of channels, each convolved on its own.</param>
/// <param name="Channels">Channels of a group.</param>
/// <param name="Filters">Filters of a group.</param>
internal readonly unsafe record struct Convolution(Slides Slides, int Batch, int Groups, int Channels, int Filters)
{
    private const int MaxPieces = 8;

    /// <summary>Below, a product a tap would do little with what it reads and writes.</summary>
    private const int LeastChannels = 4;

    private int Depth => Channels * Slides.Taps;

    /// <summary>Whether shifted products serve; windows that are the image itself need no copy of it at all.</summary>
    private bool IsShifted => !Slides.IsIdentity && Channels >= LeastChannels && Shifted.Serves(Slides);

    private Shifted Shifted => new(Slides.Height, Slides.Width, Channels, Filters);

    /// <summary>Images that are one piece of work: sums over them are made piece by piece, so that their order does not depend on the threads.</summary>
    private int ImagesPerPiece => (Batch + MaxPieces - 1) / MaxPieces;

    private int Pieces => Batch == 0 ? 0 : (Batch + ImagesPerPiece - 1) / ImagesPerPiece;

    /// <summary>Adds the convolution of x to y.</summary>
    public void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> weight, Span<T> y) where T : unmanaged, INumber<T>
    {
        if (IsShifted) Shift(Shifted, x, weight, y, turned: false);
        else fixed (T* px = x, pw = weight, py = y) WorkerPool.Run(Batch * Groups, new UnrolledPiece<T>(this, px, pw, py));
    }

    /// <summary>Adds the cotangent of x to dx: the transpose in x.</summary>
    public void Input<T>(ReadOnlySpan<T> dy, ReadOnlySpan<T> weight, Span<T> dx) where T : unmanaged, INumber<T>
    {
        if (IsShifted && Shifted.Transposed is var back && Shifted.Serves(new(Slide.None, back.Height, back.Width))) Shift(back, dy, weight, dx, turned: true);
        else fixed (T* pdy = dy, pw = weight, pdx = dx) WorkerPool.Run(Batch * Groups, new FoldedPiece<T>(this, pdy, pw, pdx));
    }

    /// <summary>Adds the cotangent of the weights to dw: the transpose in w.</summary>
    public void WeightGradient<T>(ReadOnlySpan<T> dy, ReadOnlySpan<T> x, Span<T> dw) where T : unmanaged, INumber<T>
    {
        if (Pieces == 0) return;
        bool winograd = IsShifted && Winograd.Serves<T>(Shifted);
        int length = winograd ? dw.Length / Slides.Taps * Winograd.Parts : dw.Length;
        T* sums = Scratch.Current.Take<T>((nint)length * Pieces);
        var all = new Span<T>(sums, checked(length * Pieces));
        all.Clear();
        fixed (T* px = x, pdy = dy) WorkerPool.Run(Pieces, new WeightPiece<T>(this, px, pdy, sums, length));
        for (int piece = 1; piece < Pieces; piece++) TensorPrimitives.Add(all[..length], all.Slice(piece * length, length), all[..length]);
        if (winograd)
        {
            fixed (T* to = dw)
            {
                int parts = length / Groups, weights = dw.Length / Groups;
                for (int g = 0; g < Groups; g++) Minimal(Shifted).FiltersBack((float*)sums + (nint)g * parts, (float*)to + (nint)g * weights);
            }
        }
        else if (IsShifted)
        {
            Transpose<T>(all[..length], dw, toTaps: false);
        }
        else
        {
            TensorPrimitives.Add<T>(dw, all[..length], dw);
        }
        Scratch.Current.Return();
    }

    private static Winograd Minimal(in Shifted shifted) => new(shifted.Height, shifted.Width, shifted.Images, shifted.Results);

    private void Shift<T>(Shifted shifted, ReadOnlySpan<T> x, ReadOnlySpan<T> weight, Span<T> y, bool turned) where T : unmanaged, INumber<T>
    {
        fixed (T* px = x, pw = weight, py = y)
        {
            if (Winograd.Serves<T>(shifted))
            {
                Winograd minimal = Minimal(shifted);
                nint parts = (nint)Winograd.Parts * shifted.Images * shifted.Results;
                float* filters = Scratch.Current.Take<float>(parts * Groups);
                for (int g = 0; g < Groups; g++) minimal.Filters((float*)pw + g * (nint)(weight.Length / Groups), filters + g * parts, turned);
                WorkerPool.Run((Batch + minimal.ImagesAtOnce - 1) / minimal.ImagesAtOnce * Groups, new TiledPiece(minimal, Batch, Groups, (float*)px, filters, (float*)py));
            }
            else
            {
                T* weights = Scratch.Current.Take<T>((nint)weight.Length);
                Transpose<T>(weight, new(weights, weight.Length), toTaps: true, reverse: turned);
                WorkerPool.Run(Batch * Groups, new ImagePiece<T>(shifted, Groups, px, weights, py));
            }
        }
        Scratch.Current.Return();
    }

    /// <summary>One group of some images.</summary>
    private readonly struct TiledPiece(Winograd minimal, int batch, int groups, float* x, float* filters, float* y) : IChunkedWork
    {
        public void Run(int chunk)
        {
            int group = chunk % groups, first = chunk / groups * minimal.ImagesAtOnce;
            nint image = (nint)minimal.Images * minimal.Height.Input * minimal.Width.Input, result = (nint)minimal.Results * minimal.Height.Output * minimal.Width.Output;
            nint at = (nint)first * groups + group;
            minimal.Forward(x + at * image, image * groups, Math.Min(minimal.ImagesAtOnce, batch - first), filters + (nint)group * Winograd.Parts * minimal.Images * minimal.Results, y + at * result, result * groups);
        }
    }

    /// <summary>One group of one image by one product with its unrolled windows.</summary>
    private readonly struct UnrolledPiece<T>(Convolution convolution, T* x, T* weights, T* y) : IChunkedWork where T : unmanaged, INumber<T>
    {
        public void Run(int chunk)
        {
            ref readonly Convolution c = ref convolution;
            int windows = c.Slides.Windows;
            T* columns = c.Unrolled(x, chunk);
            Gemm.MultiplyAdd(c.Filters, windows, c.Depth, c.Weight(weights, chunk), new(new(columns, c.Depth * windows), windows, 1), c.Result(y, chunk));
            c.Release();
        }
    }

    /// <summary>The cotangent of one group of one image.</summary>
    private readonly struct FoldedPiece<T>(Convolution convolution, T* dy, T* weights, T* dx) : IChunkedWork where T : unmanaged, INumber<T>
    {
        public void Run(int chunk)
        {
            ref readonly Convolution c = ref convolution;
            int windows = c.Slides.Windows, plane = c.Channels * c.Slides.Plane;
            Gemm.Matrix<T> w = c.Weight(weights, chunk), a = new(w.Data, w.Column, w.Row), b = new(c.Result(dy, chunk), windows, 1);
            var image = new Span<T>(dx + (nint)chunk * plane, plane);
            if (c.Slides.IsIdentity)
            {
                Gemm.MultiplyAdd(c.Depth, windows, c.Filters, a, b, image);
                return;
            }
            int length = checked(c.Depth * windows);
            var columns = new Span<T>(Scratch.Current.Take<T>(length), length);
            Gemm.Multiply(c.Depth, windows, c.Filters, a, b, columns);
            Unroll.Add<T>(c.Slides, c.Channels, columns, image);
            Scratch.Current.Return();
        }
    }

    /// <summary>One group of one image.</summary>
    private readonly struct ImagePiece<T>(Shifted shifted, int groups, T* x, T* weights, T* y) : IChunkedWork where T : unmanaged, INumber<T>
    {
        public void Run(int chunk)
        {
            nint image = (nint)shifted.Images * shifted.Height.Input * shifted.Width.Input, result = (nint)shifted.Results * shifted.Height.Output * shifted.Width.Output;
            nint weight = (nint)shifted.Images * shifted.Results * shifted.Height.Size * shifted.Width.Size;
            shifted.Forward(x + chunk * image, weights + chunk % groups * weight, y + chunk * result);
        }
    }

    /// <summary>The cotangent of the weights from some of the images.</summary>
    private readonly struct WeightPiece<T>(Convolution convolution, T* x, T* dy, T* sums, int length) : IChunkedWork where T : unmanaged, INumber<T>
    {
        public void Run(int chunk)
        {
            ref readonly Convolution c = ref convolution;
            int first = chunk * c.ImagesPerPiece, end = Math.Min(first + c.ImagesPerPiece, c.Batch);
            nint image = (nint)c.Channels * c.Slides.Plane, result = (nint)c.Filters * c.Slides.Windows;
            for (int g = 0; g < c.Groups; g++)
            {
                T* target = sums + (nint)chunk * length + g * (nint)(length / c.Groups);
                if (c.IsShifted && Winograd.Serves<T>(c.Shifted))
                {
                    Winograd minimal = Minimal(c.Shifted);
                    for (int i = first; i < end; i += minimal.ImagesAtOnce)
                    {
                        nint at = (nint)i * c.Groups + g;
                        minimal.Weights((float*)(dy + at * result), result * c.Groups, (float*)(x + at * image), image * c.Groups, Math.Min(minimal.ImagesAtOnce, end - i), (float*)target);
                    }
                    continue;
                }
                for (int i = first; i < end; i++)
                {
                    int at = i * c.Groups + g, windows = c.Slides.Windows;
                    if (c.IsShifted)
                    {
                        c.Shifted.Weights(dy + at * result, x + at * image, target);
                        continue;
                    }
                    T* columns = c.Unrolled(x, at);
                    Gemm.MultiplyAdd(c.Filters, c.Depth, windows, new(c.Result(dy, at), windows, 1), new(new(columns, c.Depth * windows), 1, windows), new Span<T>(target, c.Filters * c.Depth));
                    c.Release();
                }
            }
        }
    }

    /// <summary>
    /// Weights [groups, filters, channels, taps] to [groups, taps, filters, channels], and back; in reverse to [groups, taps in reverse, channels, filters].
    /// </summary>
    private void Transpose<T>(ReadOnlySpan<T> from, Span<T> to, bool toTaps, bool reverse = false) where T : unmanaged, INumber<T>
    {
        int taps = Slides.Taps, next = 0;
        for (int g = 0; g < Groups; g++)
        {
            int group = g * Filters * Channels * taps;
            for (int k = 0; k < Filters; k++)
            {
                for (int c = 0; c < Channels; c++)
                {
                    for (int tap = 0; tap < taps; tap++, next++)
                    {
                        int other = group + (reverse ? ((taps - 1 - tap) * Channels + c) * Filters + k : (tap * Filters + k) * Channels + c);
                        if (toTaps) to[other] = from[next];
                        else to[next] += from[other];
                    }
                }
            }
        }
    }

    private Gemm.Matrix<T> Weight<T>(T* weights, int i) where T : unmanaged => new(new(weights + (nint)(i % Groups) * Filters * Depth, Filters * Depth), Depth, 1);

    private Span<T> Result<T>(T* y, int i) where T : unmanaged => new(y + (nint)i * Filters * Slides.Windows, Filters * Slides.Windows);

    /// <summary>The windows of an image, one a column, until <see cref="Release"/>; the image itself where they are.</summary>
    private T* Unrolled<T>(T* x, int i) where T : unmanaged
    {
        int plane = Channels * Slides.Plane;
        T* image = x + (nint)i * plane;
        if (Slides.IsIdentity) return image;
        int length = checked(Depth * Slides.Windows);
        T* columns = Scratch.Current.Take<T>(length);
        Unroll.Columns<T>(Slides, Channels, new(image, plane), new(columns, length));
        return columns;
    }

    private void Release()
    {
        if (!Slides.IsIdentity) Scratch.Current.Return();
    }
}
