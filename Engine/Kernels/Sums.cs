using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PyDeepTensorNet.Kernels;

/// <summary>What a sum makes of each block of at most <see cref="Sums.Block"/> elements.</summary>
internal interface IBlockSum<TIn, TOut>
{
    TOut Sum(ReadOnlySpan<TIn> block);
}

/// <summary>Sums by a fixed tree, whose rounding error grows with the logarithm of the length (TensorPrimitives.Sum of 2^24 floats of 0.1 is 1.7 % off).</summary>
internal static class Sums
{
    /// <summary>Elements that are summed in a row; kernels make room for so many on the stack.</summary>
    public const int Block = 256;

    /// <summary>Elements that one thread sums; a power of two, so that the tree is the same however they are shared out.</summary>
    private const int Piece = 32 * 1024;

    public static T Sum<T>(ReadOnlySpan<T> x) where T : unmanaged, INumber<T>
    {
        if (x.Length <= 2 * Piece) return SumOfPiece(x);
        T[] parts = new T[(x.Length + Piece - 1) / Piece];
        Share(x, parts);
        return Sum<T>(parts);
    }

    private static unsafe void Share<T>(ReadOnlySpan<T> x, T[] parts) where T : unmanaged, INumber<T>
    {
        fixed (T* source = x, target = parts) WorkerPool.Run(parts.Length, new Pieces<T>(source, x.Length, target));
    }

    private readonly unsafe struct Pieces<T>(T* x, int length, T* parts) : IChunkedWork where T : unmanaged, INumber<T>
    {
        public void Run(int chunk)
        {
            T* piece = x + (nint)chunk * Piece;
            int count = Math.Min(Piece, length - chunk * Piece);
            if (count < Piece || !HasBlocks<T>(count))
            {
                parts[chunk] = SumOfPiece(new ReadOnlySpan<T>(piece, count));
                return;
            }
            T* sums = stackalloc T[Piece / VectorBlock];
            PieceBlocks<T, Vector256<T>, Simd256<T>>(piece, sums);
            parts[chunk] = Tree(new ReadOnlySpan<T>(sums, Piece / VectorBlock), Piece);
        }
    }

    private static T SumOfPiece<T>(ReadOnlySpan<T> x) where T : unmanaged, INumber<T>
    {
        if (Vector256.IsHardwareAccelerated && Vector256<T>.IsSupported && x.Length >= Unrolled * Vector256<T>.Count) return Tree<T, Vector256<T>, Simd256<T>>(x);
        return Sum<T, T, Plain<T>>(x, default);
    }

    /// <summary>Registers that are summed side by side, so that one addition need not wait for another.</summary>
    private const int Unrolled = 8;

    /// <summary>Elements that one call of the kernel sums: 32 additions, one upon another.</summary>
    private const int VectorBlock = 2048;

