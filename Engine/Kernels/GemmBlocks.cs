using System.Numerics;
using System.Runtime.CompilerServices;

namespace PyDeepTensorNet.Kernels;

/// <summary>
/// The blocked matrix product for float and double (Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008), with both, one or neither of the operands copied into panels.
/// </summary>
/// <remarks>
/// Every element of C is its block sums added in order of k, each block summed in order of k by multiply-adds: the same bits for any strides, tiles, copies and threads.
/// </remarks>
internal static unsafe class GemmBlocks
{
    /// <summary>Rows of k in a block, as a rule: a panel of B, two registers by this, takes half of a first-level cache of 32 KiB.</summary>
    private const int Depth = 256;

    /// <summary>The most that there may be, where it saves a pass over C: of 784 rows, 3 blocks of about 264 and not 4 of which the last has 16.</summary>
    private const int MostDepth = 288;

    /// <summary>Bytes of a packed block of A: well inside a second-level cache of 512 KiB, with room for B and C passing through.</summary>
    private const int BlockBytesA = 144 * Depth * sizeof(float);

    /// <summary>Rows of a block of A that is read as it lies, while the panels of B pass: they stay in the second-level cache beside these.</summary>
    private const int NearRows = 16 * GemmTile.MaxRows;

    /// <summary>Bytes of a packed block of B that many blocks of A pass: a part of the third-level cache.</summary>
    private const int BlockBytesB = 3072 * Depth * sizeof(float);

    /// <summary>The same where A is one block, so that the panels are read from the second-level cache, into which copying brought them: 32 x 4096 x 1024 by 10 %.</summary>
    private const int NearBytesB = 192 * Depth * sizeof(float);

    /// <summary>Elements of a block of B so small that it is copied to the stack: finding the scratch memory of a thread takes 15 ns of the 90 that a product of 4 x 4 takes.</summary>
    private const int NearPanel = 256;

    /// <summary>Rows of k in a block of a product: as few blocks as may be, and of as many rows each, whole registers of them.</summary>
    public static int DepthOf(int k)
    {
        int blocks = (k + MostDepth - 1) / MostDepth;
        return blocks <= 1 ? k : ((k + blocks - 1) / blocks + 7) & ~7;
    }

    /// <summary>The product over a part of C.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T, TVector, TSimd>(in GemmProblem<T> g, bool packA, bool packB)
        where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        int depth = DepthOf(g.K);
        int blockRows = packA ? Math.Min(g.M, BlockBytesA / (Depth * sizeof(T)) / GemmTile.MaxRows * GemmTile.MaxRows) : packB && g.M > 2 * NearRows ? NearRows : g.M;
        // What is narrower than a register is copied, as a register reads past it.
        packB |= g.N < TSimd.Count;
        int blockColumns = packB ? Math.Min(g.N, (packA ? BlockBytesB : NearBytesB) / (Depth * sizeof(T))) : g.N;
        T* edge = stackalloc T[GemmTile.MaxRows * 2 * TSimd.Count], near = stackalloc T[NearPanel + 2 * TSimd.Count];
        nint panelB = packB ? (nint)Math.Max(blockColumns, TSimd.Count) * depth : 0;
        Scratch? scratch = packA || panelB > NearPanel ? Scratch.Current : null;
        T* panelsA = packA ? scratch!.Take<T>((nint)blockRows * depth) : null;
        T* panelsB = panelB > NearPanel ? scratch!.Take<T>(panelB) : near;
        Block<T> block;
        block.Edge = edge;
        for (int j = 0; j < g.N; j += blockColumns)
        {
            block.Columns = Math.Min(blockColumns, g.N - j);
            for (int p = 0; p < g.K; p += depth)
            {
                block.Depth = Math.Min(depth, g.K - p);
                block.Last = p + block.Depth == g.K;
                T* b = g.B + p * g.BRow + j * g.BColumn;
                if (packB) GemmPack.Columns<T, TVector, TSimd>(block.Columns, block.Depth, b, g.BRow, g.BColumn, panelsB);
                block.B = packB ? panelsB : b;
                // After the first block of k the sum so far is what the next adds to.
                block.D = p > 0 ? g.C + j : g.D == null ? null : g.D + j;
                block.DRow = p > 0 ? g.CRow : g.DRow;
                block.Beta = p > 0 ? T.One : g.Beta;
                block.C = g.C + j;
                for (int i = 0; i < g.M; i += blockRows)
                {
                    block.Rows = Math.Min(blockRows, g.M - i);
                    block.A = g.A + i * g.ARow + p * g.AColumn;
                    if (packA)
                    {
                        GemmPack.Rows<T, TVector, TSimd>(block.Rows, block.Depth, block.A, g.ARow, g.AColumn, panelsA);
                        block.A = panelsA;
                    }
                    Panels<T, TVector, TSimd>(in g, in block, packA, packB);
                    block.C += blockRows * g.CRow;
                    if (block.D != null) block.D += blockRows * block.DRow;
                }
            }
        }
        if (panelB > NearPanel) scratch!.Return();
        if (packA) scratch!.Return();
    }

    /// <summary>Tile by tile: a panel of B stays in the first-level cache while A passes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panels<T, TVector, TSimd>(in GemmProblem<T> g, in Block<T> block, bool packedA, bool packedB)
        where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        int width = 2 * TSimd.Count, depth = block.Depth;
        bool relu = g.Relu && block.Last;
        bool plain = !relu && g.Alpha == T.One && (block.D == null || block.Beta == T.One);
        for (int j = 0; j < block.Columns;)
        {
            int breadth = GemmTile.NextColumns(block.Columns - j, TSimd.Count), second = Math.Max(0, breadth - TSimd.Count);
            bool whole = plain && breadth >= TSimd.Count;
            T* b = packedB ? block.B + (nint)j * depth : block.B + j;
            nint bRow = packedB ? Math.Max(breadth, TSimd.Count) : g.BRow;
            T* c = block.C + j;
            T* d = block.D == null ? null : block.D + j;
            for (int i = 0; i < block.Rows;)
            {
                int height = GemmTile.NextRows(block.Rows - i);
                T* a = packedA ? block.A + (nint)i * depth : block.A + i * g.ARow;
                (nint aRow, nint aColumn) = packedA ? (1, height) : (g.ARow, g.AColumn);
                if (whole)
                {
                    GemmTile.Run<T, TVector, TSimd>(height, second, depth, a, aRow, aColumn, b, bRow, c, g.CRow, d, block.DRow);
                }
                else
                {
                    GemmTile.Run<T, TVector, TSimd>(height, second, depth, a, aRow, aColumn, b, bRow, block.Edge, width, null, 0);
                    GemmTile.Finish<T, TVector, TSimd>(height, breadth, block.Edge, width, g.Alpha, block.Beta, relu, c, g.CRow, d, block.DRow);
                }
                i += height;
                c += height * g.CRow;
                if (d != null) d += height * block.DRow;
            }
            j += breadth;
        }
    }

    /// <summary>Where a block of the product lies.</summary>
    private struct Block<T> where T : unmanaged
    {
        public int Rows, Columns, Depth;
        public bool Last;
        public T* A, B, C, D, Edge;
        public nint DRow;
        public T Beta;
    }
}
