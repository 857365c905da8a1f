using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
            InRows<T, ForwardRow<T>>(x, default, y, length);
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
    public static unsafe void Row<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* from = x, to = y)
        {
            if (Vector256.IsHardwareAccelerated && y.Length <= Vector256<T>.Count) Row<T, Vector256<T>, Simd256<T>>(from, to, y.Length);
            else if (Vector256.IsHardwareAccelerated) Row<T, Pair<Vector256<T>>, SimdPair<T, Vector256<T>, Simd256<T>>>(from, to, y.Length);
            else if (Vector128.IsHardwareAccelerated && y.Length <= Vector128<T>.Count) Row<T, Vector128<T>, Simd128<T>>(from, to, y.Length);
            else if (Vector128.IsHardwareAccelerated) Row<T, Pair<Vector128<T>>, SimdPair<T, Vector128<T>, Simd128<T>>>(from, to, y.Length);
            else Row<T, T, Simd1<T>>(from, to, y.Length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static unsafe void Row<T, TVector, TSimd>(T* x, T* y, int count) where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : unmanaged where TSimd : ISimdMath<T, TVector>
    {
        TVector inverse = TSimd.Broadcast(T.One / Exponentials<T, TVector, TSimd>(x, y, count, out _, out TVector last));
        int i = 0;
        for (; i <= count - TSimd.Count; i += TSimd.Count) TSimd.Store(TSimd.Multiply(TSimd.Load(y + i), inverse), y + i);
        if (i < count) StorePart<T, TVector, TSimd>(TSimd.Multiply(last, inverse), y + i, count - i);
    }

    /// <summary>y = x - ln(sum of e^x).</summary>
    public static void Log<T>(ReadOnlySpan<T> x, Span<T> y, int length, int inner) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (inner == 1)
        {
            InRows<T, LogRow<T>>(x, default, y, length);
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
        if (inner == 1)
        {
            InRows<T, BackwardRow<T>>(y, dy, dx, length);
            return;
        }
        TensorPrimitives.Multiply(y, dy, dx);
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
        if (inner == 1)
        {
            InRows<T, LogBackwardRow<T>>(y, dy, dx, length);
            return;
        }
        Elementary.Map<T, Exponentials.Exp<T>>(y, dx);
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
    public static unsafe void CrossEntropy<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> targets, Span<T> losses, int length, int inner) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (length == 0)
        {
            losses.Clear();
            return;
        }
        if (inner == 1)
        {
            fixed (T* source = x, target = losses) fixed (int* classes = targets) RowPieces.Run(losses.Length, length, new LossRows<T>(source, classes, target, length));
            return;
        }
        T[] y = new T[length * inner], max = new T[inner], sums = new T[inner];
        for (int start = 0, line = 0; start < x.Length; start += y.Length, line += inner)
        {
            ReadOnlySpan<T> block = x.Slice(start, y.Length);
            Exponentials(block, y, max, sums);
            for (int j = 0; j < inner; j++) losses[line + j] = Loss(block[j..], inner, targets[line + j], max[j], sums[j]);
        }
    }

    /// <summary>The derivative of <see cref="CrossEntropy{T}"/>: dx = dy (softmax(x), less 1 at the target), 0 where the target is negative.</summary>
    public static unsafe void CrossEntropyBackward<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> targets, ReadOnlySpan<T> dy, Span<T> dx, int length, int inner) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (inner == 1)
        {
            fixed (T* source = x, cotangent = dy, result = dx) fixed (int* classes = targets) RowPieces.Run(targets.Length, length, new LossGradientRows<T>(source, classes, cotangent, result, length));
            return;
        }
        Forward(x, dx, length, inner);
        for (int line = 0; line < targets.Length; line++)
        {
            int start = line / inner * length * inner + line % inner, target = targets[line];
            if (target >= 0) dx[start + target * inner] -= T.One;
            for (int i = 0, at = start; i < length; i++, at += inner) dx[at] = target < 0 ? T.Zero : dx[at] * dy[line];
        }
    }

    /// <summary>What is computed of one row, or of two, for a third.</summary>
    private interface IRow<T>
    {
        static abstract void Run(ReadOnlySpan<T> x, ReadOnlySpan<T> other, Span<T> y);
    }

    private static unsafe void InRows<T, TRow>(ReadOnlySpan<T> x, ReadOnlySpan<T> other, Span<T> y, int length) where T : unmanaged where TRow : struct, IRow<T>
    {
        if (length == 0) return;
        fixed (T* source = x, second = other, target = y) RowPieces.Run(x.Length / length, length, new RowLoop<T, TRow>(source, second, target, length));
    }

    private readonly unsafe struct RowLoop<T, TRow>(T* x, T* other, T* y, int length) : IRowWork where T : unmanaged where TRow : struct, IRow<T>
    {
        public void Run(int first, int end)
        {
            for (nint row = first; row < end; row++)
            {
                nint start = row * length;
                TRow.Run(new(x + start, length), other == null ? default : new(other + start, length), new(y + start, length));
            }
        }
    }

    private readonly struct ForwardRow<T> : IRow<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static void Run(ReadOnlySpan<T> x, ReadOnlySpan<T> other, Span<T> y) => Row(x, y);
    }

    private readonly struct LogRow<T> : IRow<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static void Run(ReadOnlySpan<T> x, ReadOnlySpan<T> other, Span<T> y)
        {
            T log = T.Log(Exponentials(x, y, out T largest));
            TensorPrimitives.Subtract(x, largest, y);
            TensorPrimitives.Subtract(y, log, y);
        }
    }

    private readonly struct BackwardRow<T> : IRow<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static void Run(ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
        {
            TensorPrimitives.Multiply(y, dy, dx);
            TensorPrimitives.AddMultiply(dy, -Sums.Sum<T>(dx), y, dx);
        }
    }

    private readonly struct LogBackwardRow<T> : IRow<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static void Run(ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
        {
            Elementary.Map<T, Exponentials.Exp<T>>(y, dx);
            TensorPrimitives.MultiplyAdd(dx, -Sums.Sum(dy), dy, dx);
        }
    }

    private readonly unsafe struct LossRows<T>(T* x, int* targets, T* losses, int length) : IRowWork where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int first, int end)
        {
            Span<T> exponentials = new(Scratch.Current.Take<T>(length), length);
            for (int row = first; row < end; row++)
            {
                ReadOnlySpan<T> source = new(x + (nint)row * length, length);
                T sum = Exponentials(source, exponentials, out T largest);
                losses[row] = Loss(source, 1, targets[row], largest, sum);
            }
            Scratch.Current.Return();
        }
    }

    private readonly unsafe struct LossGradientRows<T>(T* x, int* targets, T* dy, T* dx, int length) : IRowWork where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int first, int end)
        {
            for (int row = first; row < end; row++)
            {
                Span<T> result = new(dx + (nint)row * length, length);
                if (targets[row] < 0)
                {
                    result.Clear();
                    continue;
                }
                Row(new(x + (nint)row * length, length), result);
                result[targets[row]] -= T.One;
                TensorPrimitives.Multiply(result, dy[row], result);
            }
        }
    }

    /// <summary>The loss of a line whose elements are <paramref name="step"/> apart; the difference to the largest is exact where the logarithm is small, and so is the sum.</summary>
    private static T Loss<T>(ReadOnlySpan<T> x, int step, int target, T max, T sum) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        target < 0 ? T.Zero : T.Log(sum) + (max - x[target * step]);

    /// <summary>e^(x - largest), and their sum.</summary>
    private static unsafe T Exponentials<T>(ReadOnlySpan<T> x, Span<T> y, out T largest) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* from = x, to = y)
        {
            if (Vector256.IsHardwareAccelerated && y.Length <= Vector256<T>.Count) return Line<T, Vector256<T>, Simd256<T>>(from, to, y.Length, out largest);
            if (Vector256.IsHardwareAccelerated) return Line<T, Pair<Vector256<T>>, SimdPair<T, Vector256<T>, Simd256<T>>>(from, to, y.Length, out largest);
            if (Vector128.IsHardwareAccelerated && y.Length <= Vector128<T>.Count) return Line<T, Vector128<T>, Simd128<T>>(from, to, y.Length, out largest);
            if (Vector128.IsHardwareAccelerated) return Line<T, Pair<Vector128<T>>, SimdPair<T, Vector128<T>, Simd128<T>>>(from, to, y.Length, out largest);
            return Line<T, T, Simd1<T>>(from, to, y.Length, out largest);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static unsafe T Line<T, TVector, TSimd>(T* x, T* y, int count, out T largest) where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : unmanaged where TSimd : ISimdMath<T, TVector>
    {
        T sum = Exponentials<T, TVector, TSimd>(x, y, count, out largest, out TVector last);
        int rest = count % TSimd.Count;
        if (rest > 0) StorePart<T, TVector, TSimd>(last, y + count - rest, rest);
        return sum;
    }

    /// <summary>In one pass after that for the largest, summed by blocks of 64 registers; those that fill no register are returned in one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe T Exponentials<T, TVector, TSimd>(T* x, T* y, int count, out T largest, out TVector last)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : unmanaged where TSimd : ISimdMath<T, TVector>
    {
        int width = TSimd.Count, whole = count - count % width;
        TVector total = default, lowest = TSimd.Broadcast(T.NegativeInfinity), part = lowest;
        // What only fills the register becomes e^-infinity.
        if (whole < count) part = LoadPart<T, TVector, TSimd>(x + whole, count - whole, lowest);
        largest = TSimd.Largest(Largest<T, TVector, TSimd>(x, whole, part));
        TVector max = TSimd.Broadcast(largest);
        for (int i = 0; i < whole;)
        {
            TVector sum = default;
            for (int end = Math.Min(whole, i + 64 * width); i < end; i += width)
            {
                TVector e = Kernels.Exponentials.ExpOfNegative<T>.Of<TVector, TSimd>(TSimd.Subtract(TSimd.Load(x + i), max));
                TSimd.Store(e, y + i);
                sum = TSimd.Add(sum, e);
            }
            total = TSimd.Add(total, sum);
        }
        if (whole < count)
        {
            part = Kernels.Exponentials.ExpOfNegative<T>.Of<TVector, TSimd>(TSimd.Subtract(part, max));
            total = TSimd.Add(total, part);
        }
        last = part;
        return TSimd.Sum(total);
    }

    // Apart: a register whose address is taken would be kept in memory.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe TVector LoadPart<T, TVector, TSimd>(T* from, int count, TVector filling) where T : unmanaged where TVector : unmanaged where TSimd : ISimdMath<T, TVector>
    {
        new ReadOnlySpan<T>(from, count).CopyTo(new(&filling, count));
        return filling;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void StorePart<T, TVector, TSimd>(TVector value, T* to, int count) where T : unmanaged where TVector : unmanaged where TSimd : ISimdMath<T, TVector> =>
        new ReadOnlySpan<T>(&value, count).CopyTo(new(to, count));

    /// <summary>The largest of so many whole registers and one more, lane by lane, but for NaN, which shows in the exponentials anyway.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe TVector Largest<T, TVector, TSimd>(T* x, int whole, TVector last)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : unmanaged where TSimd : ISimdMath<T, TVector>
    {
        int width = TSimd.Count, i = 0;
        TVector a = last, b = a;
        for (; i <= whole - 2 * width; i += 2 * width)
        {
            a = TSimd.AtLeast(TSimd.Load(x + i), a);
            b = TSimd.AtLeast(TSimd.Load(x + i + width), b);
        }
        if (i < whole) a = TSimd.AtLeast(TSimd.Load(x + i), a);
        return TSimd.AtLeast(a, b);
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
