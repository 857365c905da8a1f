using System.Buffers;
using System.Numerics;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// The three products of a convolution. In each group: images x [channels, plane], weights w [filters, channels * taps], results y [filters, windows]; y = w columns(x).
/// </summary>
/// <param name="Slides">The windows.</param>
/// <param name="Batch">The number of images.</param>
/// <param name="Groups">Groups of channels, each convolved on its own.</param>
/// <param name="Channels">Channels of a group.</param>
/// <param name="Filters">Filters of a group.</param>
internal readonly record struct Convolution(Slides Slides, int Batch, int Groups, int Channels, int Filters)
{
    private int Depth => Channels * Slides.Taps;

    /// <summary>Adds the convolution of x to y.</summary>
    public void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> weight, Span<T> y) where T : unmanaged, INumber<T>
    {
        using Scratch<T> scratch = new(this);
        for (int i = 0; i < Batch * Groups; i++)
        {
            Gemm.MultiplyAdd(Filters, Slides.Windows, Depth, Weight(weight, i), new(Columns(x, i, scratch), Slides.Windows, 1), Result(y, i));
        }
    }

    /// <summary>Adds the cotangent of x to dx: the transpose in x.</summary>
    public void Input<T>(ReadOnlySpan<T> dy, ReadOnlySpan<T> weight, Span<T> dx) where T : unmanaged, INumber<T>
    {
        using Scratch<T> scratch = new(this);
        for (int i = 0; i < Batch * Groups; i++)
        {
            Gemm.Matrix<T> w = Weight(weight, i);
            Span<T> image = dx.Slice(i * Channels * Slides.Plane, Channels * Slides.Plane);
            Span<T> columns = Slides.IsIdentity ? image : scratch.Span;
            if (!Slides.IsIdentity) columns.Clear();
            Gemm.MultiplyAdd(Depth, Slides.Windows, Filters, new(w.Data, w.Column, w.Row), new(Result(dy, i), Slides.Windows, 1), columns);
            if (!Slides.IsIdentity) Unroll.Add<T>(Slides, Channels, columns, image);
        }
    }

    /// <summary>Adds the cotangent of the weights to dw: the transpose in w.</summary>
    public void WeightGradient<T>(ReadOnlySpan<T> dy, ReadOnlySpan<T> x, Span<T> dw) where T : unmanaged, INumber<T>
    {
        using Scratch<T> scratch = new(this);
        for (int i = 0; i < Batch * Groups; i++)
        {
            Span<T> target = dw.Slice(i % Groups * Filters * Depth, Filters * Depth);
            Gemm.MultiplyAdd(Filters, Depth, Slides.Windows, new(Result(dy, i), Slides.Windows, 1), new(Columns(x, i, scratch), 1, Slides.Windows), target);
        }
    }

    private Gemm.Matrix<T> Weight<T>(ReadOnlySpan<T> weight, int i) => new(weight.Slice(i % Groups * Filters * Depth, Filters * Depth), Depth, 1);

    private Span<T> Result<T>(Span<T> y, int i) => y.Slice(i * Filters * Slides.Windows, Filters * Slides.Windows);

    private ReadOnlySpan<T> Result<T>(ReadOnlySpan<T> y, int i) => y.Slice(i * Filters * Slides.Windows, Filters * Slides.Windows);

    private ReadOnlySpan<T> Columns<T>(ReadOnlySpan<T> x, int i, in Scratch<T> scratch) where T : unmanaged
    {
        ReadOnlySpan<T> image = x.Slice(i * Channels * Slides.Plane, Channels * Slides.Plane);
        if (Slides.IsIdentity) return image;
        Unroll.Columns(Slides, Channels, image, scratch.Span);
        return scratch.Span;
    }

    /// <summary>Memory for the unrolled windows of one image.</summary>
    private readonly ref struct Scratch<T> : IDisposable
    {
        private readonly T[] _buffer;

        public Scratch(in Convolution convolution)
        {
            int length = convolution.Slides.IsIdentity ? 0 : checked(convolution.Depth * convolution.Slides.Windows);
            _buffer = ArrayPool<T>.Shared.Rent(length);
            Span = _buffer.AsSpan(0, length);
        }

        public Span<T> Span { get; }

        public void Dispose() => ArrayPool<T>.Shared.Return(_buffer);
    }
}
