namespace PyDeepTensorNet;

/// <summary>What the functions of matrices share: kernels that run on each matrix of a batch, in double whatever the dtype.</summary>
internal static class Matrices
{
    /// <param name="a">A matrix, which the kernel may overwrite.</param>
    /// <param name="y">Where the result goes.</param>
    /// <param name="number">The number of the matrix in the batch.</param>
    public delegate void Kernel(Span<double> a, Span<double> y, int number);

    public delegate void PairKernel(Span<double> a, ReadOnlySpan<double> b, Span<double> y, int number);

    /// <summary>A result [rows, columns] of each matrix of the last two axes; not recorded.</summary>
    public static Tensor Each(Tensor x, int rows, int columns, Kernel kernel) => Each(x, [rows, columns], kernel);

    /// <summary>A result of any shape of each matrix of the last two axes; not recorded.</summary>
    public static Tensor Each(Tensor x, ReadOnlySpan<int> result, Kernel kernel)
    {
        Shape shape = [.. x.Shape.Dims[..^2], .. result];
        int count = Count(x), size = x.Shape[^2] * x.Shape[^1], length = Shape.Create(result).ElementCount;
        double[] source = Doubles(x), y = new double[shape.ElementCount];
        for (int i = 0; i < count; i++) kernel(source.AsSpan(i * size, size), y.AsSpan(i * length, length), i);
        return Tensor.Owning(y, shape).To(x.DType);
    }

    /// <summary>A result [rows, columns] of each pair of matrices of two batches of one shape; not recorded.</summary>
    public static Tensor Each(Tensor a, Tensor b, int rows, int columns, PairKernel kernel)
    {
        int size = b.Shape[^2] * b.Shape[^1];
        double[] other = Doubles(b);
        return Each(a, rows, columns, (matrix, y, number) => kernel(matrix, other.AsSpan(number * size, size), y, number));
    }

    /// <summary>The number of matrices of a batch.</summary>
    public static int Count(Tensor x)
    {
        int count = 1;
        foreach (int leading in x.Shape.Dims[..^2]) count *= leading;
        return count;
    }

    /// <summary>Where only the lower triangle is read of a symmetric matrix, the cotangent of that triangle, given one of the whole.</summary>
    public static Tensor LowerCotangent(Tensor whole) => (whole + whole.T).Tril(-1) + whole.Diagonal(0, -2, -1).DiagEmbed();

    /// <summary>a / b, and 0 where b is 0.</summary>
    public static Tensor DivideOrZero(Tensor a, Tensor b)
    {
        Tensor zero = b.Eq(0);
        return Tensor.Where(zero, 0, a / Tensor.Where(zero, 1, b));
    }

    /// <summary>A copy in double.</summary>
    private static double[] Doubles(Tensor x) => (x.DType == DType.Float64 ? x : new CastOp(DType.Float64).Forward(x)).ToArray<double>();
}
