namespace PyDeepTensorNet.Kernels;

/// <summary>Matrices of one layout at several places of one memory: what the heads of an attention see of an operand.</summary>
/// <param name="data">The memory, which must stay fixed.</param>
/// <param name="length">Its elements.</param>
/// <param name="starts">Where each matrix begins, in memory that lasts as long.</param>
/// <param name="count">The number of matrices.</param>
/// <param name="row">The stride of the rows.</param>
/// <param name="column">The stride of the columns.</param>
internal readonly unsafe struct Heads<T>(T* data, int length, int* starts, int count, int row, int column) where T : unmanaged
{
    public int Count => count;

    /// <summary>A matrix from one of its rows on.</summary>
    public Gemm.Matrix<T> From(int head, int i) => new(Memory(head, i), row, column);

    /// <summary>The same transposed.</summary>
    public Gemm.Matrix<T> Turned(int head, int i = 0) => new(Memory(head, i), column, row);

    /// <summary>The same to write to.</summary>
    public Gemm.Target<T> Target(int head, int i = 0) => new(Memory(head, i), row, column);

    /// <summary>Zeros in the rows from <paramref name="first"/> to before <paramref name="end"/>.</summary>
    public void Clear(int head, int first, int end, int columns)
    {
        for (int i = first; i < end; i++)
        {
            for (int j = 0; j < columns; j++) data[starts[head] + i * row + j * column] = default;
        }
    }

    private Span<T> Memory(int head, int i)
    {
        int start = starts[head] + i * row;
        return new(data + start, length - start);
    }
}
