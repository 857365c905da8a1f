using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// Matrix products C [m, n] = alpha A [m, k] B [k, n] + beta D over operands of any strides. <see cref="Choose"/> says which kernel serves which shape.
/// </summary>
internal static unsafe class Gemm
{
    /// <summary>Below this many multiplications plain loops beat the calls of vector kernels.</summary>
    private const int TinyProduct = 256;

    /// <summary>A matrix in memory: element (i, j) is <c>Data[i * Row + j * Column]</c>.</summary>
    public readonly ref struct Matrix<T>(ReadOnlySpan<T> data, int row, int column)
    {
        public readonly ReadOnlySpan<T> Data = data;
        public readonly int Row = row;
        public readonly int Column = column;
    }

    /// <summary>What is added to a product, and what becomes of the sum: y = alpha A B + beta D, or max(0, y).</summary>
    public readonly ref struct Epilogue<T>(T alpha, T beta, Matrix<T> addend, bool relu = false)
    {
        public readonly T Alpha = alpha;

        /// <summary>Where this is 0 the addend is not read, so that its NaN do not count.</summary>
        public readonly T Beta = beta;

        public readonly Matrix<T> Addend = addend;
        public readonly bool Relu = relu;
    }

    /// <summary>The kernels.</summary>
    public enum Path
    {
        /// <summary>A and B as they lie.</summary>
        Direct,

        /// <summary>B copied into panels, A as it lies.</summary>
        PackB,

        /// <summary>Both copied into panels, block by block.</summary>
        PackBoth,
    }

    /// <summary>c = A B, row-major; what was in c is not read.</summary>
    public static void Multiply<T>(int m, int n, int k, Matrix<T> a, Matrix<T> b, Span<T> c) where T : unmanaged, INumber<T> =>
        Multiply(m, n, k, a, b, c, new Epilogue<T>(T.One, T.Zero, default));

    /// <summary>c += A B, row-major.</summary>
    public static void MultiplyAdd<T>(int m, int n, int k, Matrix<T> a, Matrix<T> b, Span<T> c) where T : unmanaged, INumber<T> =>
        Multiply(m, n, k, a, b, c, new Epilogue<T>(T.One, T.One, new(c, n, 1)));

    /// <summary>c = A B with an epilogue, row-major. The addend may be c itself, but must not overlap it otherwise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<T>(int m, int n, int k, Matrix<T> a, Matrix<T> b, Span<T> c, Epilogue<T> epilogue) where T : unmanaged, INumber<T>
    {
        if (m == 0 || n == 0) return;
        c = c[..(m * n)];
        fixed (T* pa = a.Data, pb = b.Data, pc = c, pd = epilogue.Addend.Data)
        {
            GemmProblem<T> g;
            (g.M, g.N, g.K) = (m, n, k);
            g.A = pa;
            g.B = pb;
            g.C = pc;
            g.D = epilogue.Beta == T.Zero ? null : pd;
            (g.ARow, g.AColumn, g.BRow, g.BColumn) = (a.Row, a.Column, b.Row, b.Column);
            (g.CRow, g.CColumn, g.DRow, g.DColumn) = (n, 1, epilogue.Addend.Row, epilogue.Addend.Column);
            (g.Alpha, g.Beta, g.Relu) = (epilogue.Alpha, epilogue.Beta, epilogue.Relu);
            Run(in g);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(in GemmProblem<T> g) where T : unmanaged, INumber<T>
    {
        if (Vector256.IsHardwareAccelerated) Run<T, Vector256<T>, Simd256<T>>(in g);
        else Run<T, Vector128<T>, Simd128<T>>(in g);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<T, TVector, TSimd>(in GemmProblem<T> g) where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        if (g.M == 1) GemmVector.Run<T, TVector, TSimd>(in g);
        else if (g.N == 1) GemmVector.Run<T, TVector, TSimd>(g.Transposed);
        else
        {
            Path path = g.BColumn == 1 && g.N < 96 ? Path.Direct : g.M < 192 ? Path.PackB : Path.PackBoth;
            GemmBlocks.Run<T, TVector, TSimd>(in g, path == Path.PackBoth, path != Path.Direct);
        }
    }
}
