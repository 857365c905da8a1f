using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// Normalization of the rows of a row-major matrix, and its derivatives. An empty weight is 1, an empty bias 0. Of every row: h = (x - mean) / sqrt(variance + eps), or x / sqrt(mean of x^2 + eps) where
/// rows are not centered. The mean is first taken as a number of the elements' type, and the distances from it correct it, so that a large mean costs no digits.
/// </summary>
internal static class Rows
{
    /// <summary>Elements that are summed in their own type before the sum goes into a double.</summary>
    private const int Block = 4096;

    /// <summary>y = h weight + bias.</summary>
    public static unsafe void Standardize<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> y, int columns, double eps, bool center) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (columns == 0) return;
        fixed (T* source = x, w = weight, b = bias, target = y)
        {
            var work = new Standardized<T>(new(source, columns, eps, center), w, b, target);
            RowPieces.Run(x.Length / columns, columns, work);
        }
    }

    /// <summary>
    /// y = scale (g - mean(g) - h mean(g h)) with g = dy weight and scale = 1 / sqrt(variance + eps), without mean(g) where rows are not centered. Where y has room for two more rows, they are the sums
    /// over the rows of h dy and of dy, by a tree over the rows: the cotangents of weight and bias.
    /// </summary>
    public static unsafe void StandardizeGrad<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> dy, ReadOnlySpan<T> weight, Span<T> y, int columns, double eps, bool center) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (columns == 0) return;
        // Each piece of rows by itself, then the sums of the pieces: pieces are cut by size alone.
        bool withSums = y.Length > x.Length;
        int rows = x.Length / columns, each = withSums ? SumRows : 1, pieces = (rows + each - 1) / each;
        T* sums = withSums ? Scratch.Current.Take<T>((nint)pieces * 2 * columns) : null;
        fixed (T* source = x, cotangent = dy, w = weight, target = y) RowPieces.Run(pieces, each * columns, new Gradient<T>(new(source, columns, eps, center), cotangent, w, rows, each, target, sums));
        if (!withSums) return;
        Sums.Columns<T>(new(sums, pieces * 2 * columns), y[x.Length..]);
        Scratch.Current.Return();
    }

    /// <summary>Rows that are summed one upon another.</summary>
    private const int SumRows = 32;

    /// <summary>A row as its standardization sees it: h = ((x - Mean) - Correction) Scale.</summary>
    private readonly record struct Moments<T>(T Mean, T Correction, T Scale);

    private readonly unsafe struct Source<T>(T* x, int columns, double eps, bool center) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public readonly int Columns = columns;
        public readonly bool Center = center;

        public T* Row(nint row) => x + row * Columns;

        // Taken into the loops over rows: while a row's sums wait for each other, the next row's begin.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Moments<T> Of<TVector, TSimd>(nint row) where TVector : unmanaged where TSimd : ISimdMath<T, TVector>
        {
            T* x = Row(row);
            double sum = 0, squares = 0;
            T mean = T.Zero;
            if (Center)
            {
                // Roughly, as the distances correct it.
                for (int start = 0; start < Columns; start += Block) sum += double.CreateTruncating(Distances<TVector, TSimd>(x + start, Math.Min(Block, Columns - start), T.Zero, out _));
                mean = T.CreateTruncating(sum / Columns);
                sum = 0;
            }
            for (int start = 0; start < Columns; start += Block)
            {
                T distances = Distances<TVector, TSimd>(x + start, Math.Min(Block, Columns - start), mean, out T blockSquares);
                sum += double.CreateTruncating(distances);
                squares += double.CreateTruncating(blockSquares);
            }
            double correction = Center ? sum / Columns : 0, variance = Math.Max(0, squares / Columns - correction * correction);
            if (double.IsNaN(squares)) variance = double.NaN;
            return new(mean, T.CreateTruncating(correction), T.CreateTruncating(1 / Math.Sqrt(variance + eps)));
        }

        /// <summary>The sums of the distances from the mean and of their squares.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static T Distances<TVector, TSimd>(T* x, int count, T mean, out T squares) where TVector : unmanaged where TSimd : ISimdMath<T, TVector>
        {
            TVector from = TSimd.Broadcast(mean), sumA = default, sumB = default, squaresA = default, squaresB = default, squaresC = default, squaresD = default;
            int width = TSimd.Count, i = 0;
            T sum = T.Zero, rest = T.Zero;
            for (; i <= count - 4 * width; i += 4 * width)
            {
                TVector a = TSimd.Subtract(TSimd.Load(x + i), from), b = TSimd.Subtract(TSimd.Load(x + i + width), from);
                TVector c = TSimd.Subtract(TSimd.Load(x + i + 2 * width), from), d = TSimd.Subtract(TSimd.Load(x + i + 3 * width), from);
                sumA = TSimd.Add(sumA, TSimd.Add(a, c));
                sumB = TSimd.Add(sumB, TSimd.Add(b, d));
                squaresA = TSimd.MultiplyAdd(a, a, squaresA);
                squaresB = TSimd.MultiplyAdd(b, b, squaresB);
                squaresC = TSimd.MultiplyAdd(c, c, squaresC);
                squaresD = TSimd.MultiplyAdd(d, d, squaresD);
            }
            for (; i < count; i++)
            {
                T distance = x[i] - mean;
                sum += distance;
                rest += distance * distance;
            }
            squares = rest + TSimd.Sum(TSimd.Add(TSimd.Add(squaresA, squaresB), TSimd.Add(squaresC, squaresD)));
            return sum + TSimd.Sum(TSimd.Add(sumA, sumB));
        }
    }

    private readonly unsafe struct Standardized<T>(Source<T> source, T* weight, T* bias, T* y) : IRowWork where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int first, int end)
        {
            if (Vector256.IsHardwareAccelerated) Write<Vector256<T>, Simd256<T>>(first, end);
            else if (Vector128.IsHardwareAccelerated) Write<Vector128<T>, Simd128<T>>(first, end);
            else Write<T, Simd1<T>>(first, end);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Write<TVector, TSimd>(int first, int end) where TVector : unmanaged where TSimd : ISimdMath<T, TVector>
        {
            for (nint row = first; row < end; row++) Write<TVector, TSimd>(source.Row(row), source.Of<TVector, TSimd>(row), y + row * source.Columns, source.Columns);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Write<TVector, TSimd>(T* x, Moments<T> moments, T* to, int columns) where TVector : unmanaged where TSimd : ISimdMath<T, TVector>
        {
            TVector mean = TSimd.Broadcast(moments.Mean), correction = TSimd.Broadcast(moments.Correction), scale = TSimd.Broadcast(moments.Scale);
            int width = TSimd.Count, i = 0;
            T* weights = weight, biases = bias;
            for (; i <= columns - width; i += width)
            {
                TVector h = Standard<T, TVector, TSimd>(TSimd.Load(x + i), mean, correction, scale);
                if (weights != null) h = TSimd.Multiply(h, TSimd.Load(weights + i));
                if (biases != null) h = TSimd.Add(h, TSimd.Load(biases + i));
                TSimd.Store(h, to + i);
            }
            for (; i < columns; i++)
            {
                T h = Standard(x[i], moments);
                if (weights != null) h *= weights[i];
                if (biases != null) h += biases[i];
                to[i] = h;
            }
        }
    }

    private readonly unsafe struct Gradient<T>(Source<T> source, T* dy, T* weight, int rows, int each, T* y, T* sums) : IRowWork where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int first, int end)
        {
            for (int piece = first; piece < end; piece++)
            {
                T* ofPiece = sums == null ? null : sums + (nint)piece * 2 * source.Columns;
                if (sums != null) new Span<T>(ofPiece, 2 * source.Columns).Clear();
                nint from = (nint)piece * each, to = Math.Min(rows, from + each);
                if (Vector256.IsHardwareAccelerated) Write<Vector256<T>, Simd256<T>>(from, to, ofPiece);
                else if (Vector128.IsHardwareAccelerated) Write<Vector128<T>, Simd128<T>>(from, to, ofPiece);
                else Write<T, Simd1<T>>(from, to, ofPiece);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Write<TVector, TSimd>(nint first, nint end, T* ofWeight) where TVector : unmanaged where TSimd : ISimdMath<T, TVector>
        {
            for (nint row = first; row < end; row++) Write<TVector, TSimd>(row, ofWeight);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Write<TVector, TSimd>(nint row, T* ofWeight) where TVector : unmanaged where TSimd : ISimdMath<T, TVector>
        {
            Moments<T> moments = source.Of<TVector, TSimd>(row);
            int columns = source.Columns, width = TSimd.Count, i = 0;
            T* x = source.Row(row), from = dy + row * columns, to = y + row * columns, ofBias = ofWeight + columns, weights = weight;
            TVector mean = TSimd.Broadcast(moments.Mean), correction = TSimd.Broadcast(moments.Correction), scale = TSimd.Broadcast(moments.Scale);
            double sum = 0, along = 0;
            while (i <= columns - 2 * width)
            {
                TVector sumA = default, sumB = default, alongA = default, alongB = default;
                for (int stop = Math.Min(columns, i + Block) - 2 * width; i <= stop; i += 2 * width)
                {
                    TVector a = TSimd.Load(from + i), b = TSimd.Load(from + i + width);
                    TVector h = Standard<T, TVector, TSimd>(TSimd.Load(x + i), mean, correction, scale), next = Standard<T, TVector, TSimd>(TSimd.Load(x + i + width), mean, correction, scale);
                    if (ofWeight != null)
                    {
                        TSimd.Store(TSimd.MultiplyAdd(h, a, TSimd.Load(ofWeight + i)), ofWeight + i);
                        TSimd.Store(TSimd.MultiplyAdd(next, b, TSimd.Load(ofWeight + i + width)), ofWeight + i + width);
                        TSimd.Store(TSimd.Add(TSimd.Load(ofBias + i), a), ofBias + i);
                        TSimd.Store(TSimd.Add(TSimd.Load(ofBias + i + width), b), ofBias + i + width);
                    }
                    if (weights != null) (a, b) = (TSimd.Multiply(a, TSimd.Load(weights + i)), TSimd.Multiply(b, TSimd.Load(weights + i + width)));
                    sumA = TSimd.Add(sumA, a);
                    sumB = TSimd.Add(sumB, b);
                    alongA = TSimd.MultiplyAdd(a, h, alongA);
                    alongB = TSimd.MultiplyAdd(b, next, alongB);
                }
                sum += double.CreateTruncating(TSimd.Sum(TSimd.Add(sumA, sumB)));
                along += double.CreateTruncating(TSimd.Sum(TSimd.Add(alongA, alongB)));
            }
            for (; i < columns; i++)
            {
                T g = weights == null ? from[i] : from[i] * weights[i], h = Standard(x[i], moments);
                sum += double.CreateTruncating(g);
                along += double.CreateTruncating(g * h);
                if (ofWeight == null) continue;
                ofWeight[i] += h * from[i];
                ofBias[i] += from[i];
            }
            T meanOfG = source.Center ? T.CreateTruncating(sum / columns) : T.Zero, meanAlong = T.CreateTruncating(along / columns);
            TVector shift = TSimd.Broadcast(meanOfG), minus = TSimd.Broadcast(-meanAlong);
            for (i = 0; i <= columns - width; i += width)
            {
                TVector g = TSimd.Load(from + i), h = Standard<T, TVector, TSimd>(TSimd.Load(x + i), mean, correction, scale);
                if (weights != null) g = TSimd.Multiply(g, TSimd.Load(weights + i));
                TSimd.Store(TSimd.Multiply(scale, TSimd.MultiplyAdd(h, minus, TSimd.Subtract(g, shift))), to + i);
            }
            for (; i < columns; i++) to[i] = moments.Scale * ((weights == null ? from[i] : from[i] * weights[i]) - meanOfG - Standard(x[i], moments) * meanAlong);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Standard<T, TVector, TSimd>(TVector x, TVector mean, TVector correction, TVector scale) where T : unmanaged where TVector : unmanaged where TSimd : ISimdMath<T, TVector> =>
        TSimd.Multiply(TSimd.Subtract(TSimd.Subtract(x, mean), correction), scale);

    private static T Standard<T>(T x, Moments<T> moments) where T : unmanaged, IBinaryFloatingPointIeee754<T> => (x - moments.Mean - moments.Correction) * moments.Scale;
}
