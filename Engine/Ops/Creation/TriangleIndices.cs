namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>The places [2, count] (rows, then columns; int64) on and below the given diagonal of a [rows, columns] matrix, row by row.</summary>
    /// <exception cref="ShapeException">A size is negative.</exception>
    public static Tensor TrilIndices(int rows, int columns, int offset = 0) => TriangleIndices(new Shape(rows, columns), i => 0, i => Math.Min(columns, (long)i + offset + 1));

    /// <summary>The places [2, count] (rows, then columns; int64) on and above the given diagonal of a [rows, columns] matrix, row by row.</summary>
    /// <exception cref="ShapeException">A size is negative.</exception>
    public static Tensor TriuIndices(int rows, int columns, int offset = 0) => TriangleIndices(new Shape(rows, columns), i => Math.Max(0, (long)i + offset), i => columns);

    private static Tensor TriangleIndices(Shape matrix, Func<int, long> from, Func<int, long> to)
    {
        List<long> rows = [], columns = [];
        for (int i = 0; i < matrix[0]; i++)
        {
            for (long j = from(i); j < to(i); j++)
            {
                rows.Add(i);
                columns.Add(j);
            }
        }
        return Owning([.. rows, .. columns], [2, rows.Count]);
    }
}
