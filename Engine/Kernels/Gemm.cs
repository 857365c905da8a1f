using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// Matrix products C [m, n] = alpha A [m, k] B [k, n] + beta D over operands of any strides, so that transposes cost nothing. <see cref="Choose"/> says which kernel serves which shape.
/// </summary>
internal static unsafe class Gemm
{
    /// <summary>Rows that repay the copy of any B: as it lies, its rows may fall on the same lines of the first-level cache (1024 x 512 x 128: 71 GFLOP/s, copied 92).</summary>
    private const int ManyRows = 256;

    /// <summary>Bytes between rows of A that fall on different lines of the first-level cache, six of them at a time.</summary>
    private const int NearRowBytes = 2048;

    /// <summary>So few rows (or columns) take the vector kernel one by one where the other matrix is large: copying it costs more than reading it again.</summary>
    private const int FewRows = 4, FewRowsMatrix = 1 << 16;

    /// <summary>A matrix in memory: element (i, j) is <c>Data[i * Row + j * Column]</c>.</summary>
    public readonly ref struct Matrix<T>(ReadOnlySpan<T> data, int row, int column)
    {
        public readonly ReadOnlySpan<T> Data = data;
        public readonly int Row = row;
        public readonly int Column = column;
    }

    /// <summary>Where a product goes; no two elements may share a place.</summary>
    public readonly ref struct Target<T>(Span<T> data, int row, int column = 1)
    {
        public readonly Span<T> Data = data;
        public readonly int Row = row;
        public readonly int Column = column;
    }

    /// <summary>What is added to a product, and what becomes of the sum: y = alpha A B + beta D, or max(0, y). A bias is a D with a row stride of 0.</summary>
    public readonly ref struct Epilogue<T>(T alpha, T beta, Matrix<T> addend, bool relu = false)
    {
        public readonly T Alpha = alpha;

        /// <summary>Where this is 0 the addend is not read, so that its NaN do not count.</summary>
        public readonly T Beta = beta;

        public readonly Matrix<T> Addend = addend;
        public readonly bool Relu = relu;
    }

    /// <summary>The ways to compute a product.</summary>
    public enum Path
    {
        /// <summary>A row times a matrix, or a matrix times a column; or a few of them.</summary>
        Vector,

        /// <summary>Register tiles over A and B as they lie.</summary>
        Direct,

        /// <summary>B copied into panels, A as it lies.</summary>
        PackB,

        /// <summary>A copied into panels, B as it lies.</summary>
        PackA,

        /// <summary>Both copied into panels, block by block.</summary>
        PackBoth,
    }

    /// <summary>c = A B, row-major; what was in c is not read.</summary>
    public static void Multiply<T>(int m, int n, int k, Matrix<T> a, Matrix<T> b, Span<T> c) where T : unmanaged, INumber<T> =>
        Multiply(m, n, k, a, b, new Target<T>(c, n), new Epilogue<T>(T.One, T.Zero, default));

    /// <summary>c += A B, row-major.</summary>
    public static void MultiplyAdd<T>(int m, int n, int k, Matrix<T> a, Matrix<T> b, Span<T> c) where T : unmanaged, INumber<T> =>
        Multiply(m, n, k, a, b, new Target<T>(c, n), new Epilogue<T>(T.One, T.One, new(c, n, 1)));

    /// <summary>
    /// A product for each place of a batch: c [.., m, n] = A [.., m, k] B [.., k, n], row-major. The matrices are those of the first place; a step along an axis of the batch moves on by its stride, which is 0
    /// where one matrix serves all.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyBatch<T>(ReadOnlySpan<int> batch, int m, int n, int k, Matrix<T> a, ReadOnlySpan<int> strideA, Matrix<T> b, ReadOnlySpan<int> strideB, Span<T> c) where T : unmanaged, INumber<T>
    {
        int count = 1;
        foreach (int size in batch) count *= size;
        if (count == 0 || m == 0 || n == 0) return;
        fixed (T* pa = a.Data, pb = b.Data, pc = c)
        {
            fixed (int* sizes = batch, stepsA = strideA, stepsB = strideB)
            {
                var work = new GemmBatch<T>(m, n, k, pa, a.Data.Length, a.Row, a.Column, pb, b.Data.Length, b.Row, b.Column, pc, sizes, stepsA, stepsB, batch.Length, count);
                WorkerPool.Run(work.Chunks, work);
            }
        }
    }

