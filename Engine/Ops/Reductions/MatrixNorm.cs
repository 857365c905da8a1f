namespace PyDeepTensorNet;

public sealed partial class Tensor
{
    /// <summary>
    /// A norm of the matrices of two axes: order 1 is the largest sum of magnitudes of a column, inf that of a row, 2 the largest singular value, and -1, -inf and -2 the smallest. Equal ones share
    /// the gradient evenly. Frobenius' norm is that of the elements, <c>Norm(2, [dim0, dim1])</c>.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such order.</exception>
    /// <exception cref="ShapeException">An axis does not exist, both are the same, or there is no column, row or singular value to choose from.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor MatrixNorm(double order, int dim0 = -2, int dim1 = -1, bool keepDim = false)
    {
        CheckFloating("MatrixNorm");
        (int rows, int columns) = MatrixAxes("MatrixNorm", dim0, dim1);
        Tensor sizes = Math.Abs(order) switch
        {
            1 => Norm(1, rows, keepDim: true).MoveDim([rows, columns], [-2, -1]).Squeeze(-2),
            2 => MoveDim([rows, columns], [-2, -1]).SvdVals(),
            double.PositiveInfinity => Norm(1, columns, keepDim: true).MoveDim([rows, columns], [-2, -1]).Squeeze(-1),
            _ => throw new ArgumentException($"MatrixNorm: there is no norm of order {order}; 1, 2, inf and their negatives exist, and Norm(2, [dim0, dim1]) is Frobenius'"),
        };
        return OfMatrices(order > 0 ? sizes.AMax("MatrixNorm", [-1], keepDim: false) : sizes.AMin("MatrixNorm", [-1], keepDim: false), rows, columns, keepDim);
    }

    /// <summary>The sums of the singular values of the matrices of two axes.</summary>
    /// <exception cref="ShapeException">An axis does not exist, or both are the same.</exception>
    /// <exception cref="DTypeException">The tensor is not floating.</exception>
    public Tensor NuclearNorm(int dim0 = -2, int dim1 = -1, bool keepDim = false)
    {
        CheckFloating("NuclearNorm");
        (int rows, int columns) = MatrixAxes("NuclearNorm", dim0, dim1);
        return OfMatrices(MoveDim([rows, columns], [-2, -1]).SvdVals().Sum(-1), rows, columns, keepDim);
    }

    /// <summary>One number a matrix, with the axes of the matrices back as size 1 where they are to be kept.</summary>
    private Tensor OfMatrices(Tensor numbers, int rows, int columns, bool keepDim) =>
        keepDim ? numbers.Reshape(new AxisReduction("MatrixNorm", Shape, [rows, columns], keepDim: true).Result(Shape)) : numbers;
}
