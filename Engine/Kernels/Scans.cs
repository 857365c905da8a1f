using System.Numerics;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// Running sums, products and linear recurrences along one axis of a contiguous array, which is seen as [outer, length, inner]; <c>reverse</c> runs from the last element to the first.
/// </summary>
internal static class Scans
{
    /// <summary>Running sums; <typeparamref name="TCarry"/> holds them, so that floats can be summed in double.</summary>
    public static void Sum<T, TCarry>(ReadOnlySpan<T> x, Span<T> y, int length, int inner, bool reverse)
        where T : unmanaged, INumber<T> where TCarry : unmanaged, INumber<TCarry>
    {
        TCarry[] carry = new TCarry[inner];
        foreach (var line in new Lines(x.Length, length, inner, reverse))
        {
            if (line.IsFirst) Array.Clear(carry);
            for (int j = 0; j < carry.Length; j++)
            {
                carry[j] += TCarry.CreateTruncating(x[line.Start + j]);
                y[line.Start + j] = T.CreateTruncating(carry[j]);
            }
        }
    }

    /// <summary>Running products from the first element on, held likewise.</summary>
    public static void Product<T, TCarry>(ReadOnlySpan<T> x, Span<T> y, int length, int inner)
        where T : unmanaged, INumber<T> where TCarry : unmanaged, INumber<TCarry>
    {
        TCarry[] carry = new TCarry[inner];
        foreach (var line in new Lines(x.Length, length, inner, false))
        {
            if (line.IsFirst) Array.Fill(carry, TCarry.One);
            for (int j = 0; j < carry.Length; j++)
            {
                carry[j] *= TCarry.CreateTruncating(x[line.Start + j]);
                y[line.Start + j] = T.CreateTruncating(carry[j]);
            }
        }
    }

    /// <summary>ln of the running sums of e^x from the first element on, each sum as its largest exponent so far and, in double, the rest.</summary>
    public static void LogSumExp<T>(ReadOnlySpan<T> x, Span<T> y, int length, int inner) where T : unmanaged, INumber<T>
    {
        double[] max = new double[inner], sum = new double[inner];
        foreach (var line in new Lines(x.Length, length, inner, false))
        {
            if (line.IsFirst)
            {
                Array.Fill(max, double.NegativeInfinity);
                Array.Clear(sum);
            }
            for (int j = 0; j < inner; j++)
            {
                double next = double.CreateTruncating(x[line.Start + j]);
                // Equal ones first: the difference of two infinities is NaN.
                if (next == max[j]) sum[j]++;
                else if (next > max[j]) (max[j], sum[j]) = (next, sum[j] * Math.Exp(max[j] - next) + 1);
                else sum[j] += Math.Exp(next - max[j]);
                y[line.Start + j] = T.CreateTruncating(max[j] + Math.Log(sum[j]));
            }
        }
    }

    /// <summary>y[i] = b[i] + a[i] y[i-1], and y[i] = b[i] + a[i+1] y[i+1] in reverse: a[i] is the link between i - 1 and i in both directions, and a[0] is not used.</summary>
    public static void Recurrence<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y, int length, int inner, bool reverse) where T : unmanaged, INumber<T>
    {
        int back = reverse ? inner : -inner, link = reverse ? inner : 0;
        foreach (var line in new Lines(b.Length, length, inner, reverse))
        {
            for (int i = line.Start; i < line.Start + inner; i++) y[i] = line.IsFirst ? b[i] : b[i] + a[i + link] * y[i + back];
        }
    }

    /// <summary>The places along the axis, in the direction of the scan, as the runs of <c>inner</c> elements that lie there.</summary>
    private ref struct Lines(int count, int length, int inner, bool reverse)
    {
        private readonly int _total = inner == 0 ? 0 : count / inner;
        private int _next;

        public readonly Lines GetEnumerator() => this;

        public (int Start, bool IsFirst) Current { get; private set; }

        public bool MoveNext()
        {
            if (_next == _total) return false;
            (int outer, int place) = Math.DivRem(_next++, length);
            Current = ((outer * length + (reverse ? length - 1 - place : place)) * inner, place == 0);
            return true;
        }
    }
}
