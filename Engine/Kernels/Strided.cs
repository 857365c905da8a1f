namespace PyDeepTensorNet.Kernels;

/// <summary>Copies between strided and row-major memory.</summary>
internal static class Strided
{
    /// <summary>
    /// Fills <paramref name="destination"/> with the elements of a strided view in row-major order, from its element number <paramref name="start"/> on.
    /// </summary>
    public static void Gather<T>(ReadOnlySpan<T> source, ReadOnlySpan<int> dims, ReadOnlySpan<int> strides, int start, Span<T> destination)
    {
        var walk = new Walk(dims, strides, start, stackalloc int[Math.Max(dims.Length, 1)]);
        while (!destination.IsEmpty)
        {
            int offset = walk.Next(destination.Length, out int run, out int stride);
            Span<T> target = destination[..run];
            if (stride == 1) source.Slice(offset, run).CopyTo(target);
            else if (stride == 0) target.Fill(source[offset]);
            else
            {
                for (int i = 0; i < target.Length; i++, offset += stride) target[i] = source[offset];
            }
            destination = destination[run..];
        }
    }

    /// <summary>Writes row-major <paramref name="source"/> into a strided view.</summary>
    public static void Scatter<T>(ReadOnlySpan<T> source, Span<T> destination, ReadOnlySpan<int> dims, ReadOnlySpan<int> strides)
    {
        var walk = new Walk(dims, strides, 0, stackalloc int[Math.Max(dims.Length, 1)]);
        while (!source.IsEmpty)
        {
            int offset = walk.Next(source.Length, out int run, out int stride);
            if (stride == 1) source[..run].CopyTo(destination[offset..]);
            else
            {
                for (int i = 0; i < run; i++, offset += stride) destination[offset] = source[i];
            }
            source = source[run..];
        }
    }

    /// <summary>An odometer over the runs of the innermost axis.</summary>
    private ref struct Walk
    {
        private readonly ReadOnlySpan<int> _dims;
        private readonly ReadOnlySpan<int> _strides;
        private readonly Span<int> _index;
        private int _offset;

        public Walk(ReadOnlySpan<int> dims, ReadOnlySpan<int> strides, int start, Span<int> index)
        {
            _dims = dims;
            _strides = strides;
            _index = index;
            for (int i = dims.Length - 1; i >= 0 && start > 0; i--)
            {
                (start, index[i]) = Math.DivRem(start, dims[i]);
                _offset += index[i] * strides[i];
            }
        }

        /// <summary>The offset of the next run of at most <paramref name="most"/> elements.</summary>
        public int Next(int most, out int run, out int stride)
        {
            int at = _offset, axis = _dims.Length - 1;
            if (axis < 0)
            {
                (run, stride) = (1, 1);
                return at;
            }
            stride = _strides[axis];
            run = Math.Min(most, _dims[axis] - _index[axis]);
            _index[axis] += run;
            _offset += run * stride;
            while (_index[axis] == _dims[axis] && axis > 0)
            {
                _offset -= _dims[axis] * _strides[axis];
                _index[axis--] = 0;
                _index[axis]++;
                _offset += _strides[axis];
            }
            return at;
        }
    }
}
