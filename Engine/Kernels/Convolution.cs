using System.Buffers;
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

    private int Depth => Channels * Slides.Taps;

    /// <summary>Whether shifted products serve; windows that are the image itself need no copy of it at all.</summary>
    private bool IsShifted => !Slides.IsIdentity && Shifted.Serves(Slides);

    private Shifted Shifted => new(Slides.Height, Slides.Width, Channels, Filters);

    /// <summary>Images that are one piece of work: sums over them are made piece by piece, so that their order does not depend on the threads.</summary>
    private int ImagesPerPiece => (Batch + MaxPieces - 1) / MaxPieces;

    private int Pieces => Batch == 0 ? 0 : (Batch + ImagesPerPiece - 1) / ImagesPerPiece;

    /// <summary>Adds the convolution of x to y.</summary>
    public void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> weight, Span<T> y) where T : unmanaged, INumber<T>
    {
        if (IsShifted)
        {
            T* weights = Scratch.Current.Take<T>((nint)weight.Length);
            Transpose<T>(weight, new(weights, weight.Length), toTaps: true);
            Shift(Shifted, x, weights, y);
            Scratch.Current.Return();
            return;
        }
        using Columns<T> scratch = new(this);
        for (int i = 0; i < Batch * Groups; i++)
        {
            Gemm.MultiplyAdd(Filters, Slides.Windows, Depth, Weight(weight, i), new(Unrolled(x, i, scratch), Slides.Windows, 1), Result(y, i));
        }
    }

    /// <summary>Adds the cotangent of x to dx: the transpose in x.</summary>
    public void Input<T>(ReadOnlySpan<T> dy, ReadOnlySpan<T> weight, Span<T> dx) where T : unmanaged, INumber<T>
    {
        if (IsShifted && Shifted.Transposed is var back && Shifted.Serves(new(Slide.None, back.Height, back.Width)))
        {
            T* weights = Scratch.Current.Take<T>((nint)weight.Length);
            Transpose<T>(weight, new(weights, weight.Length), toTaps: true, reverse: true);
            Shift(back, dy, weights, dx);
            Scratch.Current.Return();
            return;
        }
        using Columns<T> scratch = new(this);
        for (int i = 0; i < Batch * Groups; i++)
        {
            Gemm.Matrix<T> w = Weight(weight, i);
            Span<T> image = dx.Slice(i * Channels * Slides.Plane, Channels * Slides.Plane);
            Span<T> columns = Slides.IsIdentity ? image : scratch.Span;
            Gemm.Matrix<T> a = new(w.Data, w.Column, w.Row), b = new(Result(dy, i), Slides.Windows, 1);
            if (Slides.IsIdentity)
            {
                Gemm.MultiplyAdd(Depth, Slides.Windows, Filters, a, b, columns);
                continue;
            }
            Gemm.Multiply(Depth, Slides.Windows, Filters, a, b, columns);
            Unroll.Add<T>(Slides, Channels, columns, image);
        }
    }

    /// <summary>Adds the cotangent of the weights to dw: the transpose in w.</summary>
    public void WeightGradient<T>(ReadOnlySpan<T> dy, ReadOnlySpan<T> x, Span<T> dw) where T : unmanaged, INumber<T>
    {
        if (IsShifted)
        {
            nint length = dw.Length;
            T* sums = Scratch.Current.Take<T>(length * Pieces);
            new Span<T>(sums, checked((int)length * Pieces)).Clear();
            fixed (T* px = x, pdy = dy) WorkerPool.Run(Pieces, new WeightPiece<T>(this, px, pdy, sums));
            for (int piece = 1; piece < Pieces; piece++) TensorPrimitives.Add(new(sums, dw.Length), new ReadOnlySpan<T>(sums + piece * length, dw.Length), new Span<T>(sums, dw.Length));
            if (Pieces > 0) Transpose<T>(new(sums, dw.Length), dw, toTaps: false);
            Scratch.Current.Return();
            return;
        }
        using Columns<T> scratch = new(this);
        for (int i = 0; i < Batch * Groups; i++)
        {
            Span<T> target = dw.Slice(i % Groups * Filters * Depth, Filters * Depth);
            Gemm.MultiplyAdd(Filters, Depth, Slides.Windows, new(Result(dy, i), Slides.Windows, 1), new(Unrolled(x, i, scratch), 1, Slides.Windows), target);
        }
    }

    private void Shift<T>(Shifted shifted, ReadOnlySpan<T> x, T* weights, Span<T> y) where T : unmanaged, INumber<T>
    {
        fixed (T* px = x, py = y) WorkerPool.Run(Batch * Groups, new ImagePiece<T>(shifted, Groups, px, weights, py));
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
    private readonly struct WeightPiece<T>(Convolution convolution, T* x, T* dy, T* sums) : IChunkedWork where T : unmanaged, INumber<T>
    {
        public void Run(int chunk)
        {
            (int groups, int each) = (convolution.Groups, convolution.ImagesPerPiece);
            nint weight = (nint)convolution.Filters * convolution.Depth, image = (nint)convolution.Channels * convolution.Slides.Plane, result = (nint)convolution.Filters * convolution.Slides.Windows;
            for (int i = chunk * each * groups; i < Math.Min((chunk + 1) * each, convolution.Batch) * groups; i++)
            {
                convolution.Shifted.Weights(dy + i * result, x + i * image, sums + (chunk * groups + i % groups) * weight);
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

    private Gemm.Matrix<T> Weight<T>(ReadOnlySpan<T> weight, int i) => new(weight.Slice(i % Groups * Filters * Depth, Filters * Depth), Depth, 1);

    private Span<T> Result<T>(Span<T> y, int i) => y.Slice(i * Filters * Slides.Windows, Filters * Slides.Windows);

    private ReadOnlySpan<T> Result<T>(ReadOnlySpan<T> y, int i) => y.Slice(i * Filters * Slides.Windows, Filters * Slides.Windows);

    private ReadOnlySpan<T> Unrolled<T>(ReadOnlySpan<T> x, int i, in Columns<T> scratch) where T : unmanaged
    {
        ReadOnlySpan<T> image = x.Slice(i * Channels * Slides.Plane, Channels * Slides.Plane);
        if (Slides.IsIdentity) return image;
        Unroll.Columns(Slides, Channels, image, scratch.Span);
        return scratch.Span;
    }

    /// <summary>Memory for the unrolled windows of one image.</summary>
    private readonly ref struct Columns<T> : IDisposable
    {
        private readonly T[] _buffer;

        public Columns(in Convolution convolution)
        {
            int length = convolution.Slides.IsIdentity ? 0 : checked(convolution.Depth * convolution.Slides.Windows);
            _buffer = ArrayPool<T>.Shared.Rent(length);
            Span = _buffer.AsSpan(0, length);
        }

        public Span<T> Span { get; }

        public void Dispose() => ArrayPool<T>.Shared.Return(_buffer);
    }
}
