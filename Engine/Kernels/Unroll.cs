using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet.Kernels;

/// <summary>Windows of an image as the columns of a matrix (im2col), so that a convolution is a matrix product, and back (col2im).</summary>
internal static class Unroll
{
    /// <summary>Row (channel, tap), column window: <paramref name="columns"/> [channels * taps, windows] of <paramref name="image"/> [channels, plane].</summary>
    public static void Columns<T>(in Slides slides, int channels, ReadOnlySpan<T> image, Span<T> columns) where T : unmanaged
    {
        Slide width = slides.Width;
        foreach (Line line in new Lines(slides, channels))
        {
            Span<T> row = columns.Slice(line.Row, width.Output);
            if (line.Source < 0)
            {
                row.Clear();
                continue;
            }
            (int first, int end) = width.Inside(line.Tap);
            row[..first].Clear();
            row[end..].Clear();
            if (first == end) continue;
            int source = line.Source + width.Shift(line.Tap) + first * width.Stride;
            if (width.Stride == 1)
            {
                image.Slice(source, end - first).CopyTo(row[first..]);
                continue;
            }
            for (int o = first; o < end; o++, source += width.Stride) row[o] = image[source];
        }
    }

    /// <summary>Adds each element of <paramref name="columns"/> to the element of <paramref name="image"/> that <see cref="Columns"/> takes it from.</summary>
    public static void Add<T>(in Slides slides, int channels, ReadOnlySpan<T> columns, Span<T> image) where T : unmanaged, INumber<T>
    {
        Slide width = slides.Width;
        foreach (Line line in new Lines(slides, channels))
        {
            if (line.Source < 0) continue;
            (int first, int end) = width.Inside(line.Tap);
            if (first == end) continue;
            ReadOnlySpan<T> row = columns.Slice(line.Row, width.Output);
            int target = line.Source + width.Shift(line.Tap) + first * width.Stride;
            if (width.Stride == 1)
            {
                Span<T> sums = image.Slice(target, end - first);
                TensorPrimitives.Add(sums, row[first..end], sums);
                continue;
            }
            for (int o = first; o < end; o++, target += width.Stride) image[target] += row[o];
        }
    }

    /// <summary>One row of windows in one row of the matrix.</summary>
    /// <param name="Row">Where it begins in the matrix.</param>
    /// <param name="Source">Where the row of the image that it reads begins; negative where that lies outside.</param>
    /// <param name="Tap">Its place in the window, along the width.</param>
    private readonly record struct Line(int Row, int Source, int Tap);

    /// <summary>All lines, in the order of the matrix.</summary>
    private ref struct Lines(in Slides slides, int channels)
    {
        private readonly Slides _slides = slides;
        private int _channel, _d, _h, _w, _od, _oh = -1, _row = -slides.Width.Output;

        public readonly Lines GetEnumerator() => this;

        public Line Current { get; private set; }

        public bool MoveNext()
        {
            _row += _slides.Width.Output;
            if (++_oh == _slides.Height.Output) (_oh, _od) = (0, _od + 1);
            if (_od == _slides.Depth.Output) (_od, _w) = (0, _w + 1);
            if (_w == _slides.Width.Size) (_w, _h) = (0, _h + 1);
            if (_h == _slides.Height.Size) (_h, _d) = (0, _d + 1);
            if (_d == _slides.Depth.Size) (_d, _channel) = (0, _channel + 1);
            if (_channel >= channels || _slides.Windows == 0) return false;
            int z = _od * _slides.Depth.Stride + _slides.Depth.Shift(_d), y = _oh * _slides.Height.Stride + _slides.Height.Shift(_h);
            bool inside = (uint)z < (uint)_slides.Depth.Input && (uint)y < (uint)_slides.Height.Input;
            Current = new(_row, inside ? ((_channel * _slides.Depth.Input + z) * _slides.Height.Input + y) * _slides.Width.Input : -1, _w);
            return true;
        }
    }
}
