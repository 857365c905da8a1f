using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet.Kernels;

/// <summary>Copies between strided layouts.</summary>
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

    /// <summary>
    /// Copies a strided view onto another of the same sizes, element by element. A destination stride may be negative, and a source stride 0.
    /// </summary>
    public static void Copy<T>(ReadOnlySpan<T> source, int sourceStart, ReadOnlySpan<int> sourceStrides, Span<T> destination, int start, ReadOnlySpan<int> strides, ReadOnlySpan<int> dims) =>
        Pairwise(default(Assign<T>), source, sourceStart, sourceStrides, destination, start, strides, dims);

    /// <summary>Adds a strided view to another of the same sizes, element by element.</summary>
    public static void Add<T>(ReadOnlySpan<T> source, int sourceStart, ReadOnlySpan<int> sourceStrides, Span<T> destination, int start, ReadOnlySpan<int> strides, ReadOnlySpan<int> dims) where T : INumber<T> =>
        Pairwise(default(Accumulate<T>), source, sourceStart, sourceStrides, destination, start, strides, dims);

    /// <summary>What happens to one run of elements.</summary>
    private interface IStore<T>
    {
        void Run(ReadOnlySpan<T> source, int sourceStart, int sourceStride, Span<T> destination, int start, int stride, int count);
    }

    private static void Pairwise<T, TStore>(TStore store, ReadOnlySpan<T> source, int sourceStart, ReadOnlySpan<int> sourceStrides, Span<T> destination, int start, ReadOnlySpan<int> strides, ReadOnlySpan<int> dims)
        where TStore : struct, IStore<T>
    {
        // Neighbouring axes that both sides step through as if they were one become one, so that runs are long.
        Span<int> sizes = stackalloc int[dims.Length + 1], from = stackalloc int[dims.Length + 1], to = stackalloc int[dims.Length + 1];
        int last = -1;
        for (int i = 0; i < dims.Length; i++)
        {
            if (dims[i] == 0) return;
            if (dims[i] == 1) continue;
            if (last >= 0 && from[last] == sourceStrides[i] * dims[i] && to[last] == strides[i] * dims[i]) sizes[last] *= dims[i];
            else sizes[++last] = dims[i];
            (from[last], to[last]) = (sourceStrides[i], strides[i]);
        }
        if (last < 0) (sizes[++last], from[last], to[last]) = (1, 1, 1);

        Span<int> index = stackalloc int[last + 1];
        index.Clear();
        while (true)
        {
            store.Run(source, sourceStart, from[last], destination, start, to[last], sizes[last]);
            int axis = last - 1;
            for (; axis >= 0; axis--)
            {
                sourceStart += from[axis];
                start += to[axis];
                if (++index[axis] < sizes[axis]) break;
                sourceStart -= sizes[axis] * from[axis];
                start -= sizes[axis] * to[axis];
                index[axis] = 0;
            }
            if (axis < 0) return;
        }
    }

    private readonly struct Assign<T> : IStore<T>
    {
        public void Run(ReadOnlySpan<T> source, int sourceStart, int sourceStride, Span<T> destination, int start, int stride, int count)
        {
            if (stride == 1 && sourceStride == 1) source.Slice(sourceStart, count).CopyTo(destination[start..]);
            else if (stride == 1 && sourceStride == 0) destination.Slice(start, count).Fill(source[sourceStart]);
            else
            {
                for (int i = 0; i < count; i++, sourceStart += sourceStride, start += stride) destination[start] = source[sourceStart];
            }
        }
    }

    private readonly struct Accumulate<T> : IStore<T> where T : INumber<T>
    {
        public void Run(ReadOnlySpan<T> source, int sourceStart, int sourceStride, Span<T> destination, int start, int stride, int count)
        {
            if (stride == 1 && sourceStride == 1)
            {
                Span<T> sums = destination.Slice(start, count);
                TensorPrimitives.Add(sums, source.Slice(sourceStart, count), sums);
                return;
            }
            for (int i = 0; i < count; i++, sourceStart += sourceStride, start += stride) destination[start] += source[sourceStart];
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