    private static T Tree<T, TVector, TSimd>(ReadOnlySpan<T> x) where T : unmanaged, INumber<T> where TVector : unmanaged where TSimd : ISimd<T, TVector>
    {
        if (x.Length <= VectorBlock) return BlockSum<T, TVector, TSimd>(x);
        int half = (int)(BitOperations.RoundUpToPowerOf2((uint)x.Length) / 2);
        return Tree<T, TVector, TSimd>(x[..half]) + Tree<T, TVector, TSimd>(x[half..]);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe T BlockSum<T, TVector, TSimd>(ReadOnlySpan<T> x) where T : unmanaged, INumber<T> where TVector : unmanaged where TSimd : ISimd<T, TVector>
    {
        TVector* sums = stackalloc TVector[Unrolled];
        new Span<TVector>(sums, Unrolled).Clear();
        int width = TSimd.Count, i = x.Length / (Unrolled * width) * (Unrolled * width);
        T sum = T.Zero;
        fixed (T* from = x)
        {
            AddTo<T, TVector, TSimd>(from, i, sums);
            for (; i <= x.Length - width; i += width) sums[0] = TSimd.Add(sums[0], TSimd.Load(from + i));
            for (; i < x.Length; i++) sum += from[i];
        }
        return sum + Join<T, TVector, TSimd>(sums);
    }

    /// <summary>
    /// The sums of the blocks of a piece. Its quarters are read side by side, a stretch of each in turn: the hardware reads ahead in all of them, and so keeps more lines on their way than in one row.
    /// </summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void PieceBlocks<T, TVector, TSimd>(T* x, T* blocks) where T : unmanaged, INumber<T> where TVector : unmanaged where TSimd : ISimd<T, TVector>
    {
        const int Quarters = 4, InQuarter = Piece / VectorBlock / Quarters;
        TVector* sums = stackalloc TVector[Quarters * Unrolled];
        for (int block = 0; block < InQuarter; block++)
        {
            new Span<TVector>(sums, Quarters * Unrolled).Clear();
            for (int i = 0; i < VectorBlock; i += Stretch)
            {
                for (int quarter = 0; quarter < Quarters; quarter++) AddTo<T, TVector, TSimd>(x + (quarter * InQuarter + block) * VectorBlock + i, Stretch, sums + quarter * Unrolled);
            }
            for (int quarter = 0; quarter < Quarters; quarter++) blocks[quarter * InQuarter + block] = Join<T, TVector, TSimd>(sums + quarter * Unrolled);
        }
    }

    /// <summary>Elements of each quarter in turn.</summary>
    private const int Stretch = 256;

    /// <summary>Adds so many elements to <see cref="Unrolled"/> registers of sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void AddTo<T, TVector, TSimd>(T* from, int count, TVector* sums) where T : unmanaged, INumber<T> where TVector : unmanaged where TSimd : ISimd<T, TVector>
    {
        TVector a = sums[0], b = sums[1], c = sums[2], d = sums[3], e = sums[4], f = sums[5], g = sums[6], h = sums[7];
        int width = TSimd.Count;
        for (int i = 0; i < count; i += Unrolled * width)
        {
            T* at = from + i;
            a = TSimd.Add(a, TSimd.Load(at));
            b = TSimd.Add(b, TSimd.Load(at + width));
            c = TSimd.Add(c, TSimd.Load(at + 2 * width));
            d = TSimd.Add(d, TSimd.Load(at + 3 * width));
            e = TSimd.Add(e, TSimd.Load(at + 4 * width));
            f = TSimd.Add(f, TSimd.Load(at + 5 * width));
            g = TSimd.Add(g, TSimd.Load(at + 6 * width));
            h = TSimd.Add(h, TSimd.Load(at + 7 * width));
        }
        (sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], sums[7]) = (a, b, c, d, e, f, g, h);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe T Join<T, TVector, TSimd>(TVector* sums) where T : unmanaged, INumber<T> where TVector : unmanaged where TSimd : ISimd<T, TVector> =>
        TSimd.Sum(TSimd.Add(TSimd.Add(TSimd.Add(sums[0], sums[1]), TSimd.Add(sums[2], sums[3])), TSimd.Add(TSimd.Add(sums[4], sums[5]), TSimd.Add(sums[6], sums[7]))));

    /// <summary>Whether <see cref="Blocks"/> and <see cref="Combine"/> can take the place of <see cref="Sum{T}(ReadOnlySpan{T})"/>.</summary>
    public static bool HasBlocks<T>(int length) where T : unmanaged => Vector256.IsHardwareAccelerated && Vector256<T>.IsSupported && length > VectorBlock;

    /// <summary>How many blocks so many elements have.</summary>
    public static int BlockCount(int length) => (length + VectorBlock - 1) / VectorBlock;

    /// <summary>
    /// The sums of the blocks of a stretch of a longer row, which begins with a block and ends with one or the row: for who has the elements only in parts. <see cref="Combine"/> makes of them what
    /// <see cref="Sum{T}(ReadOnlySpan{T})"/> is.
    /// </summary>
    /// <param name="x">The stretch.</param>
    /// <param name="start">Its first element's number in the row.</param>
    /// <param name="length">The row's length.</param>
    /// <param name="sums">The sums of all the row's blocks.</param>
    public static void Blocks<T>(ReadOnlySpan<T> x, int start, int length, Span<T> sums) where T : unmanaged, INumber<T>
    {
        for (; !x.IsEmpty; start += VectorBlock)
        {
            ReadOnlySpan<T> block = x[..Math.Min(VectorBlock, x.Length)];
            // A piece by itself may be too short for the kernel.
            bool alone = length > 2 * Piece && start % Piece == 0 && length - start <= VectorBlock;
            sums[start / VectorBlock] = alone ? SumOfPiece(block) : BlockSum<T, Vector256<T>, Simd256<T>>(block);
            x = x[block.Length..];
        }
    }

    /// <summary>The sum of a row from those of its blocks.</summary>
    public static T Combine<T>(ReadOnlySpan<T> sums, int length) where T : unmanaged, INumber<T>
    {
        if (length <= 2 * Piece) return Tree(sums, length);
        T[] parts = new T[(length + Piece - 1) / Piece];
        for (int i = 0; i < parts.Length; i++)
        {
            int count = Math.Min(Piece, length - i * Piece);
            parts[i] = Tree(sums.Slice(i * (Piece / VectorBlock), BlockCount(count)), count);
        }
        return Sum<T>(parts);
    }

    private static T Tree<T>(ReadOnlySpan<T> sums, int length) where T : unmanaged, INumber<T>
    {
        if (length <= VectorBlock) return sums[0];
        int half = (int)(BitOperations.RoundUpToPowerOf2((uint)length) / 2);
        return Tree(sums[..(half / VectorBlock)], half) + Tree(sums[(half / VectorBlock)..], length - half);
    }

    /// <summary>The sum of a function of the elements.</summary>
    public static TOut Sum<TIn, TOut, TKernel>(ReadOnlySpan<TIn> x, TKernel kernel)
        where TIn : unmanaged where TOut : unmanaged, INumber<TOut> where TKernel : struct, IBlockSum<TIn, TOut>
    {
        if (x.Length <= Block) return kernel.Sum(x);
        int half = Math.Max(Block, (int)(BitOperations.RoundUpToPowerOf2((uint)x.Length) / 2));
        return Sum<TIn, TOut, TKernel>(x[..half], kernel) + Sum<TIn, TOut, TKernel>(x[half..], kernel);
    }

    /// <summary>The mean, and the sum of squared distances from it, in double whatever the elements are.</summary>
    public static (double Mean, double Squares) Moments<T>(ReadOnlySpan<T> x) where T : unmanaged, INumber<T>
    {
        double mean = Sum<T, double, Distances<T>>(x, new(0)) / x.Length;
        // The mean is rounded; what the distances still add up to corrects for it.
        double rest = Sum<T, double, Distances<T>>(x, new(mean));
        double squares = Sum<T, double, SquaredDistances<T>>(x, new(mean));
        return (mean, Math.Max(0, squares - rest * rest / x.Length));
    }

    /// <summary>The sum of squares, in double whatever the elements are.</summary>
    public static double Squares<T>(ReadOnlySpan<T> x) where T : unmanaged, INumber<T> => Sum<T, double, SquaredDistances<T>>(x, new(0));

    /// <summary>y[j] = sum over i of x[i, j] of a row-major matrix, by a tree over the rows.</summary>
    public static unsafe void Columns<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, INumber<T>
    {
        int n = y.Length, rows = n == 0 ? 0 : x.Length / n;
        fixed (T* source = x, target = y) RowPieces.Run((n + Strip - 1) / Strip, Math.Min(n, Strip) * rows, new ColumnStrips<T>(source, rows, n, target));
    }

    /// <summary>Columns that are summed at a time: their sums stay in the first-level cache.</summary>
    private const int Strip = 512;

    private readonly unsafe struct ColumnStrips<T>(T* x, int rows, int columns, T* y) : IRowWork where T : unmanaged, INumber<T>
    {
        public void Run(int first, int end)
        {
            for (int strip = first; strip < end; strip++)
            {
                int start = strip * Strip;
                Sum(x + start, rows, new(y + start, Math.Min(Strip, columns - start)));
            }
        }

        [SkipLocalsInit]
        private void Sum(T* from, int count, Span<T> sums)
        {
            if (count <= 32)
            {
                sums.Clear();
                for (int i = 0; i < count; i++) TensorPrimitives.Add(sums, new ReadOnlySpan<T>(from + (nint)i * columns, sums.Length), sums);
                return;
            }
            int half = (int)(BitOperations.RoundUpToPowerOf2((uint)count) / 2);
            Sum(from, half, sums);
            Span<T> rest = stackalloc T[sums.Length];
            Sum(from + (nint)half * columns, count - half, rest);
            TensorPrimitives.Add<T>(sums, rest, sums);
        }
    }

    private readonly struct Plain<T> : IBlockSum<T, T> where T : unmanaged, INumber<T>
    {
        public T Sum(ReadOnlySpan<T> block)
        {
            if (block.Length >= 16) return TensorPrimitives.Sum(block);
            T sum = T.Zero;
            foreach (T value in block) sum += value;
            return sum;
        }
    }

    private readonly struct Distances<T>(double from) : IBlockSum<T, double> where T : unmanaged, INumber<T>
    {
        [SkipLocalsInit]
        public double Sum(ReadOnlySpan<T> block)
        {
            Span<double> distances = stackalloc double[Block];
            return TensorPrimitives.Sum<double>(Subtract(block, from, distances));
        }
    }

    private readonly struct SquaredDistances<T>(double from) : IBlockSum<T, double> where T : unmanaged, INumber<T>
    {
        [SkipLocalsInit]
        public double Sum(ReadOnlySpan<T> block)
        {
            Span<double> distances = stackalloc double[Block];
            return TensorPrimitives.SumOfSquares<double>(Subtract(block, from, distances));
        }
    }

    private static ReadOnlySpan<double> Subtract<T>(ReadOnlySpan<T> block, double from, Span<double> result) where T : unmanaged, INumber<T>
    {
        result = result[..block.Length];
        TensorPrimitives.ConvertTruncating(block, result);
        TensorPrimitives.Subtract(result, from, result);
        return result;
    }
}