    /// <summary>A product with an epilogue. The addend may be the target itself, but must not overlap it otherwise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<T>(int m, int n, int k, Matrix<T> a, Matrix<T> b, Target<T> c, in Epilogue<T> epilogue) where T : unmanaged, INumber<T>
    {
        if (m == 0 || n == 0) return;
        // The kernels work on pointers: an operand that does not hold what its strides reach must fail here.
        if (k != 0)
        {
            CheckReach(a.Data.Length, m, a.Row, k, a.Column);
            CheckReach(b.Data.Length, k, b.Row, n, b.Column);
        }
        CheckReach(c.Data.Length, m, c.Row, n, c.Column);
        bool adds = epilogue.Beta != T.Zero;
        if (adds) CheckReach(epilogue.Addend.Data.Length, m, epilogue.Addend.Row, n, epilogue.Addend.Column);
        if (GemmSimple.IsTiny(m, n, k) || k == 0) GemmSimple.Loops(m, n, k, in a, in b, in c, in epilogue);
        else MultiplyBeyondTiny(m, n, k, in a, in b, in c, in epilogue);
    }

    // Apart from the tiny ones, which clearing this method's frame would take longer than.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MultiplyBeyondTiny<T>(int m, int n, int k, in Matrix<T> a, in Matrix<T> b, in Target<T> c, in Epilogue<T> epilogue) where T : unmanaged, INumber<T>
    {
        if (!Vector128.IsHardwareAccelerated || (typeof(T) != typeof(float) && typeof(T) != typeof(double)))
        {
            GemmSimple.Multiply(m, n, k, a, b, c, in epilogue);
            return;
        }
        fixed (T* pa = a.Data, pb = b.Data, pc = c.Data, pd = epilogue.Addend.Data)
        {
            GemmProblem<T> g;
            (g.M, g.N, g.K) = (m, n, k);
            g.A = pa;
            g.B = pb;
            g.C = pc;
            g.D = epilogue.Beta != T.Zero ? pd : null;
            (g.ARow, g.AColumn, g.BRow, g.BColumn) = (a.Row, a.Column, b.Row, b.Column);
            (g.CRow, g.CColumn, g.DRow, g.DColumn) = (c.Row, c.Column, epilogue.Addend.Row, epilogue.Addend.Column);
            (g.Alpha, g.Beta, g.Relu) = (epilogue.Alpha, epilogue.Beta, epilogue.Relu);
            // 256 bits also where 512 are there: measured on Zen 4, 103 against 94 GFLOP/s at n = 512.
            if (Vector256.IsHardwareAccelerated) Run<T, Vector256<T>, Simd256<T>>(in g);
            else Run<T, Vector128<T>, Simd128<T>>(in g);
        }
    }

