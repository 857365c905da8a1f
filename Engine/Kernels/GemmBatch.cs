using System.Numerics;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet.Kernels;

/// <summary>The products of a batch, several to a chunk.</summary>
internal readonly unsafe struct GemmBatch<T> : IChunkedWork where T : unmanaged, INumber<T>
{
    /// <summary>Multiplications of a chunk at least: 10 us of work.</summary>
    private const long ChunkProduct = 1 << 19;

    private readonly int _m, _n, _k, _lengthA, _lengthB, _rowA, _columnA, _rowB, _columnB, _rank, _count, _perChunk;
    private readonly T* _a, _b, _c;
    private readonly int* _sizes, _stridesA, _stridesB;

    public GemmBatch(int m, int n, int k, T* a, int lengthA, int rowA, int columnA, T* b, int lengthB, int rowB, int columnB, T* c, int* sizes, int* stridesA, int* stridesB, int rank, int count)
    {
        (_m, _n, _k, _lengthA, _lengthB, _rowA, _columnA, _rowB, _columnB, _rank, _count) = (m, n, k, lengthA, lengthB, rowA, columnA, rowB, columnB, rank, count);
        _a = a;
        _b = b;
        _c = c;
        _sizes = sizes;
        _stridesA = stridesA;
        _stridesB = stridesB;
        _perChunk = (int)Math.Min(count, 1 + ChunkProduct / Math.Max(1, (long)m * n * k));
    }

    public int Chunks => (_count + _perChunk - 1) / _perChunk;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int chunk)
    {
        int end = Math.Min(_count, (chunk + 1) * _perChunk);
        for (int i = chunk * _perChunk; i < end; i++)
        {
            int rest = i, a = 0, b = 0;
            for (int axis = _rank - 1; axis >= 0; axis--)
            {
                (rest, int at) = Math.DivRem(rest, _sizes[axis]);
                a += at * _stridesA[axis];
                b += at * _stridesB[axis];
            }
            // Where k is 0 there is nothing to read, and no place of the batch need lie in memory.
            Gemm.Matrix<T> left = _k == 0 ? default : new(new(_a + a, _lengthA - a), _rowA, _columnA), right = _k == 0 ? default : new(new(_b + b, _lengthB - b), _rowB, _columnB);
            Gemm.Multiply(_m, _n, _k, left, right, new Span<T>(_c + (nint)i * _m * _n, _m * _n));
        }
    }
}
