using System.Numerics;
using System.Numerics.Tensors;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// Exponentials normalised along one axis of a contiguous array, which is seen as [outer, length, inner]; the largest of each line is taken out first, so that nothing overflows
/// (TensorPrimitives.SoftMax does not: {1000, 1001} gives NaN). Source and destination are different memory.
/// </summary>
internal static class Softmax
{
    /// <summary>y = e^x / sum of e^x.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, Span<T> y, int length, int inner) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (inner == 1)
        {
            for (int start = 0; start < x.Length; start += length) Row(x.Slice(start, length), y.Slice(start, length));
            return;
        }
        T[] max = new T[inner], sums = new T[inner];
        for (int start = 0; start < x.Length; start += length * inner)
        {
            Exponentials(x.Slice(start, length * inner), y.Slice(start, length * inner), max, sums);
            for (int at = start; at < start + length * inner; at += inner) TensorPrimitives.Divide<T>(y.Slice(at, inner), sums, y.Slice(at, inner));
        }
    }

    /// <summary>y = e^x / sum of e^x of one line, which may be written over.</summary>
    public static void Row<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T sum = Exponentials(x, y, out _);
        TensorPrimitives.Divide(y, sum, y);
    }

    /// <summary>y = x - ln(sum of e^x).</summary>
    public static void Log<T>(ReadOnlySpan<T> x, Span<T> y, int length, int inner) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (inner == 1)
        {
            for (int start = 0; start < x.Length; start += length)
            {
                ReadOnlySpan<T> source = x.Slice(start, length);
                Span<T> row = y.Slice(start, length);
                T log = T.Log(Exponentials(source, row, out T largest));
                TensorPrimitives.Subtract(source, largest, row);
                TensorPrimitives.Subtract(row, log, row);
            }
            return;
        }
        T[] max = new T[inner], sums = new T[inner];
        for (int start = 0; start < x.Length; start += length * inner)
        {
            Exponentials(x.Slice(start, length * inner), y.Slice(start, length * inner), max, sums);
            for (int j = 0; j < inner; j++) sums[j] = T.Log(sums[j]);
            for (int at = start; at < start + length * inner; at += inner)
            {
                Span<T> row = y.Slice(at, inner);
                TensorPrimitives.Subtract<T>(x.Slice(at, inner), max, row);
                TensorPrimitives.Subtract<T>(row, sums, row);
            }
        }
    }

    /// <summary>The derivative of <see cref="Forward{T}"/> at its result y: dx = y (dy - sum of y dy).</summary>
    public static void Backward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx, int length, int inner) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TensorPrimitives.Multiply(y, dy, dx);
        if (inner == 1)
        {
            for (int start = 0; start < y.Length; start += length)
            {
                Span<T> row = dx.Slice(start, length);
                TensorPrimitives.Subtract(dy.Slice(start, length), Sums.Sum<T>(row), row);
                TensorPrimitives.Multiply(row, y.Slice(start, length), row);
            }
            return;
        }
        T[] sums = new T[inner];
        for (int start = 0; start < y.Length; start += length * inner)
        {
            Sums.Columns<T>(dx.Slice(start, length * inner), sums);
            for (int at = start; at < start + length * inner; at += inner)
            {
                Span<T> row = dx.Slice(at, inner);
                TensorPrimitives.Subtract<T>(dy.Slice(at, inner), sums, row);
                TensorPrimitives.Multiply(row, y.Slice(at, inner), row);
            }
        }
    }

    /// <summary>The derivative of <see cref="Log{T}"/> at its result y: dx = dy - e^y times the sum of dy.</summary>
    public static void LogBackward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx, int length, int inner) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Elementary.Map<T, Exponentials.Exp<T>>(y, dx);
        if (inner == 1)
        {
            for (int start = 0; start < y.Length; start += length)
            {
                Span<T> row = dx.Slice(start, length);
                TensorPrimitives.Multiply(row, Sums.Sum(dy.Slice(start, length)), row);
                TensorPrimitives.Subtract(dy.Slice(start, length), row, row);
            }
            return;
        }
        T[] sums = new T[inner];
        for (int start = 0; start < y.Length; start += length * inner)
        {
            Sums.Columns<T>(dy.Slice(start, length * inner), sums);
            for (int at = start; at < start + length * inner; at += inner)
            {
                Span<T> row = dx.Slice(at, inner);
                TensorPrimitives.Multiply<T>(row, sums, row);
                TensorPrimitives.Subtract(dy.Slice(at, inner), row, row);
            }
        }
    }

    /// <summary>losses[line] = ln(sum of e^x) - x[target], and 0 where the target is negative.</summary>
    public static void CrossEntropy<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> targets, Span<T> losses, int length, int inner) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (length == 0)
        {
            losses.Clear();
            return;
        }
        T[] y = new T[length * inner], max = new T[inner], sums = new T[inner];
        for (int start = 0, line = 0; start < x.Length; start += y.Length, line += inner)
        {
            ReadOnlySpan<T> block = x.Slice(start, y.Length);
            if (inner == 1) sums[0] = Exponentials(block, y, out max[0]);
            else Exponentials(block, y, max, sums);
            for (int j = 0; j < inner; j++)
            {
                int target = targets[line + j];
                // The difference to the largest is exact where the logarithm is small, and so is the sum.
                losses[line + j] = target < 0 ? T.Zero : T.Log(sums[j]) + (max[j] - block[target * inner + j]);
            }
        }
    }

    /// <summary>The derivative of <see cref="CrossEntropy{T}"/>: dx = dy (softmax(x), less 1 at the target), 0 where the target is negative.</summary>
    public static void CrossEntropyBackward<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> targets, ReadOnlySpan<T> dy, Span<T> dx, int length, int inner) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Forward(x, dx, length, inner);
        for (int line = 0; line < targets.Length; line++)
        {
            int start = line / inner * length * inner + line % inner, target = targets[line];
            if (target >= 0) dx[start + target * inner] -= T.One;
            if (inner == 1)
            {
                Span<T> row = dx.Slice(start, length);
                if (target < 0) row.Clear();
                else TensorPrimitives.Multiply(row, dy[line], row);
                continue;
            }
            for (int i = 0, at = start; i < length; i++, at += inner) dx[at] = target < 0 ? T.Zero : dx[at] * dy[line];
        }
    }

    /// <summary>e^(x - largest), and their sum.</summary>
    private static T Exponentials<T>(ReadOnlySpan<T> x, Span<T> y, out T largest) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        largest = TensorPrimitives.Max(x);
        TensorPrimitives.Subtract(x, largest, y);
        Elementary.Map<T, Exponentials.Exp<T>>(y, y);
        return Sums.Sum<T>(y);
    }

    /// <summary>The same for each column of a matrix.</summary>
    private static void Exponentials<T>(ReadOnlySpan<T> x, Span<T> y, Span<T> max, Span<T> sums) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int inner = max.Length;
        x[..inner].CopyTo(max);
        for (int at = inner; at < x.Length; at += inner) TensorPrimitives.Max(max, x.Slice(at, inner), max);
        for (int at = 0; at < x.Length; at += inner) TensorPrimitives.Subtract(x.Slice(at, inner), max, y.Slice(at, inner));
        Elementary.Map<T, Exponentials.Exp<T>>(y, y);
        Sums.Columns<T>(y, sums);
    }
}