    /// <summary>
    /// Which kernel serves which shape, and why. Measured on Zen 3 (L2 512 KiB), GFLOP/s of direct / pack B / pack A / pack both, float32:
    /// <code>
    ///           NN                     NT: B must be copied     TN
    ///   32      82 / 74 / 62 / 57      - / 70 / - / 55
    ///   64      93 / 88 / 81 / 76      - / 85 / - / 74          93 / 88 / 84 / 79
    ///  128      93 / 92 / 88 / 86      - / 90 / - / 84          81 / 91 / 86 / 79
    ///  192      95 / 94 / 90 / 90      - / 94 / - / 90          83 / 93 / 90 / 91
    ///  256      93 / 93 / 83 / 91      - / 94 / - / 92          76 / 88 / 84 / 91
    ///  384      83 / 87 / 80 / 82      - / 88 / - / 92          72 / 84 / 83 / 91
    ///  512      72 / 85 / 78 / 90      - / 88 / - / 93          61 / 76 / 75 / 86
    /// 1024      54 / 71 / 66 / 88      - / 71 / - / 90          52 / 69 / 67 / 91
    ///  32 x 1000 x 500    89 / 80 / 86 / 72
    ///  64 x 4096 x 1024   56 / 67 / 60 / 63
    /// </code>
    /// So an operand is read as it lies while its block (of B with what lies between its rows, as a part of a wide matrix has far rows) stays in the second-level cache, and copied beyond; a transposed A, which gives 6 of the 16 floats of each line it
    /// touches, sooner. Rows of A that lie near each other are not copied at all, as a few of them at a time stay in the caches (1024 x 128 x 512 and 384: 92 GFLOP/s, copied 84); and B not for a few rows, which do not repay the copy. One row or column has no reuse to copy for: the vector kernel reads the matrix once, at the speed of memory.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Path Choose<T>(in GemmProblem<T> g) where T : unmanaged
    {
        if (g.M == 1 || g.N == 1 || (Math.Min(g.M, g.N) <= FewRows && (long)Math.Max(g.M, g.N) * g.K >= FewRowsMatrix)) return Path.Vector;
        nint depth = GemmBlocks.DepthOf(g.K) * sizeof(T);
        bool turnedA = g.AColumn != 1;
        bool packA = g.M * depth > (turnedA ? 192 : 384) * 1024 && (turnedA || g.ARow * sizeof(T) > NearRowBytes);
        bool packB = g.BColumn != 1 || (g.M > 32 && g.BRow * depth > 256 * 1024) || (g.M >= ManyRows && g.BRow * depth > 32 * 1024) || (turnedA && g.M * depth >= 64 * 1024);
        return packA ? packB ? Path.PackBoth : Path.PackA : packB ? Path.PackB : Path.Direct;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<T, TVector, TSimd>(in GemmProblem<T> g) where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        Path path = Choose(in g);
        if (path == Path.Vector)
        {
            GemmProblem<T> rows = g.M <= g.N ? g : g.Transposed;
            for (int i = 0; i < rows.M; i++) GemmVector.Run<T, TVector, TSimd>(rows.Part(i, 0, 1, rows.N));
        }
        else if (g.CColumn != 1 && g.CRow == 1)
        {
            GemmProblem<T> transposed = g.Transposed;
            RunRows<T, TVector, TSimd>(in transposed, Choose(in transposed));
        }
        else RunRows<T, TVector, TSimd>(in g, path);
    }

    /// <summary>Brings C and D to rows, which is what tiles write and read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunRows<T, TVector, TSimd>(in GemmProblem<T> g, Path path) where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        bool strayC = g.CColumn != 1, strayD = g.D != null && g.DColumn != 1;
        if (!strayC && !strayD)
        {
            if (!GemmThreads.TryRun<T, TVector, TSimd>(in g)) RunTiles<T, TVector, TSimd>(in g, path);
            return;
        }
        Scratch scratch = Scratch.Current;
        GemmProblem<T> rows = g;
        if (strayD)
        {
            rows.D = scratch.Take<T>((nint)g.M * g.N);
            (rows.DRow, rows.DColumn) = (g.N, 1);
            Copy(g.M, g.N, g.D, g.DRow, g.DColumn, rows.D, g.N, 1);
        }
        if (strayC)
        {
            rows.C = scratch.Take<T>((nint)g.M * g.N);
            (rows.CRow, rows.CColumn) = (g.N, 1);
        }
        if (!GemmThreads.TryRun<T, TVector, TSimd>(in rows)) RunTiles<T, TVector, TSimd>(in rows, path);
        if (strayC)
        {
            Copy(g.M, g.N, rows.C, g.N, 1, g.C, g.CRow, g.CColumn);
            scratch.Return();
        }
        if (strayD) scratch.Return();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Copy<T>(int rows, int columns, T* from, nint row, nint column, T* to, nint toRow, nint toColumn) where T : unmanaged
    {
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++) to[i * toRow + j * toColumn] = from[i * row + j * column];
        }
    }

    /// <summary>The product on this thread alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RunTiles<T, TVector, TSimd>(in GemmProblem<T> g, Path path) where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        // Narrower than a register, but not than half of one.
        if (g.N < TSimd.Count && g.N >= Vector128<T>.Count) GemmBlocks.Run<T, Vector128<T>, Simd128<T>>(in g, path is Path.PackA or Path.PackBoth, path is Path.PackB or Path.PackBoth);
        else GemmBlocks.Run<T, TVector, TSimd>(in g, path is Path.PackA or Path.PackBoth, path is Path.PackB or Path.PackBoth);
    }

    private static void CheckReach(int length, int rows, int row, int columns, int column)
    {
        if ((long)(rows - 1) * row + (long)(columns - 1) * column >= length || row < 0 || column < 0) Throw();

        static void Throw() => throw new ArgumentException("A matrix reaches beyond its memory.");
    }
}
