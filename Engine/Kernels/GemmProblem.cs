namespace PyDeepTensorNet.Kernels;

/// <summary>
/// C [m, n] = activation(alpha A [m, k] B [k, n] + beta D): element (i, j) of X at <c>X[i * XRow + j * XColumn]</c>. D is null where nothing is added, C itself to accumulate, or has a row stride of 0 for a bias.
/// </summary>
internal unsafe struct GemmProblem<T> where T : unmanaged
{
    public int M, N, K;
    public T* A, B, C, D;
    public nint ARow, AColumn, BRow, BColumn, CRow, CColumn, DRow, DColumn;
    public T Alpha, Beta;
    public bool Relu;

    /// <summary>The same in C^T = B^T A^T.</summary>
    public readonly GemmProblem<T> Transposed => new()
    {
        M = N,
        N = M,
        K = K,
        A = B,
        ARow = BColumn,
        AColumn = BRow,
        B = A,
        BRow = AColumn,
        BColumn = ARow,
        C = C,
        CRow = CColumn,
        CColumn = CRow,
        D = D,
        DRow = DColumn,
        DColumn = DRow,
        Alpha = Alpha,
        Beta = Beta,
        Relu = Relu,
    };

    /// <summary>The part of C of so many rows and columns from (i, j) on.</summary>
    public readonly GemmProblem<T> Part(int i, int j, int rows, int columns)
    {
        GemmProblem<T> part = this;
        (part.M, part.N) = (rows, columns);
        part.A += i * ARow;
        part.B += j * BColumn;
        part.C += i * CRow + j * CColumn;
        if (D != null) part.D += i * DRow + j * DColumn;
        return part;
    }
}
